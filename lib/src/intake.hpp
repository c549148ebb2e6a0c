#pragma once

#include "content_decoder.hpp"
#include "output_folder.hpp"
#include "response_parser.hpp"
#include "sink.hpp"
#include "verifier.hpp"

#include <haul/options.hpp>
#include <haul/task.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

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
  /// it.
  static result<intake> begin(
      const task& wanted, const options& how, const response_head& head,
      const output_folder::claim& output);

  intake(intake&&) noexcept = default;
  intake& operator=(intake&&) = delete;

  /// Whether pieces may unfold to many times their size.
  bool unfolds() const { return !decoder_.passes_through(); }

  /// The next piece as it came.
  result<void> take(std::span<const char> piece);

  /// After the last piece, checks what can only be told now and gives the file its name, with the
  /// time at which the server says that it changed.
  result<void> finish();

  /// Written to the file so far.
  std::uint64_t bytes() const { return file_.bytes(); }

  /// As `verifier::recorded`, of the file.
  result<std::optional<digest>> recorded() const { return wanted_.recorded(); }

 private:
  intake(const options& how, content_decoder decoder, verifier wanted, sink file);

  result<void> write(std::span<const char> piece);
  result<void> check_room();

  const options* how_;
  content_decoder decoder_;
  verifier wanted_; // of the file
  sink file_;
  std::unique_ptr<const task> sent_;       // what the server says of the body,
  std::optional<verifier> as_sent_;        // which is hashed as it comes
  std::optional<std::int64_t> changed_at_; // seconds since 1970
  std::uint64_t unchecked_ = 0;            // bytes since the room was looked at
};

} // namespace haul
