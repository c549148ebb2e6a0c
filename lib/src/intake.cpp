#include "intake.hpp"

#include "content_range.hpp"
#include "failure.hpp"
#include "http_date.hpp"
#include "media_type.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace haul {

namespace {

// How much may be written before the room on the disk is looked at again.
constexpr std::uint64_t room_check_distance = 16 * 1024 * 1024;

// Of a part that is hashed: a fraction of a millisecond.
constexpr std::size_t read_at_once = 64 * 1024;

result<void> check_type(const response_head& head, const std::vector<std::string>& expected) {
  const std::string_view type = text_of(head.content_type);
  const bool fine =
      expected.empty() || std::ranges::any_of(expected, [&](const std::string& pattern) {
        return matches_media_pattern(type, pattern);
      });
  if (fine)
    return {};
  return failure(
      stage::body, cause::wrong_content,
      fmt::format(
          "the answer is {}, {} was expected", type.empty() ? "of no type" : printable(type),
          fmt::join(expected, " or ")));
}

error too_long(std::uint64_t most) {
  return failure(
      stage::body, cause::limit_exceeded, fmt::format("the file has more than {} bytes", most));
}

// Whether what came can be gone on with after such a failure.
bool leaves_a_part(cause why) {
  return why == cause::connection_lost || why == cause::connect_failed ||
         why == cause::look_up_failed || why == cause::http_status || why == cause::timed_out ||
         why == cause::cancelled || why == cause::disk_full;
}

} // namespace

intake::intake(const options& how, content_decoder decoder, verifier wanted, sink file)
    : how_(&how),
      decoder_(std::move(decoder)),
      wanted_(std::move(wanted)),
      file_(std::move(file)) {
}

result<sink> intake::open(
    const output_folder::claim& output, std::optional<sink> part, bool goes_on, bool replace) {
  if (!part)
    return output.create(replace);
  if (!goes_on) {
    if (const result<void> emptied = part->start_over(); !emptied)
      return emptied.error();
  }
  return *std::move(part);
}

result<intake> intake::begin(
    const task& wanted, const options& how, const response_head& head,
    const output_folder::claim& output, std::optional<sink> part, const std::string& asked) {
  const bool goes_on = part && head.status != 200;
  // The rest of a body needn't say again what it is.
  const bool typed = !goes_on || (head.status == 206 && head.content_type);
  if (const result<void> fine = check_type(head, how.expect_types); typed && !fine)
    return fine.error();
  result<content_decoder> decoder =
      content_decoder::create(how.compressed && !goes_on ? text_of(head.content_encoding) : "");
  if (!decoder)
    return decoder.error();
  result<verifier> checks = verifier::create(wanted, how.record_digest);
  if (!checks)
    return checks.error();
  result<sink> file = open(output, std::move(part), goes_on, how.overwrite || output.replace());
  if (!file)
    return file.error();
  intake made(how, *std::move(decoder), *std::move(checks), *std::move(file));
  if (goes_on)
    made.resumed_ = made.file_.bytes();
  if (const result<void> fine = made.expect(head); !fine) {
    made.leave(fine.error().cause);
    return fine.error();
  }
  if (!goes_on) {
    if (std::optional<part_origin> of = origin_of(head); of && !made.unfolds())
      made.file_.set_origin(*std::move(of), asked);
  }
  return made;
}

// How long the file is after this body, and in the end.
void intake::measure(const response_head& head) {
  if (resumed_ == 0) {
    if (!unfolds())
      total_ = head.content_length;
    return;
  }
  ends_at_ = total_ = resumed_;
  if (const auto range = parse_content_range(text_of(head.content_range))) {
    ends_at_ = range->last + 1;
    total_ = range->total ? range->total : file_.origin()->total;
  }
}

