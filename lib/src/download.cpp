#include "download.hpp"

#include "failure.hpp"
#include "house.hpp"
#include "intake.hpp"

#include <haul/text.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace haul {

namespace asio = boost::asio;

namespace {

error status_failure(const response& answer) {
  const response_head& head = answer.head();
  std::string message = fmt::format("HTTP {}", head.status);
  if (!head.reason.empty())
    message += " " + head.reason;
  error made = failure(stage::first_byte, cause::http_status, std::move(message));
  made.http_status = head.status;
  made.url = redact(answer.from().text());
  return made;
}

// A kilobyte can unfold to fifty million: others have their turn in between.
asio::awaitable<result<void>> unfold(house& in, intake& file, std::span<const char> piece) {
  constexpr std::size_t at_once = 1024;
  constexpr std::uint64_t in_one_go = 1024 * 1024;
  std::uint64_t before = file.bytes();
  while (!piece.empty()) {
    const std::span<const char> slice = piece.first(std::min(at_once, piece.size()));
    piece = piece.subspan(slice.size());
    if (const result<void> taken = file.take(slice); !taken)
      co_return taken;
    if (file.bytes() - before > in_one_go) {
      before = file.bytes();
      co_await asio::post(in.executor, asio::use_awaitable);
    }
  }
  co_return result<void>();
}

// The response's body into the output, whole and right or not at all.
asio::awaitable<result<outcome>> save(
    house& in, response& answer, const task& wanted, const output_folder::claim& output,
    deadline& until) {
  result<intake> file = intake::begin(wanted, in.how, answer.head(), output);
  if (!file)
    co_return file.error();
  while (true) {
    const result<std::span<const char>> piece = co_await answer.read();
    if (!piece)
      co_return piece.error();
    if (piece->empty())
      break;
    result<void> taken;
    if (file->unfolds())
      taken = co_await unfold(in, *file, *piece);
    else
      taken = file->take(*piece);
    if (!taken)
      co_return taken.error();
    co_await in.bytes.pay(piece->size(), until, in.how.timeouts.idle);
  }
  if (until.passed())
    co_return until.failure(stage::output);
  if (const result<void> finished = file->finish(); !finished)
    co_return finished.error();
  result<std::optional<digest>> recorded = file->recorded();
  if (!recorded)
    co_return recorded.error();
  outcome made;
  made.status = status::ok;
  made.bytes = file->bytes();
  made.digest = *std::move(recorded);
  co_return made;
}

// What became of a task whose request was answered.
asio::awaitable<outcome> receive(
    house& in, response& answer, const task& wanted, const output_folder::claim& output,
    deadline& until) {
  outcome made;
  const unsigned answered = answer.head().status;
  if (answered != 200) {
    co_await answer.discard();
    if (answered == 404)
      made.status = status::not_found;
    else
      made = failed_with(status_failure(answer));
    co_return made;
  }
  result<outcome> saved = co_await save(in, answer, wanted, output, until);
  if (saved) {
    made = *std::move(saved);
  } else {
    made = failed_with(saved.error());
    made.error->url = redact(answer.from().text());
  }
  co_return made;
}

} // namespace

asio::awaitable<attempt_end> attempt(
    house& in, const task& wanted, journey& way, const output_folder::claim& output,
    deadline& until) {
  attempt_end made;
  const std::string start = redact(way.visited.empty() ? way.at.text() : way.visited.front());
  result<std::optional<response>> answer = co_await in.client.get(way, until);
  outcome& ended = made.outcome;
  if (!answer) {
    ended = failed_with(answer.error());
    ended.http_status = ended.error->http_status;
    if (ended.error->url != start)
      ended.final_url = ended.error->url;
  } else if (*answer) {
    response& arrived = **answer;
    const auto head_came = std::chrono::steady_clock::now();
    made.asked_pause =
        asked_pause(arrived.head(), std::chrono::system_clock::now(), in.how.retry.most_pause);
    ended = co_await receive(in, arrived, wanted, output, until);
    ended.http_status = arrived.head().status;
    way.took.body = std::chrono::steady_clock::now() - head_came;
    if (const std::string from = redact(arrived.from().text()); from != start)
      ended.final_url = from;
  } else {
    made.goes_on = true;
  }
  ended.took = way.took;
  ended.remote_address = way.remote_address;
  if (ended.http_status != 0)
    ended.protocol = "HTTP/1.1";
  co_return made;
}

outcome failed_with(error why) {
  outcome made;
  made.status = status::error;
  made.error = std::move(why);
  return made;
}

outcome internal_failure(const std::exception_ptr& bug, const task& wanted) {
  std::string what = "a bug in haul";
  try {
    std::rethrow_exception(bug);
  } catch (const std::exception& thrown) {
    what += fmt::format(": {}", thrown.what());
  } catch (...) {
    what += ": an exception of no known kind";
  }
  outcome made = failed_with(failure(stage::internal, cause::internal, std::move(what)));
  made.error->url = redact(wanted.url);
  return made;
}

} // namespace haul
