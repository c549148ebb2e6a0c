#pragma once

#include "exit_code.hpp"
#include "get_journal.hpp"
#include "get_lists.hpp"
#include "get_metrics.hpp"
#include "get_order.hpp"
#include "get_progress.hpp"
#include "get_voice.hpp"
#include "interruption.hpp"
#include "progress_display.hpp"
#include "row_source.hpp"

#include <haul/downloader.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <optional>
#include <string>

namespace haul {

/// A run of `haul get`: what goes on while the io_context runs.
///
/// `context`, `order` and `voice` must outlive it. `metrics` is null when none were ordered.
class get_downloads {
 public:
  get_downloads(
      boost::asio::io_context& context, const get_order& order, const get_voice& voice,
      get_lists lists, get_journal journal, downloader downloads,
      std::unique_ptr<get_metrics> metrics);

  get_downloads(const get_downloads&) = delete;
  get_downloads& operator=(const get_downloads&) = delete;

  /// Says what is going to be done and starts it. It ends by itself; an exception leaves
  /// `io_context::run`.
  void start();

  /// Says what was done, once the io_context has run out of work.
  exit_code report();

 private:
  row_source make_source(get_lists lists);
  progress_text make_text();
  haul::get_progress progress() const;
  get_metrics::view view() const;
  void spawn(boost::asio::awaitable<void> started);
  boost::asio::awaitable<void> download_all();
  boost::asio::awaitable<void> watch_deadline();
  void end_by_signal();
  boost::asio::awaitable<void> watch_grace();
  void note(completion&& finished);
  void note_bad(const input_row& row, const error& why);
  void look_after(const result<record>& noted);
  void give_up(const std::string& why);
  void cancel();

  boost::asio::io_context& context_;
  const get_order& order_;
  const get_voice& voice_;
  get_journal journal_;
  row_source tasks_;
  std::optional<downloader> downloads_;
  std::optional<completions> completions_;
  std::unique_ptr<get_metrics> metrics_;
  interruption signals_;
  progress_display display_;
  boost::asio::steady_timer deadline_;
  boost::asio::steady_timer grace_; // of what runs after SIGTERM
  run_facts facts_;
  bool cancelled_ = false;
  std::chrono::steady_clock::duration elapsed_{};
};

} // namespace haul
