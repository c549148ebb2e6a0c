#pragma once

#include "connection.hpp"
#include "connector.hpp"
#include "http2_sessions.hpp"
#include "recently_used.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/intrusive/list.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace haul {

/// Kept-alive connections, by what they may be used for: see `proxy_choice::connection_key`. Those
/// that speak HTTP/1.1 serve one exchange after the other, those that speak HTTP/2 many at once.
/// Connections of one origin are never used for another, whatever their certificates say.
class connection_pool {
 public:
  /// The right to use a connection for one exchange. One that speaks HTTP/1.1 is closed in the
  /// destructor unless `keep` was called before: what is not known to be clean is not used again.
  /// Must not outlive the pool.
  class lease {
   public:
    lease(connection_pool& pool, std::string key, std::unique_ptr<connection> held, bool reused)
        : pool_(&pool),
          key_(std::move(key)),
          connection_(std::move(held)),
          reused_(reused) {}
    lease(connection_pool& pool, std::shared_ptr<http2_session> held)
        : pool_(&pool),
          session_(std::move(held)),
          reused_(session_->used()) {}
    lease(lease&&) noexcept = default;
    lease& operator=(lease&& other) noexcept {
      drop();
      pool_ = other.pool_;
      key_ = std::move(other.key_);
      connection_ = std::move(other.connection_);
      session_ = std::move(other.session_);
      reused_ = other.reused_;
      return *this;
    }
    ~lease() { drop(); }

    /// What speaks HTTP/1.1; null when it is HTTP/2.
    connection* http1() const { return connection_.get(); }

    /// What speaks HTTP/2; null when it is HTTP/1.1.
    const std::shared_ptr<http2_session>& http2() const { return session_; }

    const std::string& remote_address() const;

    /// Whether the connection served another exchange before: it may have been closed meanwhile.
    bool reused() const { return reused_; }

    /// Gives the connection back for the next exchange of its kind. The lease is empty then.
    void keep();

    /// Nothing is left to do, or the connection is closed. The lease is empty then.
    void drop();

   private:
    connection_pool* pool_;
    std::string key_;
    std::unique_ptr<connection> connection_;
    std::shared_ptr<http2_session> session_;
    bool reused_;
  };

  /// Keeps at most `max_requests` idle connections of each protocol, each for two minutes: most
  /// servers have given it up by then. The one idle longest is closed first. The rest is for the
  /// `connector`.
  connection_pool(
      const http2_session::surroundings& in, tls_context tls, proxy_choice proxies = proxy_choice())
      : how_(in.how),
        opener_(in.executor, std::move(tls), in.how, std::move(proxies)),
        sessions_(in, in.how.max_requests),
        most_(in.how.max_requests) {}

  /// A connection to `to` with room for an exchange: that which was used last, when one is idle and
  /// still quiet, and `to` may be asked at all. `named` as in `connector::open`.
  std::optional<lease> take_idle(const origin& to, bool named);

  /// A new connection to `to`, or another one that has room before it is there.
  boost::asio::awaitable<result<lease>> open(const origin& to, bool named, deadline& until);

  /// `to` does not want to be asked in HTTP/2.
  void avoid_http2(const origin& to) { http1_only_.put(to.key(), true); }

  const proxy_choice& proxies() const { return opener_.proxies(); }

  /// As `connector::look_up` and `connector::knows`.
  boost::asio::awaitable<void> look_up(std::string host, deadline& until) {
    return opener_.look_up(std::move(host), until);
  }
  bool knows(const std::string& host) const { return opener_.knows(host); }

  /// Closes the connections that have been idle for long, as giving one back does.
  void drop_expired(std::chrono::steady_clock::time_point now);

  std::size_t idle_count() const { return count_ + sessions_.idle_count(); }

 private:
  using hook =
      boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
  struct idle : hook {
    std::string key;
    std::unique_ptr<connection> held;
    std::chrono::steady_clock::time_point since = std::chrono::steady_clock::now();
  };
  using stack = std::vector<std::unique_ptr<idle>>;
  static constexpr std::size_t most_exceptions = 1000;

  http_version version_for(const origin& to) const;
  bool wants_http1(const origin& which) const;
  boost::asio::awaitable<result<lease>> open_or_join(
      const origin& to, bool named, http_version offered, deadline& until);
  std::unique_ptr<connection> find_idle(const std::string& key);
  void put_idle(const std::string& key, std::unique_ptr<connection> held);
  void drop_oldest();

  const options& how_;
  connector opener_;
  http2_sessions sessions_;
  recently_used<bool> http1_only_{most_exceptions}; // by `origin::key`
  std::size_t most_;
  std::size_t count_ = 0;
  std::unordered_map<std::string, stack> by_key_;
  // By the time they were given back, oldest first. Declared last: it must be gone before them.
  boost::intrusive::list<idle, boost::intrusive::constant_time_size<false>> by_age_;
};

} // namespace haul
