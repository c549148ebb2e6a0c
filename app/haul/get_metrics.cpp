#include "get_metrics.hpp"

#include <haul/text.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <utility>

namespace haul {

namespace asio = boost::asio;

namespace {

// A look at all hosts takes its time: however many scrape, it is not taken more often.
constexpr std::chrono::milliseconds fresh_for(100);

} // namespace

result<std::unique_ptr<get_metrics>> get_metrics::open(
    asio::io_context& context, const get_order& order, const get_voice& voice) {
  std::unique_ptr<get_metrics> made;
  std::optional<replaced_file> file;
  if (!order.metrics.file.empty()) {
    result<replaced_file> opened = replaced_file::open(order.metrics.file);
    if (!opened)
      return opened.error();
    file = *std::move(opened);
  }
  std::optional<metrics_server> server;
  if (order.metrics.listen) {
    result<metrics_server> listening = metrics_server::listen(context, *order.metrics.listen);
    if (!listening) {
      error why = listening.error();
      why.message = "--metrics-listen: " + why.message;
      return why;
    }
    server.emplace(*std::move(listening));
  }
  if (file || server)
    made.reset(new get_metrics(context, order, voice, std::move(file), std::move(server)));
  return made;
}

get_metrics::get_metrics(
    asio::io_context& context, const get_order& order, const get_voice& voice,
    std::optional<replaced_file> file, std::optional<metrics_server> server)
    : order_(order),
      voice_(voice),
      file_(std::move(file)),
      server_(std::move(server)),
      timer_(context) {
}

asio::awaitable<void> get_metrics::watch(std::function<view()> look) {
  look_ = std::move(look);
  if (server_)
    server_->start([this]() -> const std::string& { return scraped(); });
  while (file_ && !stopped_) {
    look_at_run();
    write();
    timer_.expires_after(order_.metrics.interval);
    co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

void get_metrics::look_at_run() {
  const view seen = look_();
  now_ = seen.run;
  hosts_.begin();
  if (seen.hosts != nullptr)
    seen.hosts->visit_hosts([this](const host_load& each) { hosts_.see(each); });
  hosts_.end();
}

const std::string& get_metrics::scraped() {
  const auto now = std::chrono::steady_clock::now();
  if (scraped_.empty() || now - scraped_at_ >= fresh_for) {
    look_at_run();
    scraped_ = text();
    scraped_at_ = now;
  }
  return scraped_;
}

std::string get_metrics::text() const {
  return counts_.text(order_.metrics.labels, now_, hosts_, end_);
}

// A run of hours must not be lost because its watchers see nothing of it.
void get_metrics::write() {
  const result<void> written = file_->write(text());
  if (!written && !std::exchange(complained_, true))
    voice_.warn(fmt::format("warning: --metrics-file: {}", printable(written.error().message)));
}

void get_metrics::stop() {
  if (look_)
    look_at_run();
  look_ = {};
  stopped_ = true;
  timer_.cancel();
  if (server_)
    server_->stop();
}

void get_metrics::finish(exit_code code) {
  run_end end;
  end.at = std::chrono::system_clock::now();
  end.code = code;
  end_ = end;
  if (file_)
    write();
}

} // namespace haul
