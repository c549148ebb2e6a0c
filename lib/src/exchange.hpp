#pragma once

#include "request.hpp"
#include "response_head.hpp"

#include <haul/error.hpp>

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace haul {

/// One request and its response, over whatever protocol is spoken, on a connection that somebody
/// else holds and that must outlive it.
///
/// `ask` and `answer`, then `read_body` until it gives an empty piece. Every wait ends at the
/// deadline that the exchange was made with.
class exchange {
 public:
  exchange() = default;
  exchange(const exchange&) = delete;
  exchange& operator=(const exchange&) = delete;
  virtual ~exchange() = default;

  /// Takes the request; what it refers to may go afterwards. Does not wait.
  virtual void ask(const request& what) = 0;

  /// Waits until the request is out and the response's header has come. Interim responses (1xx) are
  /// skipped.
  virtual boost::asio::awaitable<result<void>> answer() = 0;

  /// After `answer` succeeded.
  virtual const response_head& head() const = 0;

  /// The next piece of the body, empty at its end. A piece stays valid until the next call.
  virtual boost::asio::awaitable<result<std::span<const char>>> read_body() = 0;

  /// What `read_body` would give without waiting; nothing when it would wait.
  virtual std::optional<result<std::span<const char>>> body_at_hand() = 0;

  /// Drops what is here of the body, without waiting for more. Whether that was all of it.
  virtual bool skip_at_hand() = 0;

  /// Nothing more will be read: only the head is kept.
  virtual void leave() = 0;

  /// What a request that failed allows, for nothing of a response came.
  enum class repeat {
    no,
    if_reused,  ///< on a fresh connection, if this one was used before: it was closed meanwhile
    at_once,    ///< the server has not looked at it
    over_http1, ///< the server wants HTTP/1.1
  };
  virtual repeat may_repeat() const = 0;

  /// Whether the connection may serve another exchange.
  virtual bool reusable() const = 0;

  /// `HTTP/1.1`. Static lifetime.
  virtual std::string_view protocol() const = 0;
};

/// That the connection has ended before the response was complete, of which something had come or
/// not.
error lost_connection(stage where, bool answered, boost::system::error_code why);

/// That the response breaks the rules of its protocol, or a limit of ours.
error malformed_response(stage where, const std::string& complaint);
error excessive_response(stage where, const std::string& complaint);

} // namespace haul