// Takes from the head what the body must come to.
result<void> intake::expect(const response_head& head) {
  const bool rest = head.status == 206;
  measure(head);
  if (const result<void> right = wanted_.check_length(total_); !right)
    return right;
  if (how_->max_file_bytes != 0 && total_.value_or(0) > how_->max_file_bytes)
    return too_long(how_->max_file_bytes);
  if (const result<void> room = check_room(0); !room)
    return room;
  std::string changed;
  if (resumed_ != 0) {
    changed = file_.origin()->last_modified;
    if (file_.origin()->validator.starts_with('"'))
      version_.etag = file_.origin()->validator;
  } else {
    version_ = validators_of(head);
  }
  if (rest || resumed_ == 0) { // else there is no body, and what is said is said of none
    changed = head.last_modified.value_or(changed);
    result<sent_digests> sent = sent_digests::of(head, rest);
    if (!sent)
      return sent.error();
    sent_ = *std::move(sent);
  }
  version_.last_modified = changed;
  if (how_->keep_time)
    changed_at_ = parse_http_date(changed);
  behind_ = resumed_ != 0 && (wanted_.hashes() || sent_.needs_the_part());
  if (!behind_)
    wanted_.skip(resumed_);
  return {};
}

result<void> intake::catch_up() {
  const std::uint64_t there = in_pieces() ? file_.bytes() : resumed_;
  std::vector<char> piece(std::min<std::uint64_t>(read_at_once, there - caught_up_));
  const result<std::size_t> bytes = file_.read(caught_up_, piece);
  if (!bytes)
    return bytes.error();
  if (*bytes == 0)
    return failure(stage::output, cause::output_failed, "the part file has become shorter");
  const std::span<const char> read(piece.data(), *bytes);
  if (result<void> taken = in_pieces() ? sent_.take(read) : sent_.catch_up(read); !taken)
    return taken;
  if (result<void> taken = wanted_.take(read); !taken)
    return taken;
  caught_up_ += *bytes;
  behind_ = caught_up_ < there;
  return {};
}

result<void> intake::take(std::span<const char> piece) {
  if (result<void> taken = sent_.take(piece); !taken)
    return taken;
  if (decoder_.passes_through())
    return write(piece);
  return decoder_.take(piece, [this](std::span<const char> decoded) { return write(decoded); });
}

result<void> intake::write(std::span<const char> piece) {
  const std::uint64_t bytes = file_.bytes() + piece.size();
  if (how_->max_file_bytes != 0 && bytes > how_->max_file_bytes)
    return too_long(how_->max_file_bytes);
  if (ends_at_ && bytes > *ends_at_)
    return failure(
        stage::body, cause::malformed_response, "the body is longer than its Content-Range says");
  if (result<void> taken = wanted_.take(piece); !taken)
    return taken;
  if (result<void> room = check_room(piece.size()); !room)
    return room;
  return file_.write(piece);
}

// That so many more bytes may be written.
result<void> intake::check_room(std::size_t bytes) {
  unchecked_ += bytes;
  if (bytes != 0 && unchecked_ <= room_check_distance)
    return {};
  unchecked_ = 0;
  if (how_->min_free_bytes == 0)
    return {};
  const result<std::uint64_t> left = file_.room();
  if (!left)
    return left.error();
  if (*left >= how_->min_free_bytes)
    return {};
  return failure(
      stage::output, cause::disk_full,
      fmt::format("only {} bytes are free, {} must stay so", *left, how_->min_free_bytes));
}

// A server may send less of the rest than was asked for, too.
result<void> intake::check_end() const {
  const std::uint64_t due =
      resumed_ == 0 && !in_pieces() ? file_.bytes() : total_.value_or(file_.bytes());
  if (file_.bytes() >= due)
    return {};
  return failure(
      stage::body, cause::connection_lost,
      fmt::format("the body ended at byte {} of {}", file_.bytes(), due));
}

result<void> intake::finish() {
  if (result<void> whole = decoder_.finish(); !whole)
    return whole;
  if (result<void> whole = check_end(); !whole)
    return whole;
  if (result<void> right = sent_.check(); !right)
    return right;
  if (result<void> right = wanted_.check(); !right)
    return right;
  if (changed_at_)
    file_.set_time(*changed_at_);
  file_.set_validators(version_, changed_at_.has_value());
  return {};
}

void intake::leave(cause why) {
  if (leaves_a_part(why))
    file_.keep();
  else
    file_.give_up();
}

} // namespace haul
