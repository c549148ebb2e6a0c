#pragma once

#include "folder.hpp"

#include <haul/error.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace haul {

/// Takes a body, piece by piece, and gives the file its name once it is whole.
///
/// Writes to a part file in the same folder, so that the final name either does not exist or stands
/// for a whole file, at any moment. Blocking, with no locks: any thread may use its own.
class sink {
 public:
  /// Creates `name` + `part_suffix` in `in`. A part that a killed run left there is replaced; one
  /// that another run is writing is an error (`cause::output_in_use`). `replace`: whether `commit`
  /// may replace a file of that name.
  static result<sink> create(std::shared_ptr<folder> in, std::string name, bool replace);

  sink(sink&&) noexcept = default;
  sink& operator=(sink&&) = delete;

  /// Removes the part file, unless it was committed.
  ~sink();

  result<void> write(std::span<const char> piece);

  /// Gives the file its name in one step. Links and folders of that name are never written through.
  /// A replaced file keeps its mode where that allows less. On an error the part file is removed.
  result<void> commit();

  /// How many more bytes whoever runs this may write to the file system.
  result<std::uint64_t> room() const;

  /// When the file was changed, in seconds since 1970: what it shows once it is committed. Without
  /// effect where the file system keeps no such time.
  void set_time(std::int64_t changed_at);

  /// Written so far.
  std::uint64_t bytes() const { return bytes_; }

 private:
  sink(std::shared_ptr<folder> in, std::string name, bool replace, file_descriptor opened);

  void keep_mode() const;
  result<void> put_in_place();

  std::shared_ptr<folder> folder_;
  std::string name_;
  std::string part_;
  bool replace_;
  file_descriptor file_;
  std::uint64_t bytes_ = 0;
};

} // namespace haul
