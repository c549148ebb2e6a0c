#pragma once

#include <haul/error.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace haul {

/// How a flag server answers. What it draws at random depends on the seed, the code asked for and
/// how often that code was asked for before, and on nothing else: not on the order or the number of
/// the other requests. So a run with a seed can be repeated exactly.
struct server_behaviour {
  /// Waited before each reply, a random time from `delay_min` to `delay_max`. 0 to 1 hour.
  std::chrono::milliseconds delay_min{0};
  std::chrono::milliseconds delay_max{0};

  /// The part of requests answered with `418 I'm a Teapot`, 0 to 1, flag or not. Requests that are
  /// malformed or neither GET nor HEAD are refused at once, and not by chance.
  double error_rate = 0;

  std::uint64_t seed = 0;

  /// Serves `CC/CC.gif` (lower case) from this folder instead of the flags in the program, when not
  /// empty. Read once, by `flag_server::listen`, into memory; must hold a flag.
  std::filesystem::path folder;
};

/// The three sites of the seed, by name in any case; null when there is no such site.
/// LOCAL answers at once, DELAY after 0.5 to 5 s, ERROR as DELAY and with an error rate of 0.25.
const server_behaviour* find_site(std::string_view label);

/// An HTTP/1.1 server of country flags at `/{cc}/{cc}.gif`, on the caller's event loop.
///
/// Keeps connections alive, answers GET and HEAD, ignores a query string and the case of letters.
/// Its coroutines end when `stop` is called or the object is destroyed, after which the io_context
/// runs out of its work; the io_context must outlive it. All calls come from the thread that runs
/// the io_context, or while none does. When descriptors run out, clients wait in the system's queue
/// until some come free.
class flag_server {
 public:
  /// Listens; port 0 takes a free one. The error names the address (`cause::connect_failed`), or
  /// what in the behaviour is out of its range (`cause::bad_option`).
  static result<flag_server> listen(
      boost::asio::io_context& context, const boost::asio::ip::tcp::endpoint& address,
      const server_behaviour& behaviour);

  flag_server(flag_server&&) noexcept;
  flag_server& operator=(flag_server&&) noexcept;
  ~flag_server();

  /// Where it listens: `http://127.0.0.1:8000`.
  std::string url() const;

  /// Requests that were read so far, refused ones among them.
  std::uint64_t requests() const;

  /// Stops listening and closes every connection. May be called more than once.
  void stop();

 private:
  class state;
  explicit flag_server(std::shared_ptr<state> listening);
  std::shared_ptr<state> state_;
};

} // namespace haul
