#pragma once

#include <haul/error.hpp>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>

#include <optional>
#include <string>

namespace haul {

/// Which way out of this machine connections take.
class local_binding {
 public:
  /// The system's choice.
  local_binding() = default;

  /// `options::interface`: an address of this machine, else the name of a network device; empty:
  /// the system's choice.
  explicit local_binding(const std::string& text);

  /// Whether this can be one at all: by its form, whatever this machine has.
  static bool is_possible(const std::string& text);

  /// Whether a socket that is bound so can connect to `address`: false for the other family.
  bool fits(const boost::asio::ip::address& address) const;

  /// Binds an open socket that is not bound yet, for connecting. Of another family than the
  /// address, it fails.
  boost::system::error_code bind(boost::asio::ip::tcp::socket& socket) const;

  /// Binds a socket on trial, so that what this machine has not is found before the first task
  /// (`cause::bad_option`).
  result<void> check() const;

  /// What to say of a host without an address that fits.
  error misfit(const std::string& host) const;

 private:
  std::optional<boost::asio::ip::address> address_;
  std::string device_;
};

} // namespace haul
