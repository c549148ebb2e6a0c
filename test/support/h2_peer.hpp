#pragma once

#include "h2_record.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace haul::test {

struct h2_exchange;
struct h2_wire;

/// A connection as a script sees it. After it has ended its operations do nothing, and what waits
/// returns.
class h2_connection {
 public:
  explicit h2_connection(std::shared_ptr<h2_wire> held) : wire_(std::move(held)) {}

  /// From 0, in the order in which they were accepted.
  std::size_t number() const;
  bool is_open() const;

  void settings(const h2_settings& settings);
  void ping();
  /// Streams above the last one are forgotten, and the connection goes on.
  void go_away(std::int32_t last_stream, std::uint32_t code);

  /// Bytes as they are, after everything that was said before. nghttp2 knows nothing of them, nor
  /// do windows hold them back.
  void write(std::string_view bytes);

  /// Returns when everything that was said is on its way.
  boost::asio::awaitable<void> written();

  /// Nothing that comes is looked at any more, also not that the client has closed.
  void stop_reading();

  /// Ends our side, once everything is written; what comes is still read.
  void close();
  /// Ends both sides at once by a reset.
  void reset();

  /// Returns when the record says what is waited for.
  boost::asio::awaitable<void> until(h2_condition met);
  /// Returns once the test has called `h2_server::release`.
  boost::asio::awaitable<void> released();

 private:
  std::shared_ptr<h2_wire> wire_;
};

/// A stream as its script sees it. After it has ended, by whichever side, its operations do
/// nothing, and what waits returns.
class h2_stream {
 public:
  h2_stream(std::shared_ptr<h2_wire> on, std::shared_ptr<h2_exchange> held)
      : wire_(std::move(on)),
        exchange_(std::move(held)) {}

  const h2_request& request() const;
  h2_connection connection() const { return h2_connection(wire_); }
  bool is_open() const;

  /// A header that is not the last: `103`.
  void inform(std::string_view status, const h2_fields& fields = {});

  /// A header without a body.
  void answer(std::string_view status, const h2_fields& fields = {});

  /// A header whose body follows. Nothing is added or checked: a length is a field like any other.
  void begin(std::string_view status, const h2_fields& fields = {});

  /// Frames from now on carry at most `piece` bytes of the body (0: what fits) and so many of
  /// padding, with the one that says how many (at most 256).
  void shape(std::size_t piece, std::size_t padding = 0);

  /// A part of the body; returns when all of it is in frames, as the client's windows let it.
  boost::asio::awaitable<void> send(std::string bytes);

  /// The end of the body.
  void finish(const h2_fields& trailers = {});

  /// A RST_STREAM; what is not in frames yet stays unsent.
  void reset(std::uint32_t code);

  /// A frame on this stream as it is; see `h2_connection::write`, which also takes those that come
  /// after the end. By END_STREAM or as a RST_STREAM it ends the stream.
  void frame(int type, int flags, std::string_view payload);

  /// Like those of the connection; they return also when the stream is over.
  boost::asio::awaitable<void> until(h2_condition met);
  boost::asio::awaitable<void> released();
  boost::asio::awaitable<void> until_over();

 private:
  std::shared_ptr<h2_wire> wire_;
  std::shared_ptr<h2_exchange> exchange_;
};

} // namespace haul::test
