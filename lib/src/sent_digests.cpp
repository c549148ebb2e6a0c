#include "sent_digests.hpp"

#include "digest_fields.hpp"
#include "failure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace haul {

namespace {

void add_digests(std::vector<digest>& all, const std::optional<std::string>& field) {
  for (digest& each : read_digest_field(text_of(field))) {
    if (std::ranges::find(all, each) == all.end())
      all.push_back(std::move(each));
  }
}

} // namespace

result<std::optional<sent_digests::expectation>> sent_digests::expectation::of(
    std::vector<digest> digests) {
  std::optional<expectation> made;
  if (digests.empty())
    return made;
  task wanted;
  wanted.digests = std::move(digests);
  auto kept = std::make_unique<const task>(std::move(wanted));
  result<verifier> check = verifier::create(*kept);
  if (!check)
    return check.error();
  made.emplace(expectation{std::move(kept), *std::move(check)});
  return made;
}

result<sent_digests> sent_digests::of(const response_head& head, bool rest) {
  sent_digests made;
  std::vector<digest> of_body;
  std::vector<digest> of_file;
  // Of a whole answer both fields speak of the same bytes.
  add_digests(rest ? of_file : of_body, head.repr_digest);
  add_digests(of_body, head.content_digest);
  result<std::optional<expectation>> body = expectation::of(std::move(of_body));
  if (!body)
    return body.error();
  result<std::optional<expectation>> file = expectation::of(std::move(of_file));
  if (!file)
    return file.error();
  if (*body)
    made.body_.emplace(std::move(**body));
  if (*file)
    made.file_.emplace(std::move(**file));
  return made;
}

result<void> sent_digests::catch_up(std::span<const char> piece) {
  return file_ ? file_->check.take(piece) : result<void>();
}

result<void> sent_digests::take(std::span<const char> piece) {
  if (body_) {
    if (result<void> hashed = body_->check.take(piece); !hashed)
      return hashed;
  }
  return catch_up(piece);
}

result<void> sent_digests::check() const {
  for (const std::optional<expectation>* const each : {&body_, &file_}) {
    const result<void> right = *each ? (*each)->check.check() : result<void>();
    if (!right)
      return failure(
          stage::body, cause::wrong_content,
          fmt::format("not what the server says it sends: {}", right.error().message));
  }
  return {};
}

} // namespace haul
