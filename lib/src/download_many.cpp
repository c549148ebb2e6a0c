#include <haul/downloader.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

#include <exception>
#include <utility>

namespace haul {

namespace asio = boost::asio;

namespace {

// Takes every completion of a run. When the callback throws, the run is still seen to its end: its
// source may not outlive this.
asio::awaitable<tally> take_all(
    completions done, std::function<void(const completion&)> on_completion) {
  // A cancel makes `next` return nothing and cancels the run, whose completions are still due.
  const bool throws = co_await asio::this_coro::throw_if_cancelled();
  co_await asio::this_coro::throw_if_cancelled(false);
  tally counted;
  std::exception_ptr thrown;
  while (true) {
    const std::optional<completion> next = co_await done.next();
    if (!next && done.done())
      break;
    if (!next || thrown)
      continue;
    counted.add(next->outcome);
    try {
      if (on_completion)
        on_completion(*next);
    } catch (...) {
      thrown = std::current_exception();
      done.cancel();
    }
  }
  co_await asio::this_coro::throw_if_cancelled(throws);
  if (thrown)
    std::rethrow_exception(thrown);
  co_return counted;
}

} // namespace

asio::awaitable<tally> downloader::download_many(
    source& tasks, std::function<void(const completion&)> on_completion) {
  return take_all(as_completed(tasks), std::move(on_completion));
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
