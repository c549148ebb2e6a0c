#pragma once

#include "pack_index.hpp"

#include <haul/error.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

struct archive;
struct archive_entry;

namespace haul {

/// What a member says of itself.
struct pack_head {
  std::string name; ///< valid UTF-8, neither empty nor with a slash at its end
  std::uint64_t bytes = 0;
  std::int64_t changed_at = 0; ///< seconds since 1970
};

/// Makes a tar of members: POSIX (pax) with extended headers only where a name or a number needs
/// one, so that every reader takes it. No I/O: the bytes go to a function, within each call.
class pack_archive {
 public:
  using taker = std::function<void(std::span<const char>)>;

  explicit pack_archive(taker into);
  ~pack_archive();
  pack_archive(const pack_archive&) = delete;

  /// Members one after the other; `write` no more bytes than the head says, which is an error. What
  /// is missing of them `end_member` makes up for by zeros.
  result<void> begin_member(const pack_head& head);
  result<void> write(std::span<const char> piece);
  void end_member();

  /// The end of the archive.
  result<void> finish();

 private:
  struct free_archive {
    void operator()(archive* each) const;
  };
  struct free_entry {
    void operator()(archive_entry* each) const;
  };
  using writer = std::unique_ptr<archive, free_archive>;
  writer make_writer(int (*set_format)(archive*));

  std::unique_ptr<taker> into_; // the writers have its address
  std::unique_ptr<archive_entry, free_entry> entry_;
  // The format that can say everything costs libarchive three times as much, also for a member that
  // needs nothing of it, and the same bytes come out. So both write, each its members; the end is
  // the plain one's.
  writer plain_;
  writer extended_;
  archive* current_;
};

/// The files among the members of a tar, read from where `file` stands to the end of the archive;
/// an error when that is not there. Blocking.
result<std::vector<pack_entry>> read_archive(int file);

} // namespace haul
