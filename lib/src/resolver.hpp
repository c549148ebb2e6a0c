#pragma once

#include "deadline.hpp"
#include "name_cache.hpp"
#include "name_service.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/intrusive/list.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

namespace haul {

/// The address that `host` is when it is written as one, IPv6 without brackets.
std::optional<boost::asio::ip::address> literal_address(const std::string& host);

/// How a resolver works; the defaults are those of the system.
struct resolver_settings {
  /// As for `name_service::create`.
  std::string servers;
  std::optional<name_patience> patience;
  /// How many look-ups c-ares has at once: thousands lose packets. At least 1.
  std::size_t most_queries = 256;
  /// How many names are remembered. At least 1.
  std::size_t most_names = 20'000;
  /// The clock of what is remembered.
  std::function<std::chrono::steady_clock::time_point()> now = std::chrono::steady_clock::now;
};

/// Looks host names up by c-ares on the event loop: `/etc/hosts` first, then the name servers of
/// `/etc/resolv.conf`. Asio's own resolver would need a thread, look names up one at a time and
/// keep whoever leaves waiting.
///
/// Answers and failures are remembered as `name_cache` says. Who asks for a name that is being
/// looked up waits for the same answer.
class resolver {
 public:
  explicit resolver(
      const boost::asio::any_io_executor& executor, resolver_settings how = resolver_settings());

  /// Nobody may wait for an answer. Look-ups that still run are dropped.
  ~resolver();

  resolver(const resolver&) = delete;
  resolver& operator=(const resolver&) = delete;

  /// The addresses of `host`, the ones to try first first (RFC 6724); never empty. An address
  /// written as such is returned at once. Leaves at the deadline; the look-up goes on behind it as
  /// long as somebody waits for one, and is remembered.
  boost::asio::awaitable<name_answer> resolve(std::string host, deadline& until);

  /// Whether `resolve` would return at once, with addresses or with a failure that is remembered.
  bool knows(const std::string& host) const;

 private:
  struct flight;
  using queue = boost::intrusive::list<
      flight,
      boost::intrusive::base_hook<boost::intrusive::list_base_hook<
          boost::intrusive::link_mode<boost::intrusive::auto_unlink>>>,
      boost::intrusive::constant_time_size<false>>;

  bool start();
  std::shared_ptr<flight> join(const std::string& host);
  void leave(flight& left);
  void ask_next();
  void land(const std::shared_ptr<flight>& landed, name_answer found, std::chrono::seconds ttl);

  boost::asio::any_io_executor executor_;
  resolver_settings how_;
  name_cache cache_;
  std::unordered_map<std::string, std::shared_ptr<flight>> flights_; // by host
  queue queue_;                                                      // of those not asked for yet
  std::size_t asked_ = 0;                                            // of c-ares, not answered
  std::size_t waiting_ = 0;                                          // for an answer
  std::shared_ptr<name_service> service_; // declared last: its handlers know the rest
};

} // namespace haul
