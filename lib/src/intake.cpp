#include "intake.hpp"

#include "digest_fields.hpp"
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

result<void> check_type(const response_head& head, const std::vector<std::string>& expected) {
  const std::string type = head.content_type.value_or("");
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

// What the server says of the body that it sends (RFC 9530). Of a whole answer both fields speak of
// the same bytes.
std::vector<digest> digests_sent(const response_head& head) {
  std::vector<digest> all;
  for (const std::optional<std::string>& field : {head.repr_digest, head.content_digest}) {
    for (digest& each : read_digest_field(field.value_or(""))) {
      if (std::ranges::find(all, each) == all.end())
        all.push_back(std::move(each));
    }
  }
  return all;
}

} // namespace

intake::intake(const options& how, content_decoder decoder, verifier wanted, sink file)
    : how_(&how),
      decoder_(std::move(decoder)),
      wanted_(std::move(wanted)),
      file_(std::move(file)) {
}

result<intake> intake::begin(
    const task& wanted, const options& how, const response_head& head,
    const output_folder::claim& output) {
  if (const result<void> fine = check_type(head, how.expect_types); !fine)
    return fine.error();
  result<content_decoder> decoder =
      content_decoder::create(how.compressed ? head.content_encoding.value_or("") : "");
  if (!decoder)
    return decoder.error();
  result<verifier> checks = verifier::create(wanted, how.record_digest);
  if (!checks)
    return checks.error();
  if (decoder->passes_through()) {
    if (const result<void> right = checks->check_length(head.content_length); !right)
      return right.error();
    if (how.max_file_bytes != 0 && head.content_length.value_or(0) > how.max_file_bytes)
      return too_long(how.max_file_bytes);
  }
  result<sink> file = output.create(how.overwrite || output.wrong());
  if (!file)
    return file.error();
  intake made(how, *std::move(decoder), *std::move(checks), *std::move(file));
  if (const result<void> room = made.check_room(); !room)
    return room.error();
  if (how.keep_time && head.last_modified)
    made.changed_at_ = parse_http_date(*head.last_modified);
  task sent;
  sent.digests = digests_sent(head);
  if (!sent.digests.empty()) {
    made.sent_ = std::make_unique<const task>(std::move(sent));
    result<verifier> as_sent = verifier::create(*made.sent_);
    if (!as_sent)
      return as_sent.error();
    made.as_sent_ = *std::move(as_sent);
  }
  return made;
}

result<void> intake::take(std::span<const char> piece) {
  if (as_sent_) {
    if (result<void> hashed = as_sent_->take(piece); !hashed)
      return hashed;
  }
  if (decoder_.passes_through())
    return write(piece);
  return decoder_.take(piece, [this](std::span<const char> decoded) { return write(decoded); });
}

result<void> intake::write(std::span<const char> piece) {
  if (how_->max_file_bytes != 0 && file_.bytes() + piece.size() > how_->max_file_bytes)
    return too_long(how_->max_file_bytes);
  if (result<void> taken = wanted_.take(piece); !taken)
    return taken;
  unchecked_ += piece.size();
  if (unchecked_ > room_check_distance) {
    if (result<void> room = check_room(); !room)
      return room;
  }
  return file_.write(piece);
}

result<void> intake::check_room() {
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

result<void> intake::finish() {
  if (result<void> whole = decoder_.finish(); !whole)
    return whole;
  if (as_sent_) {
    if (const result<void> right = as_sent_->check(); !right)
      return failure(
          stage::body, cause::wrong_content,
          fmt::format("not what the server says it sends: {}", right.error().message));
  }
  if (result<void> right = wanted_.check(); !right)
    return right;
  if (changed_at_)
    file_.set_time(*changed_at_);
  return file_.commit();
}

} // namespace haul
