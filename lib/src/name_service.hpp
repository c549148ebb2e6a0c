#pragma once

#include "name_cache.hpp"
#include "name_patience.hpp"

#include <ares.h>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

namespace haul {

/// c-ares on an event loop: watches its sockets for it and wakes it when a query times out. One
/// query for each call: nothing is shared, kept or bounded here.
class name_service {
 public:
  /// Gets the answer, and for how long it holds when it is one.
  using handler = std::function<void(name_answer found, std::chrono::seconds ttl)>;

  /// Reads the system's configuration, which blocks for a moment. `servers` are asked instead of
  /// those of the system, when not empty: `127.0.0.1:5300`, several separated by commas. `patience`
  /// is used instead of the system's. nullptr when it can't be set up.
  static std::shared_ptr<name_service> create(
      const boost::asio::any_io_executor& executor, const std::string& servers,
      std::optional<name_patience> patience);

  /// Queries that still run are dropped, and their handlers not called.
  ~name_service();

  name_service(const name_service&) = delete;
  name_service& operator=(const name_service&) = delete;

  /// Looks `host` up: in /etc/hosts, where an answer is found before this returns, or by the name
  /// servers. `answered` is called once, from here or from the event loop, perhaps amid the work of
  /// c-ares: it must neither ask for more nor destroy this.
  void ask(const std::string& host, handler answered);

 private:
  struct watch;
  struct query;

  explicit name_service(const boost::asio::any_io_executor& executor)
      : executor_(executor),
        timer_(executor) {}

  bool open(const std::string& servers, name_patience patience);
  static void on_socket(void* self, ares_socket_t socket, int readable, int writable);
  static void on_answer(void* asked, int status, int timeouts, ares_addrinfo* found);
  void wait(const std::shared_ptr<watch>& watched, ares_socket_t socket, int direction);
  void rearm();
  void arm(std::chrono::steady_clock::duration left);

  boost::asio::any_io_executor executor_;
  boost::asio::steady_timer timer_; // due at the first time-out of a query, or before
  bool armed_ = false;
  std::size_t open_ = 0; // look-ups without an answer
  std::chrono::milliseconds first_wait_{0};
  // What handlers know of this object: its destructor, and not the last of them, ends all.
  std::weak_ptr<name_service> self_;
  ares_channel channel_ = nullptr;
  std::unordered_map<ares_socket_t, std::shared_ptr<watch>> watches_;
};

} // namespace haul
