#pragma once

#include "busiest_hosts.hpp"
#include "get_order.hpp"
#include "get_voice.hpp"
#include "metrics_server.hpp"
#include "replaced_file.hpp"
#include "run_metrics.hpp"

#include <haul/downloader.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace haul {

/// The metrics of a run of `haul get`: counts them, and brings them to those who were ordered to
/// have them.
///
/// All calls come from the thread that runs the io_context, which must outlive this, as must order
/// and voice.
class get_metrics {
 public:
  /// Nothing when no metrics were ordered. An error when they can't be had: the file can't be
  /// written, or the address can't be listened on.
  static result<std::unique_ptr<get_metrics>> open(
      boost::asio::io_context& context, const get_order& order, const get_voice& voice);

  get_metrics(const get_metrics&) = delete;
  get_metrics& operator=(const get_metrics&) = delete;

  /// Where the run stands, and whose hosts are to be looked at (null: none any more).
  struct view {
    run_moment run;
    const downloader* hosts = nullptr;
  };

  /// Where they are served; empty when they are not.
  std::string url() const { return server_ ? server_->url() : std::string(); }

  /// Looks at the run by `look` from now on, until `stop`, and answers whoever scrapes. What it
  /// returns must be awaited or spawned; this must stay alive until the io_context has run out of
  /// work.
  boost::asio::awaitable<void> watch(std::function<view()> look);

  /// What has become of a row.
  void add(const record& written) { counts_.add(written); }

  /// Takes a last look and ends whatever keeps the io_context at work.
  void stop();

  /// Writes the file for the last time.
  void finish(exit_code code);

 private:
  get_metrics(
      boost::asio::io_context& context, const get_order& order, const get_voice& voice,
      std::optional<replaced_file> file, std::optional<metrics_server> server);
  const std::string& scraped();
  void look_at_run();
  std::string text() const;
  void write();

  const get_order& order_;
  const get_voice& voice_;
  std::optional<replaced_file> file_;
  std::optional<metrics_server> server_;
  boost::asio::steady_timer timer_;
  std::function<view()> look_;
  run_metrics counts_;
  run_moment now_;
  busiest_hosts hosts_;
  std::optional<run_end> end_;
  std::string scraped_; // the text of the last scrape
  std::chrono::steady_clock::time_point scraped_at_{};
  bool stopped_ = false;
  bool complained_ = false;
};

} // namespace haul
