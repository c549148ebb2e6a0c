// What the requests of a split file do, each for itself.
#include "content_range.hpp"
#include "failure.hpp"
#include "house.hpp"
#include "retry.hpp"
#include "split.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace haul {

namespace asio = boost::asio;

namespace {

// What is no failure by itself is one here: as if the connection had been lost, for the next
// attempt may go on, or find another version.
error refused(const response_head& head) {
  error made = failure(
      stage::first_byte, head.status < 400 ? cause::connection_lost : cause::http_status,
      fmt::format("a part of the file was asked for, HTTP {} came instead", head.status));
  made.http_status = head.status;
  return made;
}

// Whether another request for the same bytes would come to the same.
bool is_final(const error& why) {
  return why.stage == stage::output || why.cause == cause::wrong_content;
}

} // namespace

// Asks for one piece after the other, until there is none to be had.
asio::awaitable<result<void>> split::take_pieces(hand& by) {
  result<void> came;
  while (came && !by.until.passed() && !broken_) {
    by.at = plan_.take();
    if (by.at == nullptr)
      break;
    came = co_await fetch(by);
    plan_.give_back(*by.at);
  }
  co_return came;
}

asio::awaitable<result<void>> split::fetch(hand& by) {
  by.way.rest.emplace(by.at->next, of_.validator, by.at->end - 1);
  by.way.known = kept_validators();
  result<std::optional<response>> answer = co_await house_->client.get(by.way, by.until);
  if (!answer)
    co_return answer.error();
  if (!*answer)
    co_return failure(
        stage::redirect, cause::connection_lost, "a part of the file is at another host");
  response& arrived = **answer;
  const response_head& head = arrived.head();
  by.asked_pause =
      asked_pause(head, std::chrono::system_clock::now(), house_->how.retry.most_pause);
  if (judge(of_, by.at->next, head) != continuation::rest) {
    leave_line(); // nobody else needs to hear the same
    by.refused = head.status < 400;
    co_await arrived.discard();
    co_return refused(head);
  }
  const std::uint64_t covered = parse_content_range(*head.content_range)->last + 1;
  const result<void> came = co_await read(by, arrived, covered);
  co_return came;
}

// Reads the piece of `by`, and on, as far as the body of `from` goes, which ends at `covered`, and
// nobody else has taken what comes.
asio::awaitable<result<void>> split::read(hand& by, response& from, std::uint64_t covered) {
  while (true) {
    const result<std::span<const char>> bytes = co_await from.read();
    if (!bytes)
      co_return bytes.error();
    if (bytes->empty())
      break;
    house_->received_bytes += bytes->size();
    const result<bool> more = put(by, *bytes, covered);
    if (!more)
      co_return more.error();
    co_await house_->bytes.pay(bytes->size(), by.until, house_->how.timeouts.idle);
    if (by.until.passed())
      co_return by.until.failure(stage::body);
    if (!*more)
      break;
  }
  if (by.at->next == by.at->end)
    co_return result<void>();
  co_return failure(
      stage::body, cause::connection_lost,
      fmt::format("the body ended at byte {} of {}", by.at->next, by.at->end));
}

// Whether something may be read after these bytes; if not, what comes is somebody else's.
result<bool> split::put(hand& by, std::span<const char> bytes, std::uint64_t covered) {
  if (broken_)
    return *broken_;
  while (by.at->next != covered && (by.at->next != by.at->end || plan_.read_on(*by.at))) {
    if (bytes.empty())
      return true;
    const auto size = std::min<std::uint64_t>(bytes.size(), by.at->end - by.at->next);
    if (result<void> taken = file_.take_at(by.at->next, bytes.first(size)); !taken) {
      note(taken.error());
      return taken.error();
    }
    split_plan::advance(*by.at, size);
    bytes = bytes.subspan(size);
  }
  if (by.at->next != covered)
    return false;
  if (bytes.empty())
    return true; // its end is to be read
  return failure(
      stage::body, cause::malformed_response, "the body is longer than its Content-Range says");
}

void split::note(const error& why) {
  failed_ = why;
  if (is_final(why) && !broken_)
    broken_ = why;
}

} // namespace haul
