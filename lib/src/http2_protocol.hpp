#pragma once

#include "http2_stream.hpp"
#include "request.hpp"

#include <boost/intrusive/list.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

struct nghttp2_session_callbacks;
struct nghttp2_session; // nghttp2 names it only in a header of 5,000 lines

namespace haul {

/// One HTTP/2 connection (RFC 9113) as its client sees it, by nghttp2: it takes what has come and
/// gives what is to go out. Does no I/O and has no clock.
///
/// What comes can't make it hold more than the windows of its streams and a few acknowledgements.
/// Server push is refused. The streams of others never wait for one that is not read: only its own
/// window closes.
class http2_protocol {
 public:
  /// How many streams are expected to be taken at once where nothing is known (RFC 9113 section
  /// 6.5.2 advises no less).
  static constexpr std::size_t usual_streams = 100;

  /// Streams are given a window of `stream_window` bytes, and may have header fields of `most`.
  /// `expected` streams are open at once until the server has said what it takes.
  http2_protocol(
      std::uint32_t stream_window, std::size_t most, std::size_t expected = usual_streams);
  http2_protocol(const http2_protocol&) = delete;
  http2_protocol& operator=(const http2_protocol&) = delete;

  /// Asks for something. What came of it is told to `by`, which must be left before it is
  /// destroyed. Unless `takes_requests`, it has ended then as refused.
  void begin(http2_stream& by, const request& what);

  /// Nobody reads `by` any more: it is reset if it has not ended. Others don't notice.
  void leave(http2_stream& by);

  /// So many bytes of the body of `by` were taken: its window opens again, an eighth or half
  /// a megabyte at a time.
  void taken(http2_stream& by, std::size_t bytes);

  /// What the server has sent. Where that breaks the rules, all streams end with what goes out
  /// next: it tells the server why. One that is alone or known to be at fault is malformed; the
  /// others may be innocent, and are worth asking for again.
  void receive(std::span<const char> bytes);

  /// Appends what is to go out, up to about `most` bytes; nothing is appended when there is
  /// nothing.
  void gather(std::string& to, std::size_t most);

  /// Asks the server for a sign of life.
  void ping();

  /// No more is asked for: the server is told.
  void close();

  /// Ends all streams, since the connection has.
  void lose(const std::string& why);

  /// Whether more may be asked for. It never can again once it can't.
  bool takes_requests() const;

  /// How many streams may be open at once, as far as is known.
  std::size_t most_streams() const;

  /// Whether there is something to go out.
  bool has_output() const;

  /// Whether it is over: nothing more is to be read.
  bool over() const;

 private:
  struct events; // what nghttp2 calls
  static const nghttp2_session_callbacks* callbacks();
  struct closer {
    void operator()(nghttp2_session* closed) const;
  };

  void closed(http2_stream& stream, std::uint32_t code);
  void give_up(const std::string& why);
  void end_all(http2_stream::end how, const std::string& why);
  http2_stream* find(std::int32_t id);

  std::size_t step_;                             // by which the window of a stream opens
  boost::intrusive::list<http2_stream> streams_; // that are not closed
  std::unique_ptr<nghttp2_session, closer> session_;
  std::size_t bearable_; // streams at once, as refusals have shown
  bool ending_ = false;  // one of the two wants no more of them
  std::string broken_;   // how the server has broken the rules
};

} // namespace haul
