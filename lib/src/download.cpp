#include "download.hpp"

#include "failure.hpp"
#include "house.hpp"
#include "intake.hpp"
#include "split.hpp"

#include <haul/text.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace haul {

namespace asio = boost::asio;

namespace {

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

// What every step of an attempt works with.
struct step {
  const std::shared_ptr<house>& shared;
  house& in;
  const task& wanted;
  journey& way;
  const output_folder::claim& output;
  deadline& until;
  std::string asked;                           // the URL, before redirects
  std::unique_ptr<attempt_end> made = nullptr; // from when there is an answer, or none will come
  std::unique_ptr<sink> part = nullptr;        // what to go on with
  bool may_split = true;
};

// A coroutine keeps what is inlined into its loops as long as it waits, and thousands may wait: the
// variables of what is called from there are kept out of it.

// Looks for a part that another request has left; false, with the end made, when that failed.
[[gnu::noinline]] bool find_part(step& at) {
  result<std::optional<sink>> found =
      at.output.resume(at.in.how.overwrite || at.output.replace(), at.asked);
  if (!found) {
    at.made = std::make_unique<attempt_end>();
    at.made->outcome = failed_with(found.error());
    at.made->outcome.error->url = redact(at.asked);
  } else if (*found) {
    at.part = std::make_unique<sink>(**std::move(found));
  }
  return at.made == nullptr;
}

std::optional<sink> take_part(step& at) {
  std::optional<sink> taken;
  if (at.part != nullptr)
    taken.emplace(std::move(*at.part));
  at.part.reset();
  return taken;
}

// Reads what is there already, as far as it must be looked at.
asio::awaitable<result<void>> catch_up(step& at, intake& file) {
  result<void> read;
  while (read && file.behind() && !at.until.passed()) {
    read = file.catch_up();
    co_await asio::post(at.in.executor, asio::use_awaitable);
  }
  co_return read;
}

// By several requests at once.
asio::awaitable<result<void>> take_pieces(step& at, response& answer, intake& file) {
  at.may_split = false; // should it turn out wrong, one request is to bring all of it
  if (const result<void> begun = file.take_in_pieces(answer.head()); !begun)
    co_return begun;
  const auto whole = std::make_shared<split>(at.shared, file, at.way);
  const result<void> taken = co_await split::receive(whole, answer, at.until);
  if (!taken)
    co_return taken;
  file.all_taken();
  const result<void> read = co_await catch_up(at, file);
  if (!read)
    co_return read;
  if (at.until.passed())
    co_return at.until.failure(stage::output);
  co_return file.finish();
}

// Reads the part on which the answer goes on, then the answer.
asio::awaitable<result<void>> take_body(step& at, response& answer, intake& file) {
  if (file.behind()) {
    const result<void> read = co_await catch_up(at, file);
    if (!read)
      co_return read;
  }
  while (answer.head().status != 416) {
    std::optional<result<std::span<const char>>> piece = answer.at_hand();
    if (!piece) {
      result<std::span<const char>> awaited = co_await answer.read();
      piece.emplace(std::move(awaited));
    }
    if (!*piece)
      co_return piece->error();
    const std::span<const char> bytes = **piece;
    if (bytes.empty())
      break;
    at.in.received_bytes += bytes.size();
    result<void> taken;
    if (file.unfolds())
      taken = co_await unfold(at.in, file, bytes);
    else
      taken = file.take(bytes);
    if (!taken)
      co_return taken;
    if (at.in.bytes.limited())
      co_await at.in.bytes.pay(bytes.size(), at.until, at.in.how.timeouts.idle);
  }
  if (at.until.passed())
    co_return at.until.failure(stage::output);
  co_return file.finish();
}

// The body into the output, whole and right or not at all.
asio::awaitable<result<void>> save(step& at, response& answer) {
  result<intake> file =
      intake::begin(at.wanted, at.in.how, answer.head(), at.output, take_part(at), at.asked);
  if (!file)
    co_return file.error();
  result<void> taken;
  if (at.may_split && split::suits(at.in.how, answer.head(), *file))
    taken = co_await take_pieces(at, answer, *file);
  else
    taken = co_await take_body(at, answer, *file);
  if (!taken) {
    file->leave(taken.error().cause);
    co_return taken;
  }
  result<std::optional<digest>> recorded = file->recorded();
  if (!recorded)
    co_return recorded.error();
  outcome& ended = at.made->outcome;
  ended.status = status::ok;
  ended.bytes = file->bytes();
  ended.resumed = file->resumed();
  ended.digest = *std::move(recorded);
  at.made->file.emplace(file->release());
  co_return result<void>();
}

// Whether an answer has something for the file.
bool has_content(continuation on) {
  return on == continuation::rest || on == continuation::whole || on == continuation::complete;
}

// What became of a task whose request was answered. True: of nothing yet, for the answer does not
// fit the part, and the whole must be asked for.
asio::awaitable<bool> receive(step& at, response& answer) {
  outcome& ended = at.made->outcome;
  std::unique_ptr<sink>& part = at.part;
  const response_head& head = answer.head();
  continuation on = head.status == 200 ? continuation::whole : continuation::unrelated;
  if (part)
    on = judge(*part->origin(), part->next(), head);
  const bool provable = !at.wanted.digests.empty() && (!part || !part->in_pieces());
  if (on == continuation::useless || (on == continuation::complete && !provable)) {
    part->give_up();
    part.reset();
    co_await answer.discard();
    co_return true;
  }
  if (!has_content(on)) {
    co_await answer.discard();
    ended = outcome_of_status(answer, at.output.refresh());
    if (part && ended.status == status::not_found)
      part->give_up();
    co_return false;
  }
  const bool resumes = on != continuation::whole;
  const bool could_split = at.may_split;
  const result<void> saved = co_await save(at, answer);
  if ((resumes || at.may_split != could_split) && !saved &&
      saved.error().cause == cause::wrong_content)
    co_return true; // the two halves may be of different wholes after all
  if (!saved) {
    ended = failed_with(saved.error());
    ended.error->url = redact(answer.from().text());
  }
  co_return false;
}

// The URL that answered, as it is shown; empty when it is shown as the one that was asked.
std::string other_than(const std::string& asked, const url& answered) {
  std::string shown = redact(answered.text());
  return shown == redact(asked) ? std::string() : shown;
}

[[gnu::noinline]] void prepare_request(step& at) {
  at.way.rest.reset();
  at.way.known = kept_validators();
  if (at.part)
    at.way.rest.emplace(at.part->next(), at.part->origin()->validator, at.part->last_of_gap());
  else if (at.output.refresh())
    at.way.known = at.output.validators();
}

[[gnu::noinline]] void note_failure(step& at, const error& why) {
  outcome& ended = at.made->outcome;
  ended = failed_with(why);
  ended.http_status = why.http_status;
  if (why.url != redact(at.asked))
    ended.final_url = why.url;
}

[[gnu::noinline]] void note_pause(step& at, const response& answer) {
  at.made->asked_pause =
      asked_pause(answer.head(), std::chrono::system_clock::now(), at.in.how.retry.most_pause);
}

[[gnu::noinline]] void note_answer(step& at, const response& answer) {
  outcome& ended = at.made->outcome;
  ended.http_status = answer.head().status;
  if (answer.from().text() != at.asked)
    ended.final_url = other_than(at.asked, answer.from());
}

} // namespace

