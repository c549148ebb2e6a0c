#pragma once

#include "content_decoder.hpp"
#include "output_folder.hpp"
#include "response_parser.hpp"
#include "sent_digests.hpp"
#include "sink.hpp"
#include "verifier.hpp"

#include <haul/options.hpp>
#include <haul/task.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace haul {

/// Takes the body of one answer on its way to the file: decoded where that was asked for, held
/// against what task, server and options say of it, and written.
///
/// Blocking, no I/O but that of the file. An error anywhere is the end: the file never gets its
/// name.
class intake {
 public:
  /// Refuses what can be told from the head alone: a media type that was not expected, a length
  /// that is wrong or more than allowed, a disk without the room. `wanted` and `how` must outlive
  /// it. `part`, if any, is what the answer goes on with, as `judge` says; one that has the whole
  /// body starts it over. `asked` is the URL that was asked first.
  static result<intake> begin(
      const task& wanted, const options& how, const response_head& head,
      const output_folder::claim& output, std::optional<sink> part, const std::string& asked);

  intake(intake&&) noexcept = default;
  intake& operator=(intake&&) = delete;

  /// Whether something of the part is still to be read before anything is taken.
  bool behind() const { return behind_; }

  /// Reads a piece of it.
  result<void> catch_up();

  /// Whether pieces may unfold to many times their size.
  bool unfolds() const { return !decoder_.passes_through(); }

  /// The next piece as it came.
  result<void> take(std::span<const char> piece);

  /// Whether the part that is gone on with was written in pieces: then the body must be, too.
  bool in_pieces() const { return file_.in_pieces(); }

  /// Bytes of the whole file, and what they are of; nothing when that is not known.
  const std::optional<std::uint64_t>& total() const { return total_; }
  const std::optional<part_origin>& origin() const { return file_.origin(); }

  /// From here on the bytes of the file, whose total and origin are known, come in any order, by
  /// `take_at` only. `head` is what it began with.
  result<void> take_in_pieces(const response_head& head);

  /// A piece that begins at `offset` of the file, where nothing was taken yet.
  result<void> take_at(std::uint64_t offset, std::span<const char> piece);

  /// Which bytes of the file are still to come, of those whose total is known.
  byte_ranges missing() const { return file_.there().missing(*total_); }

  /// Nothing is missing any more: what is to be hashed and came out of order is `behind` now.
  void all_taken();

  /// After the last piece, checks what can only be told now. The file has the time then at which
  /// the server says that it changed.
  result<void> finish();

  /// The body has not come to its end, because of this: leaves what came of it for later, unless
  /// it is of no use.
  void leave(cause why);

  /// After `finish`: the file, which has not got its name yet.
  sink release() { return std::move(file_); }

  /// Written to the file so far, and what of that was there before.
  std::uint64_t bytes() const { return file_.bytes(); }
  std::uint64_t resumed() const { return resumed_; }

  /// As `verifier::recorded`, of the file.
  result<std::optional<digest>> recorded() const { return wanted_.recorded(); }

 private:
  intake(const options& how, content_decoder decoder, verifier wanted, sink file);

  static result<sink> open(
      const output_folder::claim& output, std::optional<sink> part, bool goes_on, bool replace);
  void measure(const response_head& head);
  result<void> expect(const response_head& head);
  result<void> write(std::span<const char> piece);
  result<void> check_end() const;
  result<void> check_room(std::size_t bytes);

  const options* how_;
  content_decoder decoder_;
  verifier wanted_; // of the file
  sink file_;
  sent_digests sent_;
  std::uint64_t resumed_ = 0;
  std::uint64_t caught_up_ = 0; // of those
  bool behind_ = false;
  bool pieces_hashed_ = false;             // those that come in any order are to be
  std::optional<std::uint64_t> ends_at_;   // bytes of the file once the body is here
  std::optional<std::uint64_t> total_;     // bytes of the whole file
  std::optional<std::int64_t> changed_at_; // seconds since 1970
  kept_validators version_;
  std::uint64_t unchecked_ = 0; // bytes since the room was looked at
};

} // namespace haul
