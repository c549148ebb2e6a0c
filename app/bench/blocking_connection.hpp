#pragma once

#include "folder.hpp"
#include "url.hpp"

#include <haul/error.hpp>
#include <haul/options.hpp>

#include <chrono>
#include <optional>
#include <span>
#include <string_view>

namespace haul::bench {

/// How long a task may go on waiting.
class time_left {
 public:
  /// `whole` is the limit for the whole task from now on; 0 is none.
  explicit time_left(std::chrono::milliseconds whole);

  /// The shorter of `limit` and what is left of the whole; 0 is no limit. Nothing when the time for
  /// the whole task is over.
  std::optional<std::chrono::milliseconds> within(std::chrono::milliseconds limit) const;

 private:
  bool limited_;
  std::chrono::steady_clock::time_point end_;
};

/// A stream of bytes to one origin by blocking system calls.
///
/// The socket is the system's own: Asio's blocking read takes the EAGAIN of a receive time-out for
/// a reason to poll for ever, so limits of time would cost it a poll before each read.
class blocking_connection {
 public:
  /// Tries the addresses of the host in turn until one answers.
  static result<blocking_connection> open(
      const origin& to, const timeouts& times, const time_left& left);

  /// Writes all of `from`, or fails.
  result<void> write(std::string_view from, std::chrono::milliseconds limit, const time_left& left);

  /// Waits for bytes and reads them: how many, 0 when the peer has closed. `where` and `what` (the
  /// words for it) say what is waited for.
  result<std::size_t> read(
      std::span<char> into, std::chrono::milliseconds limit, const time_left& left, stage where,
      std::string_view what);

  /// Whether the peer has kept silent since the last response, as `haul::connection::quiet`.
  bool quiet();

 private:
  explicit blocking_connection(file_descriptor opened) : socket_(std::move(opened)) {}

  void limit(int option, std::chrono::milliseconds& now, std::chrono::milliseconds wanted);

  file_descriptor socket_;
  std::chrono::milliseconds read_limit_{0};
  std::chrono::milliseconds write_limit_{0};
};

} // namespace haul::bench
