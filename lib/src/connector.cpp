#include "connector.hpp"

#include "failure.hpp"

#include <boost/asio/ip/address_v4.hpp>
#include <fmt/format.h>

#include <string>

namespace haul {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

bool is_link_local(const asio::ip::address_v4& address) {
  return (address.to_uint() >> 16) == 0xa9fe; // 169.254.0.0/16, RFC 3927
}

bool is_link_local(const asio::ip::address_v6& address) {
  static const asio::ip::address_v6 metadata = asio::ip::make_address_v6("fd00:ec2::254");
  if (address.is_v4_mapped())
    return is_link_local(asio::ip::make_address_v4(asio::ip::v4_mapped, address));
  return address.is_link_local() || address == metadata;
}

bool is_address(const std::string& host) {
  error_code failed;
  asio::ip::make_address(host, failed);
  return !failed;
}

error connect_failure(const origin& to, const tcp::endpoint& tried, error_code why) {
  return failure(
      stage::connect, cause::connect_failed,
      fmt::format(
          "can't connect to {} port {} ({}): {}", to.host, to.port, tried.address().to_string(),
          why.message()),
      why);
}

} // namespace

bool may_connect(const asio::ip::address& address, bool named) {
  if (named)
    return true;
  return address.is_v4() ? !is_link_local(address.to_v4()) : !is_link_local(address.to_v6());
}

asio::awaitable<result<std::unique_ptr<connection>>> connector::open(
    const origin& to, bool named, deadline& until) {
  result<std::vector<asio::ip::address>> found = co_await resolver_.resolve(to.host, until);
  if (!found)
    co_return found.error();
  const bool literal = named && is_address(to.host);
  std::erase_if(*found, [&](const auto& each) { return !may_connect(each, literal); });
  if (found->empty())
    co_return failure(
        stage::connect, cause::address_refused,
        fmt::format("{} stands for a link-local or metadata address", to.host));

  result<std::unique_ptr<connection>> opened = co_await connect(to, *found, until);
  if (!opened || !to.encrypted)
    co_return opened;
  const result<void> secured = co_await (*opened)->secure(tls_, to.host, until);
  if (!secured)
    co_return secured.error();
  co_return opened;
}

asio::awaitable<result<std::unique_ptr<connection>>> connector::connect(
    const origin& to, const std::vector<asio::ip::address>& addresses, deadline& until) {
  error last;
  for (const asio::ip::address& address : addresses) {
    const tcp::endpoint tried(address, to.port);
    tcp::socket socket(executor_);
    error_code failed;
    socket.open(tried.protocol(), failed);
    if (!failed && until.passed())
      co_return until.failure(stage::connect);
    if (!failed) {
      const auto [refused] = co_await socket.async_connect(tried, until.token());
      failed = refused;
    }
    if (until.passed())
      co_return until.failure(stage::connect);
    if (!failed)
      socket.non_blocking(true, failed);
    if (!failed) {
      // Requests are written whole: waiting to fill a packet could only delay them.
      socket.set_option(tcp::no_delay(true), failed);
      std::unique_ptr<connection> made = std::make_unique<connection>(std::move(socket));
      co_return made;
    }
    last = connect_failure(to, tried, failed);
  }
  co_return last;
}

} // namespace haul