// Thousands may wait in here: what is only known with the answer is made then.
asio::awaitable<std::unique_ptr<attempt_end>> attempt(
    const std::shared_ptr<house>& in, const task& wanted, journey& way,
    const output_folder::claim& output, deadline& until) {
  std::string first = way.visited.empty() ? way.at.text() : way.visited.front();
  step at{in, *in, wanted, way, output, until, std::move(first)};
  if (!find_part(at))
    co_return std::move(at.made);
  bool again = true;
  for (int asked = 0; again && asked != 2; ++asked) {
    prepare_request(at);
    result<std::optional<response>> answer = co_await in->client.get(way, until);
    at.made = std::make_unique<attempt_end>();
    again = false;
    if (!answer) {
      note_failure(at, answer.error());
    } else if (*answer) {
      response& arrived = **answer;
      const auto head_came = std::chrono::steady_clock::now();
      note_pause(at, arrived);
      again = co_await receive(at, arrived);
      note_answer(at, arrived);
      way.took.body = std::chrono::steady_clock::now() - head_came;
    } else {
      at.made->goes_on = true;
    }
  }
  outcome& ended = at.made->outcome;
  ended.took = way.took;
  ended.remote_address = way.remote_address;
  if (ended.http_status != 0)
    ended.protocol = way.protocol;
  co_return std::move(at.made);
}

} // namespace haul
