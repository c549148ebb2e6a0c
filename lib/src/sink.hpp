#pragma once

#include "byte_ranges.hpp"
#include "folder.hpp"
#include "kept_validators.hpp"
#include "resumption.hpp"

#include <haul/error.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

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

  /// The same, but what is written stays in memory up to `most_held` bytes and is for whoever reads
  /// it: the part is only created when more comes, under the `body_name` of `member`. Not to be
  /// committed.
  static sink create_held(std::shared_ptr<folder> in, std::string member);
  static constexpr std::size_t most_held = 1024 * 1024;

  /// The part that was begun by asking for the URL `asked`, to go on with; nothing when there is
  /// none, as `find_left_part`.
  static result<std::optional<sink>> resume(
      std::shared_ptr<folder> in, std::string name, bool replace, const std::string& asked);

  sink(sink&&) noexcept = default;
  sink& operator=(sink&& other) noexcept;

  /// Removes the part file, unless it was committed or can be resumed.
  ~sink();

  /// Says what the body is of, so that it can go on later: from a megabyte on, whatever happens to
  /// this process, else when `keep` is called.
  void set_origin(part_origin of, std::string asked);

  /// Engaged for what was resumed, and after `set_origin`.
  const std::optional<part_origin>& origin() const { return origin_; }

  /// Leaves the part for `resume`, as far as that is possible.
  void keep();

  /// Nobody is to go on with this part.
  void give_up();

  /// Drops what was written.
  result<void> start_over();

  /// From here on the bytes come in any order, by `write_at` only. What was written stays. What is
  /// resumed may be so already.
  result<void> write_in_pieces();
  bool in_pieces() const { return there_.has_value(); }

  /// Writes `piece` at `offset`, where nothing was written yet. The note that stands beside the
  /// part is renewed every 16 MiB: a kill loses no more.
  result<void> write_at(std::uint64_t offset, std::span<const char> piece);

  /// The first byte that is missing; and the last one that is before something is there again,
  /// nothing when it is missing up to the end.
  std::uint64_t next() const;
  std::optional<std::uint64_t> last_of_gap() const;

  /// Which bytes of the file are there.
  byte_ranges there() const;

  result<void> write(std::span<const char> piece);

  /// Drops what was written behind the first `bytes`.
  result<void> cut(std::uint64_t bytes);

  /// Reads what was written, from `offset` on; fewer bytes than there is room for at its end.
  result<std::size_t> read(std::uint64_t offset, std::span<char> into) const;

  /// Gives the file its name in one step. Links and folders of that name are never written through.
  /// A replaced file keeps its mode where that allows less. On an error the part file is removed.
  result<void> commit();

  /// Begins to bring to the disk what was written; `flush` waits for it. An error is final: what
  /// was written is lost, and a second call would succeed.
  void start_flush() const;
  result<void> flush() const;

  /// The folder of the file.
  const std::shared_ptr<folder>& in() const { return folder_; }

  /// How many more bytes whoever runs this may write to the file system.
  result<std::uint64_t> room() const;

  /// When the file was changed, in seconds since 1970: what it shows once it is committed. Without
  /// effect where the file system keeps no such time.
  void set_time(std::int64_t changed_at);

  /// What `set_time` was told.
  const std::optional<std::int64_t>& time() const { return changed_at_; }

  /// Of which version the file is: see `keep_validators`.
  void set_validators(const kept_validators& of, bool timed) {
    if (file_)
      keep_validators(file_.get(), of, timed);
  }

  /// Written so far, what was resumed included.
  std::uint64_t bytes() const { return bytes_; }

 private:
  // Less is fetched again sooner than a note is written, read and removed.
  static constexpr std::uint64_t worth_a_note = 1024 * 1024; // bytes

  sink(std::shared_ptr<folder> in, std::string name, bool replace, file_descriptor opened);

  result<void> stop_holding();
  void keep_mode() const;
  result<void> put_in_place();

  std::shared_ptr<folder> folder_;
  std::string name_;
  std::string part_;
  bool replace_;
  file_descriptor file_;
  std::uint64_t bytes_ = 0;
  std::optional<byte_ranges> there_; // when in pieces
  file_descriptor note_;             // when in pieces, and noted
  std::uint64_t unnoted_ = 0;        // bytes that were written since it was renewed
  std::optional<part_origin> origin_;
  std::string asked_;
  bool noted_ = false; // a note stands beside the part
  std::optional<std::int64_t> changed_at_;
  bool holds_ = false; // there is no part, but this:
  std::vector<char> held_;
};

} // namespace haul
