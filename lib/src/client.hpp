#pragma once

#include "buffer_pool.hpp"
#include "connection_pool.hpp"
#include "exchange.hpp"
#include "kept_validators.hpp"
#include "url.hpp"

#include <haul/options.hpp>
#include <haul/outcome.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace haul {

/// A response whose header has come, with the connection it comes on.
///
/// Must not outlive the client, nor the journey and the deadline it was asked for with.
class response {
 public:
  response(const url& from, connection_pool::lease held) : from_(&from), lease_(std::move(held)) {}

  const response_head& head() const { return exchange_->head(); }

  /// The URL that answered.
  const url& from() const { return *from_; }

  /// As `exchange::read_body`. At the end of the body the connection goes back to the pool.
  boost::asio::awaitable<result<std::span<const char>>> read();

  /// What `read` would give without waiting; nothing when it would wait.
  std::optional<result<std::span<const char>>> at_hand();

  /// Done with the response, body and all. Reads what is left when that is known to be little, or
  /// here already, so that the connection can be used again; else gives the connection up: a body
  /// that nobody wants must not cost more than a new connection, and may have no end.
  boost::asio::awaitable<void> discard();

  /// Done with the body, wherever it stands: closes the connection, unless it went back to the pool
  /// before. The head stays.
  void drop();

 private:
  friend class client;
  void keep_at_end(const result<std::span<const char>>& piece);

  const url* from_; // what the journey leads to
  connection_pool::lease lease_;
  std::unique_ptr<exchange> exchange_; // in the heap: it does not move
};

/// What a request asks for when not for the whole.
struct rest_request {
  rest_request(
      std::uint64_t from, std::string condition, std::optional<std::uint64_t> to = std::nullopt)
      : first(from),
        last(to),
        validator(std::move(condition)) {}
  std::uint64_t first;               ///< the byte from which on it is wanted,
  std::optional<std::uint64_t> last; ///< up to this one; nothing: to the end,
  std::string validator; ///< as long as this still holds; else the whole (RFC 9110 section 13.1.5)
};

/// How far a task has come on the way from its URL, over redirects, to a response.
struct journey {
  explicit journey(url start) : at(std::move(start)) {}

  url at;                           ///< what is asked next
  bool named = true;                ///< by the task itself, not by a redirect
  bool credentials = true;          ///< the origin of the task has not been left yet
  std::vector<std::string> visited; ///< the URLs that led on
  unsigned status = 0;              ///< of the last response, 0 without one
  std::span<const header> headers;  ///< of the task itself; must outlive the journey
  std::optional<rest_request> rest; ///< nothing: the whole
  kept_validators known;            ///< of what need not be sent again; not together with `rest`
  phases took;                      ///< of the last request
  std::string remote_address;       ///< that was connected to last
  std::string_view protocol;        ///< that was spoken last
};

/// Asks for URLs: connection, exchange, redirects.
class client {
 public:
  /// `how` and `wheel` must outlive the client.
  client(
      const boost::asio::any_io_executor& executor, deadline_wheel& wheel, tls_context tls,
      const options& how, proxy_choice proxies = proxy_choice())
      : how_(how),
        pool_({executor, wheel, buffers_, how}, std::move(tls), std::move(proxies)) {}

  /// The response to a GET of what `way` leads to, with redirects followed; nothing when one of
  /// them leads to another host, where the journey goes on once that host has room. On an error,
  /// `error::url` tells how far it came. `way` and `until` must outlive the operation.
  boost::asio::awaitable<result<std::optional<response>>> get(journey& way, deadline& until);

  /// As `connector::look_up` and `connector::knows`.
  boost::asio::awaitable<void> look_up(std::string host, deadline& until) {
    return pool_.look_up(std::move(host), until);
  }
  bool knows(const std::string& host) const { return pool_.knows(host); }

  const connection_pool& pool() const { return pool_; }

 private:
  boost::asio::awaitable<result<response>> ask(journey& way, deadline& until);
  bool follow(journey& way, const response& answer, result<std::optional<response>>& came) const;
  std::unique_ptr<exchange> exchange_on(const connection_pool::lease& held, deadline& until);
  void begin(const journey& way, const proxy* by, exchange& on) const;

  // How often a request may still be made again without being an attempt.
  struct repeats {
    bool fresh = false; // it was, on a fresh connection
    unsigned refused = 5;
  };
  bool may_repeat(const response& failed, const error& why, repeats& left);

  const options& how_;
  buffer_pool buffers_;
  connection_pool pool_;
};

} // namespace haul
