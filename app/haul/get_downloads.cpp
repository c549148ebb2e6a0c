#include "get_downloads.hpp"

#include "quantities.hpp"

#include <haul/text.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <csignal>
#include <exception>
#include <utility>

namespace haul {

namespace asio = boost::asio;

get_downloads::get_downloads(
    asio::io_context& context, const get_order& order, const get_voice& voice, get_lists lists,
    get_journal journal, downloader downloads, std::unique_ptr<get_metrics> metrics)
    : context_(context),
      order_(order),
      voice_(voice),
      journal_(std::move(journal)),
      tasks_(make_source(std::move(lists))),
      downloads_(std::move(downloads)),
      metrics_(std::move(metrics)),
      signals_(context),
      display_(context, make_text(), voice.surface()),
      deadline_(context),
      grace_(context) {
}

row_source get_downloads::make_source(get_lists lists) {
  row_hooks hooks;
  hooks.on_bad_row = [this](const input_row& row, const error& why) { note_bad(row, why); };
  if (order_.shard && order_.shard_by != shard_rule::row)
    hooks.is_ours = is_in(*order_.shard, order_.shard_by);
  hooks.is_done = [this](const input_row& row, const task& wanted) {
    return journal_.is_done(row, wanted);
  };
  return row_source(std::move(lists.maker), std::move(lists.rows), std::move(hooks));
}

get_progress get_downloads::progress() const {
  get_progress made;
  made.counts = journal_.statistics().counts();
  made.total = tasks_.size();
  made.in_flight = completions_ ? completions_->running() : 0;
  made.elapsed = display_.elapsed();
  return made;
}

get_metrics::view get_downloads::view() const {
  get_metrics::view made;
  made.run.rows = tasks_.size();
  made.run.rows_done_before = journal_.done_before().total();
  made.run.max_requests = order_.how.max_requests;
  if (completions_) {
    made.run.in_flight = completions_->running();
    made.run.waiting = completions_->in_flight() - completions_->running();
  }
  if (downloads_) {
    made.run.received_bytes = downloads_->received_bytes();
    made.hosts = &*downloads_;
  }
  return made;
}

progress_text get_downloads::make_text() {
  progress_text made;
  made.bar = [this](std::size_t width, bar_style style) {
    return render(progress(), width, style);
  };
  made.line = [this] { return render_plain(progress()); };
  return made;
}

void get_downloads::start() {
  get_plan plan;
  plan.rows = tasks_.size();
  plan.done_before = journal_.done_before().total();
  plan.directory = order_.how.directory;
  plan.max_requests = order_.how.max_requests;
  plan.max_per_host = order_.how.max_per_host;
  voice_.report(opening_report(plan));
  if (metrics_ && !metrics_->url().empty())
    voice_.report({"Metrics at " + metrics_->url()});
  spawn(signals_.watch([this] { end_by_signal(); }, [this] { display_.finish(); }));
  spawn(display_.keep_drawing());
  if (order_.deadline.count() != 0)
    spawn(watch_deadline());
  if (metrics_)
    spawn(metrics_->watch([this] { return view(); }));
  spawn(download_all());
}

void get_downloads::spawn(asio::awaitable<void> started) {
  asio::co_spawn(context_, std::move(started), [](std::exception_ptr failed) {
    if (failed)
      std::rethrow_exception(failed);
  });
}

asio::awaitable<void> get_downloads::watch_deadline() {
  deadline_.expires_after(order_.deadline);
  const auto [ended_before] = co_await deadline_.async_wait(asio::as_tuple(asio::use_awaitable));
  if (ended_before)
    co_return;
  facts_.deadline_passed = true;
  cancel();
}

// SIGTERM comes from a system that gives some time before it kills; a person at a keyboard doesn't
// want to wait.
void get_downloads::end_by_signal() {
  if (signals_.signal() != SIGTERM || order_.grace.count() == 0 || cancelled_) {
    cancel();
    return;
  }
  if (completions_)
    completions_->stop();
  display_.finish();
  voice_.complain(fmt::format(
      "SIGTERM: nothing new is started; what runs may go on for {}",
      describe_duration(order_.grace)));
  spawn(watch_grace());
}

asio::awaitable<void> get_downloads::watch_grace() {
  grace_.expires_after(order_.grace);
  const auto [ended_before] = co_await grace_.async_wait(asio::as_tuple(asio::use_awaitable));
  if (!ended_before)
    cancel();
}

asio::awaitable<void> get_downloads::download_all() {
  completions_.emplace(downloads_->as_completed(tasks_));
  while (true) {
    std::optional<completion> finished = co_await completions_->next();
    if (!finished && completions_->done())
      break;
    if (finished)
      note(*std::move(finished));
  }
  elapsed_ = display_.elapsed();
  if (metrics_)
    metrics_->stop();
  // Whatever keeps the io_context at work: with these gone, `run` returns.
  completions_.reset();
  downloads_.reset();
  deadline_.cancel();
  grace_.cancel();
  signals_.stop();
  display_.finish();
}

void get_downloads::note(completion&& finished) {
  const input_row row = tasks_.take(finished.id);
  if (finished.outcome.never_started())
    return;
  const std::optional<error> why = finished.outcome.error;
  look_after(journal_.note(row, std::move(finished)));
  // Whatever comes next would fail in the same way.
  if (why && why->cause == cause::disk_full)
    give_up(why->message);
}

void get_downloads::note_bad(const input_row& row, const error& why) {
  look_after(journal_.note(row, why));
}

void get_downloads::look_after(const result<record>& noted) {
  if (!noted) {
    give_up(noted.error().message);
    return;
  }
  if (metrics_)
    metrics_->add(*noted);
  if (!was_cancelled(*noted))
    voice_.row(*noted);
  const tally& counts = journal_.statistics().counts();
  if (order_.max_errors && !cancelled_ &&
      order_.max_errors->exceeded(journal_.failures(), counts.total() - counts.cancelled)) {
    facts_.too_many_errors = true;
    cancel();
  }
}

void get_downloads::give_up(const std::string& why) {
  if (!facts_.output_unusable) {
    display_.finish();
    voice_.complain(printable(why));
  }
  facts_.output_unusable = true;
  cancel();
}

void get_downloads::cancel() {
  cancelled_ = true;
  if (completions_)
    completions_->cancel();
}

exit_code get_downloads::report() {
  if (const result<void> closed = journal_.close(); !closed)
    give_up(closed.error().message);
  get_result ended;
  ended.done_before = journal_.done_before().total();
  ended.elapsed = elapsed_;
  if (const std::optional<std::uint64_t> rows = tasks_.size())
    ended.never_started = *rows - std::min(*rows, journal_.statistics().counts().total());
  voice_.report(closing_report(ended, journal_.statistics()));
  if (facts_.deadline_passed)
    voice_.complain(
        fmt::format("stopped: the deadline of {} passed", describe_duration(order_.deadline)));
  if (facts_.too_many_errors)
    voice_.complain("stopped: too many errors");
  facts_.signal = signals_.signal();
  facts_.some_failed = journal_.failures() != 0;
  const exit_code code = decide(facts_);
  if (metrics_)
    metrics_->finish(code);
  return code;
}

} // namespace haul
