#include "flags_run.hpp"

#include "affordable_requests.hpp"
#include "console.hpp"
#include "flags_report.hpp"
#include "interruption.hpp"
#include "progress_display.hpp"

#include <haul/downloader.hpp>
#include <haul/text.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <optional>
#include <random>
#include <utility>

namespace haul {

namespace {

namespace asio = boost::asio;

// Its connection, the built-in server's end of it, the part file.
constexpr std::size_t descriptors_each = 3;

options download_options(const flags_order& order) {
  options how;
  how.directory = order.directory;
  how.max_requests = affordable_requests(
      std::min(order.max_requests, order.codes.size()), descriptors_each,
      [](const std::string& line) { err().warn(line); });
  // As the seed: one site, as many requests at once as was said, one attempt each.
  how.max_per_host = 0;
  how.adapt = false;
  how.look_ahead = 1;
  how.retry.most = 0;
  how.overwrite = true;
  how.ca_file = order.ca_file;
  how.timeouts.connect = order.timeout;
  how.timeouts.first_byte = order.timeout;
  how.timeouts.idle = order.timeout;
  // No proxy stands between haul and the server within it.
  if (order.from.behaviour == nullptr)
    how.proxies =
        proxies_from([](const char* name) { return static_cast<const char*>(std::getenv(name)); });
  return how;
}

std::vector<task> make_tasks(const flags_order& order, std::string_view base_url) {
  std::vector<task> tasks;
  for (const std::string& code : order.codes) {
    task& made = tasks.emplace_back();
    made.code = code;
    made.url = flag_url(base_url, code);
    made.output = code + ".gif";
  }
  return tasks;
}

progress_surface choose_surface(const flags_order& order) {
  return order.verbose ? progress_surface() : standard_error_surface();
}

void say(const std::vector<std::string>& lines) {
  for (const std::string& line : lines)
    out().info(line);
}

// The server of LOCAL, DELAY or ERROR on a free port; an order for a site elsewhere gets none.
result<std::optional<flag_server>> open_server(
    asio::io_context& context, const flags_order& order) {
  if (order.from.behaviour == nullptr)
    return std::optional<flag_server>();
  server_behaviour behaviour = *order.from.behaviour;
  behaviour.seed = order.seed ? *order.seed : std::random_device()();
  const asio::ip::tcp::endpoint anywhere(asio::ip::address_v4::loopback(), 0);
  result<flag_server> listening = flag_server::listen(context, anywhere, behaviour);
  if (!listening)
    return listening.error();
  return std::optional<flag_server>(std::move(*listening));
}

// What goes on while the io_context runs.
class flags_run {
 public:
  flags_run(
      asio::io_context& context, const flags_order& order, std::optional<flag_server> server,
      downloader downloads)
      : context_(context),
        order_(order),
        server_(std::move(server)),
        tasks_(make_tasks(order, base_url())),
        downloads_(std::move(downloads)),
        signals_(context),
        display_(context, order.codes.size(), choose_surface(order)) {}

  // Says what is going to be done and starts it. It ends by itself; an exception leaves
  // `io_context::run`.
  void start(std::size_t max_requests);

  // Says what was done, once the io_context has run out of work, and gives the exit code.
  int report() const;

 private:
  std::string base_url() const { return server_ ? server_->url() : order_.from.base_url; }
  void spawn(asio::awaitable<void> started);
  asio::awaitable<void> download_all();
  void note(const completion& finished);
  void cancel();

  asio::io_context& context_;
  const flags_order& order_;
  std::optional<flag_server> server_;
  list_source tasks_;
  std::optional<downloader> downloads_;
  std::optional<completions> completions_;
  interruption signals_;
  progress_display display_;
  error_summary errors_;
  flags_result result_;
};

void flags_run::start(std::size_t max_requests) {
  say(opening_report(order_.from, base_url(), order_.codes, max_requests));
  spawn(signals_.watch([this] { cancel(); }, [this] { display_.finish(); }));
  spawn(display_.keep_drawing());
  spawn(download_all());
}

void flags_run::spawn(asio::awaitable<void> started) {
  asio::co_spawn(context_, std::move(started), [this](std::exception_ptr failure) {
    if (failure) {
      display_.finish();
      std::rethrow_exception(failure);
    }
  });
}

asio::awaitable<void> flags_run::download_all() {
  completions_.emplace(downloads_->as_completed(tasks_));
  while (true) {
    const std::optional<completion> finished = co_await completions_->next();
    if (!finished)
      break;
    note(*finished);
  }
  result_.elapsed = display_.elapsed();
  result_.never_started = order_.codes.size() - result_.counts.total();

  // Whatever keeps the io_context at work: with these gone, `run` returns.
  completions_.reset();
  downloads_.reset();
  server_.reset();
  signals_.stop();
  display_.finish();
}

void flags_run::note(const completion& finished) {
  if (finished.outcome.never_started())
    return;
  result_.counts.add(finished.outcome);
  display_.advance();
  if (order_.verbose)
    out().info(verbose_line(finished));
  else
    errors_.add(finished);
}

void flags_run::cancel() {
  if (completions_)
    completions_->cancel();
}

int flags_run::report() const {
  for (const std::string& line : errors_.lines())
    err().error(line);
  say(closing_report(result_));
  if (signals_.signal() != 0)
    return 128 + signals_.signal();
  return result_.counts.errors == 0 ? 0 : 1;
}

} // namespace

int run_flags(const flags_order& order) {
  asio::io_context context(1);
  result<std::optional<flag_server>> server = open_server(context, order);
  if (!server) {
    err().error("the {} server: {}", order.from.label, printable(server.error().describe()));
    return 1;
  }
  const options how = download_options(order);
  result<downloader> downloads = downloader::create(context, how);
  if (!downloads) {
    err().error(printable(downloads.error().describe()));
    return downloads.error().cause == cause::bad_option ? 2 : 1;
  }
  flags_run run(context, order, std::move(*server), std::move(*downloads));
  run.start(how.max_requests);
  context.run();
  return run.report();
}

} // namespace haul
