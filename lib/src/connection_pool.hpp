#pragma once

#include "connection.hpp"
#include "connector.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/intrusive/list.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace haul {

/// Kept-alive connections, by what they may be used for: see `proxy_choice::connection_key`.
class connection_pool {
 public:
  /// The right to use a connection for one exchange. Closes the connection in its destructor unless
  /// `keep` was called before: what is not known to be clean is not used again. Must not outlive
  /// the pool.
  class lease {
   public:
    lease(connection_pool& pool, std::string key, std::unique_ptr<connection> held, bool reused)
        : pool_(&pool),
          key_(std::move(key)),
          connection_(std::move(held)),
          reused_(reused) {}

    connection& operator*() const { return *connection_; }

    /// Whether the connection served another exchange before: it may have been closed meanwhile.
    bool reused() const { return reused_; }

    /// Gives the connection back for the next exchange of its kind. The lease is empty then.
    void keep();

    /// Closes the connection now. The lease is empty then.
    void drop() { connection_.reset(); }

   private:
    connection_pool* pool_;
    std::string key_;
    std::unique_ptr<connection> connection_;
    bool reused_;
  };

  /// Keeps at most `max_requests` of `how` idle connections in all, each for two minutes: most
  /// servers have given it up by then. The one idle longest is closed first. The rest is for the
  /// `connector`.
  connection_pool(
      const boost::asio::any_io_executor& executor, tls_context tls, const options& how,
      proxy_choice proxies = proxy_choice())
      : opener_(executor, std::move(tls), how, std::move(proxies)),
        most_(how.max_requests) {}

  /// The connection to `to` that was used last, when one is idle and still quiet, and `to` may be
  /// asked at all. `named` as in `connector::open`.
  std::optional<lease> take_idle(const origin& to, bool named);

  /// A new connection to `to`.
  boost::asio::awaitable<result<lease>> open(const origin& to, bool named, deadline& until);

  const proxy_choice& proxies() const { return opener_.proxies(); }

  /// As `connector::look_up` and `connector::knows`.
  boost::asio::awaitable<void> look_up(std::string host, deadline& until) {
    return opener_.look_up(std::move(host), until);
  }
  bool knows(const std::string& host) const { return opener_.knows(host); }

  std::size_t idle_count() const { return count_; }

  /// Closes the connections that were given back before that moment.
  void drop_older_than(std::chrono::steady_clock::time_point moment);

 private:
  using hook =
      boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
  struct idle : hook {
    std::string key;
    std::unique_ptr<connection> held;
    std::chrono::steady_clock::time_point since = std::chrono::steady_clock::now();
  };
  using stack = std::vector<std::unique_ptr<idle>>;

  std::unique_ptr<connection> find_idle(const std::string& key);
  void put_idle(const std::string& key, std::unique_ptr<connection> held);
  void drop_oldest();

  connector opener_;
  std::size_t most_;
  std::size_t count_ = 0;
  std::unordered_map<std::string, stack> by_key_;
  // By the time they were given back, oldest first. Declared last: it must be gone before them.
  boost::intrusive::list<idle, boost::intrusive::constant_time_size<false>> by_age_;
};

} // namespace haul
