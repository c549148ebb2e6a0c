#include "local_binding.hpp"

#include "failure.hpp"
#include "resolver.hpp"

#include <haul/text.hpp>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace haul {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

error_code bind_to_address(tcp::socket& socket, const asio::ip::address& address) {
  // The port is chosen on connecting: one that is taken now could serve a single connection at a
  // time, whoever it leads to.
  const int later = 1;
  ::setsockopt(socket.native_handle(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &later, sizeof later);
  error_code failed;
  socket.bind(tcp::endpoint(address, 0), failed);
  return failed;
}

error_code bind_to_device(tcp::socket& socket, const std::string& device) {
  const int failed = ::setsockopt(
      socket.native_handle(), SOL_SOCKET, SO_BINDTODEVICE, device.c_str(),
      static_cast<socklen_t>(device.size()));
  return failed == 0 ? error_code() : error_code(errno, boost::system::system_category());
}

} // namespace

local_binding::local_binding(const std::string& text) : address_(literal_address(text)) {
  if (!address_)
    device_ = text;
}

bool local_binding::is_possible(const std::string& text) {
  const bool name = text.size() < IFNAMSIZ && text != "." && text != ".." &&
                    std::none_of(
                        text.begin(), text.end(),
                        [](char each) {
                          return static_cast<unsigned char>(each) <= ' ' || each == 0x7f ||
                                 each == '/' || each == ':';
                        });
  return name || literal_address(text);
}

bool local_binding::fits(const asio::ip::address& address) const {
  return !address_ || address_->is_v4() == address.is_v4();
}

error_code local_binding::bind(tcp::socket& socket) const {
  if (address_)
    return bind_to_address(socket, *address_);
  if (!device_.empty())
    return bind_to_device(socket, device_);
  return {};
}

result<void> local_binding::check() const {
  if (!address_ && device_.empty())
    return {};
  asio::io_context context;
  tcp::socket socket(context);
  error_code failed;
  socket.open(address_ && address_->is_v6() ? tcp::v6() : tcp::v4(), failed);
  if (!failed)
    failed = bind(socket);
  if (!failed)
    return {};
  std::string why = failed.message();
  if (failed == boost::system::errc::no_such_device)
    why = "neither an address nor a network device of this machine has that name";
  if (failed == boost::system::errc::address_not_available)
    why = "it is not an address of this machine";
  const std::string name = address_ ? address_->to_string() : printable(device_);
  return failure(
      stage::input, cause::bad_option, fmt::format("interface '{}': {}", name, why), failed);
}

error local_binding::misfit(const std::string& host) const {
  return failure(
      stage::connect, cause::address_refused,
      fmt::format(
          "{} has no {} address, which is needed to connect from {}", host,
          address_ && address_->is_v6() ? "IPv6" : "IPv4",
          address_ ? address_->to_string() : device_));
}

} // namespace haul
