#pragma once

#include "progress_bar.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace haul {

/// How a run's progress is shown.
enum class progress_form {
  none,  ///< not at all
  bar,   ///< one line of a terminal, drawn again and again
  lines, ///< a line now and then, for a log
};

/// What progress is shown on.
struct progress_surface {
  progress_form form = progress_form::none;
  bar_style style = bar_style::ascii;

  /// Between two draws. The default for bars leaves room for a first and a last draw within ten a
  /// second.
  std::chrono::milliseconds interval{125};

  /// How many columns there are now; asked before each draw of a bar.
  std::function<std::size_t()> width;

  /// Takes the bytes of a draw.
  std::function<void(std::string_view)> write;
};

/// Standard error as it is: a bar on a terminal that can move its cursor, else a line each
/// `between_lines`. The style follows the locale of the process, so `setlocale` must have been
/// called.
progress_surface standard_error_surface(
    std::chrono::milliseconds between_lines = std::chrono::seconds(10));

/// What is shown: each asked when it is time for a draw, and neither may be empty. What they return
/// must be safe for a terminal and without an end of line.
struct progress_text {
  /// A bar of at most `width` columns.
  std::function<std::string(std::size_t width, bar_style style)> bar;

  /// A line for a log.
  std::function<std::string()> line;
};

/// Shows how far a run has come, from its construction until `finish`.
///
/// All calls come from the thread that runs `context`, which must outlive this.
class progress_display {
 public:
  /// Shows what `text` says.
  progress_display(boost::asio::io_context& context, progress_text text, progress_surface surface);

  /// Shows how many of `total` are done, by the count of `advance`.
  progress_display(boost::asio::io_context& context, std::uint64_t total, progress_surface surface);

  progress_display(const progress_display&) = delete;
  progress_display& operator=(const progress_display&) = delete;

  /// Draws at once (a bar) and then each interval, also when nothing advances, until `finish`.
  /// Must be awaited or spawned once; this must stay alive until it returns.
  boost::asio::awaitable<void> keep_drawing();

  /// One more is done, for a display with a total. Draws nothing by itself, so it may be called as
  /// often as there is cause.
  void advance() { ++done_; }

  /// A bar is drawn as it stands and its line ended; what is written next stands below it. Without
  /// effect when called again.
  void finish();

  std::chrono::steady_clock::duration elapsed() const;

 private:
  void draw();
  progress_text counted(std::uint64_t total) const;

  boost::asio::steady_timer timer_;
  progress_text text_;
  progress_surface surface_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::uint64_t done_ = 0;
  std::optional<std::string> drawn_;
  bool finished_ = false;
};

} // namespace haul
