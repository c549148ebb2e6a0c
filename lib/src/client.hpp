#pragma once

#include "buffer_pool.hpp"
#include "connection_pool.hpp"
#include "exchange.hpp"
#include "url.hpp"

#include <haul/options.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string>

namespace haul {

/// A response whose header has come, with the connection it comes on.
///
/// Must not outlive the client, nor the deadline it was asked for with.
class response {
 public:
  response(url from, connection_pool::lease held)
      : from_(std::move(from)),
        lease_(std::move(held)) {}

  const response_head& head() const { return exchange_->head(); }

  /// The URL that answered.
  const url& from() const { return from_; }

  /// As `exchange::read_body`. At the end of the body the connection goes back to the pool.
  boost::asio::awaitable<result<std::span<const char>>> read();

  /// Done with the response, body and all. Reads what is left when that is known to be little, or
  /// here already, so that the connection can be used again; else gives the connection up: a body
  /// that nobody wants must not cost more than a new connection, and may have no end.
  boost::asio::awaitable<void> discard();

 private:
  friend class client;
  url from_;
  connection_pool::lease lease_;
  std::unique_ptr<exchange> exchange_; // in the heap: it does not move
};

/// Asks for URLs: connection, exchange, redirects.
class client {
 public:
  /// `how` must outlive the client.
  client(const boost::asio::any_io_executor& executor, tls_context tls, const options& how)
      : how_(how),
        pool_(executor, std::move(tls), how.max_requests) {}

  /// The response to a GET of `asked`, with redirects followed. On an error, `error::url` tells how
  /// far it came.
  boost::asio::awaitable<result<response>> get(url asked, deadline& until);

  const connection_pool& pool() const { return pool_; }

 private:
  struct hop;
  boost::asio::awaitable<result<response>> ask(const hop& at, deadline& until);

  const options& how_;
  buffer_pool buffers_;
  connection_pool pool_;
};

} // namespace haul
