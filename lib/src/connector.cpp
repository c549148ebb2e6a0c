#include "connector.hpp"

#include "failure.hpp"

#include <boost/asio/ip/address_v4.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

namespace haul {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

// How long an address may take before the next one is tried besides (RFC 8305 section 8).
constexpr std::chrono::milliseconds head_start{250};

// 169.254.0.0/16 (RFC 3927), and where clouds put their metadata service besides.
bool is_refused(const asio::ip::address_v4& address) {
  const std::uint32_t number = address.to_uint();
  return (number >> 16) == 0xa9fe || number == 0x646464c8 || number == 0xc00000c0;
}

// The IPv4 address inside one that is mapped (RFC 4291), translated (RFC 6052) or 6to4 (RFC 3056).
std::optional<asio::ip::address_v4> embedded(const asio::ip::address_v6& address) {
  const asio::ip::address_v6::bytes_type bytes = address.to_bytes();
  const auto from = [&](std::size_t at) {
    return asio::ip::address_v4({bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]});
  };
  static const auto nat64 = asio::ip::make_address_v6("64:ff9b::").to_bytes();
  if (address.is_v4_mapped() || std::equal(nat64.begin(), nat64.begin() + 12, bytes.begin()))
    return from(12);
  if (bytes[0] == 0x20 && bytes[1] == 0x02)
    return from(2);
  return std::nullopt;
}

bool is_refused(const asio::ip::address_v6& address) {
  static const asio::ip::address_v6 metadata[] = {
      asio::ip::make_address_v6("fd00:ec2::254"), asio::ip::make_address_v6("fd20:ce::254")};
  if (const std::optional<asio::ip::address_v4> inside = embedded(address))
    return is_refused(*inside);
  return address.is_link_local() || address == metadata[0] || address == metadata[1];
}

error connect_failure(const origin& to, const race_outcome& lost) {
  std::string where = lost.whose.address().to_string();
  if (lost.tried > 1)
    where += fmt::format(", one of {} addresses tried", lost.tried);
  return failure(
      stage::connect, cause::connect_failed,
      fmt::format(
          "can't connect to {} port {} ({}): {}", to.host, to.port, where, lost.why.message()),
      lost.why);
}

resolver_settings settings_of(const options& how) {
  resolver_settings made;
  made.servers = how.name_servers;
  return made;
}

} // namespace

bool may_connect(const asio::ip::address& address, bool named) {
  if (named)
    return true;
  return address.is_v4() ? !is_refused(address.to_v4()) : !is_refused(address.to_v6());
}

bool names_refused_address(const origin& to) {
  const std::optional<asio::ip::address> literal = literal_address(to.host);
  return literal && !may_connect(*literal, false);
}

error refused_address(const origin& to) {
  return failure(
      stage::connect, cause::address_refused,
      fmt::format("{} stands for a link-local or metadata address", to.host));
}

connector::connector(
    const asio::any_io_executor& executor, tls_context tls, const options& how,
    proxy_choice proxies)
    : resolver_(executor, settings_of(how)),
      race_(executor, head_start),
      tls_(std::move(tls)),
      proxies_(std::move(proxies)) {
  tunnel_.user_agent = how.user_agent;
  tunnel_.most_header = how.max_header_bytes;
  for (const fixed_address& each : how.addresses) {
    if (const std::optional<asio::ip::address> address = literal_address(each.address))
      fixed_[each.host].emplace_back(*address, each.port);
  }
}

asio::awaitable<void> connector::look_up(std::string host, deadline& until) {
  bool direct = true;
  for (const proxy* each : proxies_.for_some_port(host)) {
    if (each == nullptr)
      continue;
    direct = false;
    if (!knows_name(each->at.host))
      co_await resolver_.resolve(each->at.host, until);
  }
  if (direct && !knows_name(host))
    co_await resolver_.resolve(std::move(host), until);
}

bool connector::knows(const std::string& host) const {
  bool direct = true;
  for (const proxy* each : proxies_.for_some_port(host)) {
    direct = direct && each == nullptr;
    if (each != nullptr && !knows_name(each->at.host))
      return false;
  }
  return !direct || knows_name(host);
}

bool connector::knows_name(const std::string& name) const {
  return fixed_.contains(name) || resolver_.knows(name);
}

asio::awaitable<result<std::unique_ptr<connection>>> connector::open(
    const origin& to, bool named, deadline& until) {
  result<std::unique_ptr<connection>> opened;
  if (const proxy* by = proxies_.find(to); by != nullptr)
    opened = co_await reach_through(*by, to, until);
  else
    opened = co_await reach(to, named, until);
  if (!opened || !to.encrypted)
    co_return opened;
  const result<void> secured = co_await (*opened)->secure(tls_, to.host, until);
  if (!secured)
    co_return secured.error();
  co_return opened;
}

asio::awaitable<result<std::unique_ptr<connection>>> connector::reach(
    const origin& to, bool named, deadline& until) {
  result<endpoints> found = co_await find(to, named, until);
  if (!found)
    co_return found.error();
  result<std::unique_ptr<connection>> opened = co_await connect(to, *std::move(found), until);
  co_return opened;
}

asio::awaitable<result<std::unique_ptr<connection>>> connector::reach_through(
    const proxy& by, const origin& to, deadline& until) {
  result<std::unique_ptr<connection>> opened = co_await reach(by.at, true, until);
  if (!opened)
    co_return of_proxy(by, opened.error());
  if (!to.encrypted)
    co_return opened;
  const result<void> answered = co_await open_tunnel(**opened, by, to, tunnel_, until);
  if (!answered)
    co_return of_proxy(by, answered.error());
  co_return opened;
}

connector::endpoints connector::fixed_for(const origin& to) const {
  endpoints all;
  if (const auto host = fixed_.find(to.host); host != fixed_.end()) {
    for (const tcp::endpoint& each : host->second) {
      if (each.port() == to.port)
        all.push_back(each);
    }
  }
  return all;
}

asio::awaitable<result<connector::endpoints>> connector::find(
    const origin& to, bool named, deadline& until) {
  endpoints all = fixed_for(to);
  if (!all.empty())
    co_return all;
  name_answer found = co_await resolver_.resolve(to.host, until);
  if (!found)
    co_return found.error();
  const bool literal = named && literal_address(to.host);
  std::erase_if(*found, [&](const auto& each) { return !may_connect(each, literal); });
  if (found->empty())
    co_return refused_address(to);
  for (const asio::ip::address& each : interleave(*found))
    all.emplace_back(each, to.port);
  co_return all;
}

asio::awaitable<result<std::unique_ptr<connection>>> connector::connect(
    const origin& to, endpoints at, deadline& until) {
  race_outcome decided = co_await race_.run(std::move(at), until);
  if (until.passed())
    co_return until.failure(stage::connect);
  if (!decided.winner)
    co_return connect_failure(to, decided);
  error_code failed;
  decided.winner->non_blocking(true, failed);
  if (failed) {
    decided.why = failed;
    co_return connect_failure(to, decided);
  }
  // Requests are written whole: waiting to fill a packet could only delay them.
  decided.winner->set_option(tcp::no_delay(true), failed);
  std::unique_ptr<connection> made = std::make_unique<connection>(*std::move(decided.winner));
  co_return made;
}

} // namespace haul
