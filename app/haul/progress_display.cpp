#include "progress_display.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <langinfo.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utility>

namespace haul {

namespace {

constexpr std::size_t usual_width = 80;

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// A terminal that doesn't know its size (a serial line, some pseudo-terminals) says 0; `COLUMNS`
/// is how a person tells it then.
std::size_t terminal_width() {
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    return size.ws_col;
  }
  const std::string_view told = environment("COLUMNS");
  std::size_t columns = 0;
  std::from_chars(told.data(), told.data() + told.size(), columns);
  return columns > 0 ? columns : usual_width;
}

/// Not through stdio, so that a draw is one system call and a terminal never shows half of one.
/// Failures are of no interest: nothing but the picture is lost.
void write_to_standard_error(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(STDERR_FILENO, bytes.data(), bytes.size());
    if (written > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      return;
    }
  }
}

bool can_move_cursor() {
  const std::string_view terminal = environment("TERM");
  return isatty(STDERR_FILENO) == 1 && !terminal.empty() && terminal != "dumb";
}

} // namespace

progress_surface standard_error_surface(std::chrono::milliseconds between_lines) {
  progress_surface surface;
  surface.form = can_move_cursor() ? progress_form::bar : progress_form::lines;
  if (surface.form == progress_form::lines) {
    surface.interval = between_lines;
  }
  const bool utf8 = std::string_view(nl_langinfo(CODESET)) == "UTF-8";
  surface.style = utf8 ? bar_style::utf8 : bar_style::ascii;
  surface.width = terminal_width;
  surface.write = write_to_standard_error;
  return surface;
}

progress_display::progress_display(
    boost::asio::io_context& context, progress_text text, progress_surface surface)
    : timer_(context),
      text_(std::move(text)),
      surface_(std::move(surface)) {
}

progress_display::progress_display(
    boost::asio::io_context& context, std::uint64_t total, progress_surface surface)
    : progress_display(context, counted(total), std::move(surface)) {
}

progress_text progress_display::counted(std::uint64_t total) const {
  const auto now = [this, total] { return progress{done_, total, elapsed()}; };
  progress_text text;
  text.bar = [now](std::size_t width, bar_style style) { return render(now(), width, style); };
  text.line = [now] { return render_plain(now()); };
  return text;
}

boost::asio::awaitable<void> progress_display::keep_drawing() {
  if (surface_.form == progress_form::bar && !finished_)
    draw();
  while (!finished_ && surface_.form != progress_form::none) {
    timer_.expires_after(surface_.interval);
    co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    if (!finished_) {
      draw();
    }
  }
}

void progress_display::finish() {
  if (std::exchange(finished_, true)) {
    return;
  }
  timer_.cancel();
  if (surface_.form == progress_form::bar) {
    drawn_.reset(); // so that the bar also covers what was typed beside it, such as ^C
    draw();
    surface_.write("\n");
  }
}

std::chrono::steady_clock::duration progress_display::elapsed() const {
  return std::chrono::steady_clock::now() - start_;
}

void progress_display::draw() {
  if (surface_.form == progress_form::lines) {
    surface_.write("haul: " + text_.line() + "\n");
    return;
  }
  // A character in the last column leaves many terminals about to wrap, so that column stays free.
  const std::size_t width = std::max<std::size_t>(surface_.width(), 1) - 1;
  std::string line = text_.bar(width, surface_.style);
  if (line != drawn_) {
    surface_.write("\r" + line + "\x1b[K");
    drawn_ = std::move(line);
  }
}

} // namespace haul
