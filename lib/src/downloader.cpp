#include "client.hpp"
#include "failure.hpp"
#include "house.hpp"
#include "run.hpp"
#include "url.hpp"

#include <haul/downloader.hpp>
#include <haul/text.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
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
  }
  made.attempts = 1;
  if (made.error)
    made.error->attempt = 1;
  co_return made;
}

outcome internal_failure(const std::exception_ptr& bug) {
  try {
    std::rethrow_exception(bug);
  } catch (const std::exception& thrown) {
    return failed_with(
        failure(stage::internal, cause::internal, fmt::format("a bug in haul: {}", thrown.what())));
  } catch (...) {
    return failed_with(failure(stage::internal, cause::internal, "a bug in haul"));
  }
}

} // namespace

// From the permit, which was taken by admission, to the completion. Whatever happens on the way,
// there is exactly one.
asio::awaitable<void> run::download_one(
    std::shared_ptr<run> self, task_id id, semaphore::permit permit) {
  const auto started = std::chrono::steady_clock::now();
  to_do& item = self->to_do_.find(id)->second;
  outcome ended;
  std::exception_ptr bug;
  try {
    ended = co_await download(*self->house_, item.wanted, item.until);
  } catch (...) {
    bug = std::current_exception();
  }
  if (bug)
    ended = internal_failure(bug);
  ended.elapsed = std::chrono::steady_clock::now() - started;
  finished done(id, std::move(ended));
  co_await self->push(std::move(done));
  permit.release();
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

asio::awaitable<tally> downloader::download_many(
    source& tasks, std::function<void(const completion&)> on_completion) {
  // A cancel makes `next` return nothing and cancels the run, whose completions are still due.
  const bool throws = co_await asio::this_coro::throw_if_cancelled();
  co_await asio::this_coro::throw_if_cancelled(false);
  completions as_completed_ones = as_completed(tasks);
  tally counted;
  while (true) {
    const std::optional<completion> done = co_await as_completed_ones.next();
    if (done) {
      counted.add(done->outcome);
      if (on_completion)
        on_completion(*done);
    } else if (as_completed_ones.done()) {
      break;
    }
  }
  co_await asio::this_coro::throw_if_cancelled(throws);
  co_return counted;
}

result<tally> download_many(
    source& tasks, const options& how,
    const std::function<void(const completion&)>& on_completion) {
  asio::io_context context(1);
  result<downloader> made = downloader::create(context, how);
  if (!made)
    return made.error();
  std::exception_ptr thrown;
  tally counted;
  asio::co_spawn(
      context, made->download_many(tasks, on_completion),
      [&](std::exception_ptr failed, tally done) {
        thrown = std::move(failed);
        counted = done;
      });
  context.run();
  if (thrown)
    std::rethrow_exception(thrown);
  return counted;
}

} // namespace haul
