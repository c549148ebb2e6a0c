#pragma once

#include "download_fixture.hpp"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace haul::test {

/// What a server with one large file does, for a `scripted_server`: whole, or in ranges, or as a
/// test says. Must outlive the server.
class range_server {
 public:
  range_server(boost::asio::io_context& context, std::size_t bytes);

  scripted_server::script script();

  /// One request: which it is, from 0, and which bytes it asks for.
  struct asking {
    std::size_t number = 0;
    bool ranged = false;
    std::uint64_t first = 0;
    std::uint64_t last = 0;
  };
  /// What is sent in place of the usual answer; nothing: the usual.
  struct reaction {
    std::string bytes;
    bool close = false;                 ///< afterwards
    bool silent = false;                ///< nothing is sent at all
    std::chrono::milliseconds after{0}; ///< when it, or the usual answer, is sent
  };
  void set_odd(std::function<reaction(const asking&)> odd) { odd_ = std::move(odd); }

  /// The whole comes only in part until so many requests have come in all.
  void hold_whole_until(std::size_t requests) { hold_until_ = requests; }

  /// What is held is broken off.
  void close_whole();

  /// Fields of every usual answer, in place of the tag.
  void set_fields(std::string fields) { fields_ = std::move(fields); }

  /// Another version of the file from now on.
  void change_to(const std::string& tag);

  const std::string& body() const { return body_; }
  std::string whole() const;
  std::string part(std::uint64_t first, std::uint64_t last) const {
    return part(first, last, fields_);
  }
  std::string part(std::uint64_t first, std::uint64_t last, const std::string& fields) const;

  /// The Range of each request, in the order in which they came; empty without.
  const std::vector<std::string>& asked() const { return asked_; }
  std::uint64_t bytes_of(const std::string& range) const;

 private:
  static boost::asio::awaitable<void> play(range_server& self, scripted_connection on);
  static boost::asio::awaitable<void> send_whole(range_server& self, scripted_connection on);
  asking read(const std::string& request);

  std::string body_;
  std::string fields_ = "ETag: \"a\"\r\n";
  std::function<reaction(const asking&)> odd_;
  std::size_t hold_until_ = 0;
  bool close_whole_ = false;
  std::vector<std::string> asked_;
  boost::asio::steady_timer came_; // never runs out; cancelled with each request
};

/// The value of a field of a request; empty without.
std::string field_of(const std::string& request, const std::string& name);

} // namespace haul::test
