#pragma once

#include <haul/host_load.hpp>
#include <haul/options.hpp>
#include <haul/outcome.hpp>
#include <haul/source.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

namespace haul {

class run;
class house;

/// The finished tasks of one run, in the order in which they finish: the `as_completed` of the
/// house. Move-only; obtained from `downloader::as_completed`.
class completions {
 public:
  completions(completions&&) noexcept;
  completions& operator=(completions&&) noexcept;

  /// Abandons a run that is not over: as `cancel`, and what finishes later is dropped. The tasks'
  /// coroutines end on the io_context, which must therefore go on running (or be destroyed).
  ~completions();

  /// The next finished task, or nothing once every task that was started has been returned.
  ///
  /// Tasks run only as fast as their completions are taken: at most `options::max_requests` +
  /// `options::look_ahead` tasks were read and not taken yet, at any time. One call at a time. The
  /// object may be moved or destroyed meanwhile; the latter makes it return nothing. Cancelling
  /// this operation (any type that the awaiting coroutine lets through) makes it return nothing and
  /// cancels the run; call it again to take what is left. Throws what the source threw, after the
  /// last completion.
  boost::asio::awaitable<std::optional<completion>> next();

  /// Takes no more tasks from the source; what runs goes on to its end, further attempts included.
  /// What was read ahead and has not started completes with `cause::cancelled`.
  void stop();

  /// As `stop`, and cancels what runs: each of those completes with `cause::cancelled`
  /// unless it was done already. Completions still come out of `next` until it returns nothing.
  /// Called from outside the event loop, it takes effect once the loop runs.
  void cancel();

  /// Whether the run is over: nothing more will start, and every completion was taken.
  bool done() const;

  /// Tasks that were read from the source and whose completion was not taken yet.
  std::size_t in_flight() const;

  /// How many of them have started and not ended: those that wait for another attempt among them.
  std::size_t running() const;

 private:
  friend class downloader;
  explicit completions(std::shared_ptr<run> started);
  std::shared_ptr<run> run_;
};

/// Downloads what a source names, on one thread.
///
/// Every operation must be called from the thread that runs `context`, or while none does. Runs
/// that exist at the same time share the permits and the connections. The downloader may be
/// destroyed while a run is going on: the run goes on until its `completions` is destroyed.
/// `context` must outlive the downloader and every `completions`.
class downloader {
 public:
  /// A downloader, or an error that says which option is wrong, or why the folder or the
  /// certificates can't be used.
  static result<downloader> create(boost::asio::io_context& context, const options& how);

  downloader(downloader&&) noexcept;
  downloader& operator=(downloader&&) noexcept;
  ~downloader();

  /// Starts a run and hands out its completions. `tasks` must stay alive until `next` has returned
  /// nothing, or until the io_context has run out of work after the completions were destroyed.
  completions as_completed(source& tasks);

  /// Runs all of `tasks` and calls `on_completion`, when there is one, for each as it finishes.
  /// `tasks` must stay alive until this returns. Cancelling this operation cancels the run, and
  /// the tally of what was done is returned. An exception that leaves `on_completion` ends the run
  /// and leaves this operation.
  boost::asio::awaitable<tally> download_many(
      source& tasks, std::function<void(const completion&)> on_completion = {});

  /// Bytes of bodies that have come so far, as they came over the network: those of attempts that
  /// failed among them. Never falls.
  std::uint64_t received_bytes() const;

  /// Shows every host that is remembered, once, in no order: all with something to do, and up to
  /// 10,000 without. Takes time in proportion to the hosts and to what waits. `look` must not throw
  /// and must call nothing of this downloader.
  void visit_hosts(const std::function<void(const host_load&)>& look) const;

 private:
  explicit downloader(std::shared_ptr<house> made);
  std::shared_ptr<house> house_;
};

/// Runs all of `tasks` on an io_context of its own and returns when the last one is done. Blocks
/// the calling thread, on which `on_completion` is called too. Exceptions of `tasks` and
/// `on_completion` leave it; a downloader that can't be created is an error.
result<tally> download_many(
    source& tasks, const options& how,
    const std::function<void(const completion&)>& on_completion = {});

} // namespace haul
