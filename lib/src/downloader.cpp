#include "client.hpp"
#include "failure.hpp"
#include "house.hpp"
#include "run.hpp"
#include "url.hpp"

#include <haul/downloader.hpp>
#include <haul/text.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <exception>
#include <utility>

namespace haul {

namespace asio = boost::asio;

namespace {

outcome failed_with(error why) {
  outcome made;
  made.status = status::error;
  made.error = std::move(why);
  return made;
}

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

// The response's body into the output, whole or not at all: how many bytes.
asio::awaitable<result<std::uint64_t>> save(
    response& answer, const output_folder::claim& output, bool replace, deadline& until) {
  result<sink> file = output.create(replace);
  if (!file)
    co_return file.error();
  while (true) {
    const result<std::span<const char>> piece = co_await answer.read();
    if (!piece)
      co_return piece.error();
    if (piece->empty())
      break;
    const result<void> written = file->write(*piece);
    if (!written)
      co_return written.error();
  }
  if (until.passed())
    co_return until.failure(stage::output);
  const std::uint64_t bytes = file->bytes();
  const result<void> committed = file->commit();
  if (!committed)
    co_return committed.error();
  co_return bytes;
}

// What became of a task whose request was answered.
asio::awaitable<outcome> receive(
    house& in, response& answer, const output_folder::claim& output, deadline& until) {
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
  const result<std::uint64_t> saved = co_await save(answer, output, in.how.overwrite, until);
  if (saved) {
    made.status = status::ok;
    made.bytes = *saved;
  } else {
    made = failed_with(saved.error());
    made.error->url = redact(answer.from().text());
  }
  co_return made;
}

// One task on its way through the house: output claimed, URL asked, response received.
asio::awaitable<outcome> download(house& in, const task& wanted, deadline& until) {
  outcome made;
  const result<url> asked = url::parse(wanted.url);
  if (!asked) {
    made = failed_with(asked.error());
    co_return made;
  }
  const result<output_folder::claim> output = in.outputs.claim_name(wanted.output);
  const result<bool> stands = !output            ? output.error()
                              : in.how.overwrite ? result<bool>(false)
                                                 : output->stands();
  if (!stands || *stands) {
    if (stands)
      made.status = status::skipped;
    else
      made = failed_with(stands.error());
    co_return made;
  }
  result<response> answer = co_await in.client.get(*asked, until);
  if (answer) {
    made = co_await receive(in, *answer, *output, until);
    made.http_status = answer->head().status;
    if (answer->from().text() != asked->text())
      made.final_url = redact(answer->from().text());
  } else {
    made = failed_with(answer.error());
    made.http_status = made.error->http_status;
    if (made.error->url != redact(asked->text()))
      made.final_url = made.error->url;
  }
  made.attempts = 1;
  if (made.error)
    made.error->attempt = 1;
  co_return made;
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
  made.attempts = made.error->attempt = 1;
  made.error->url = redact(wanted.url);
  return made;
}

} // namespace

// From the permit, which was taken by admission, to the completion. Whatever happens on the way,
// there is exactly one.
asio::awaitable<void> run::download_one(
    std::shared_ptr<run> self, task_id id, semaphore::permit permit) {
  const auto started = std::chrono::steady_clock::now();
  co_await asio::this_coro::throw_if_cancelled(false);
  // A coroutine of Boost 1.81 that has never been away still touches its cancellation slot after
  // its last line. The slot is in the to-do table, from which the consumer may have struck it by
  // then.
  co_await asio::post(self->house_->executor, asio::use_awaitable);
  to_do& item = self->to_do_.find(id)->second;
  outcome ended;
  std::exception_ptr bug;
  try {
    ended = co_await download(*self->house_, item.wanted, item.until);
  } catch (...) {
    bug = std::current_exception();
  }
  if (bug)
    ended = internal_failure(bug, item.wanted);
  item.until.end();
  ended.elapsed = std::chrono::steady_clock::now() - started;
  finished done(id, std::move(ended));
  permit.release();
  self->push(std::move(done));
}

downloader::downloader(std::shared_ptr<house> made) : house_(std::move(made)) {
}
downloader::downloader(downloader&&) noexcept = default;
downloader& downloader::operator=(downloader&&) noexcept = default;
downloader::~downloader() = default;

result<downloader> downloader::create(asio::io_context& context, const options& how) {
  if (const result<void> fine = check_options(how); !fine)
    return fine.error();
  result<tls_context> tls = tls_context::create(how.ca_file);
  if (!tls)
    return tls.error();
  result<output_folder> outputs = output_folder::open(how.directory);
  if (!outputs)
    return outputs.error();
  return downloader(
      std::make_shared<house>(context.get_executor(), how, *std::move(tls), *std::move(outputs)));
}

completions downloader::as_completed(source& tasks) {
  auto started = std::make_shared<run>(house_, tasks);
  run::start(started);
  return completions(std::move(started));
}

} // namespace haul
