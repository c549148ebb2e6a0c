#include "connector.hpp"

#include "failure.hpp"
#include "host_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <unistd.h>

namespace haul {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

// How long an address may take before the next one is tried besides (RFC 8305 section 8).
constexpr std::chrono::milliseconds head_start{250};

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

error http2_needs_tls() {
  return failure(
      stage::input, cause::bad_url,
      "only HTTP/2 may be spoken, and a server is asked for it by https (http takes prior "
      "knowledge)");
}

error no_http2(const origin& to) {
  return failure(stage::tls, cause::tls_failed, fmt::format("{} does not speak HTTP/2", to.host));
}

// Asio watches a socket that it has connected for room to write from then on, and there is room
// nearly always: each wait for a response would wake the loop at once, for nothing. The same
// descriptor taken in anew is watched for what comes, until somebody waits to write.
error_code forget_connecting(tcp::socket& connected, const tcp& protocol) {
  error_code failed;
  const int descriptor = connected.release(failed);
  if (failed)
    return failed;
  connected.assign(protocol, descriptor, failed);
  if (failed)
    ::close(descriptor);
  return failed;
}

resolver_settings settings_of(const options& how) {
  resolver_settings made;
  made.servers = how.name_servers;
  return made;
}

} // namespace

connector::connector(
    const asio::any_io_executor& executor, tls_context tls, const options& how,
    proxy_choice proxies)
    : resolver_(executor, settings_of(how)),
      policy_(how.deny_private),
      from_(how.interface),
      race_(executor, head_start, race::connect_function(), from_),
      tls_(std::move(tls)),
      proxies_(std::move(proxies)) {
  tunnel_.user_agent = how.user_agent;
  tunnel_.most_header = how.max_header_bytes;
  for (const fixed_address& each : how.addresses) {
    const std::optional<asio::ip::address> address = literal_address(each.address);
    const result<std::string> host = ascii_host(each.host);
    if (address && host)
      fixed_[*host].emplace_back(*address, each.port);
  }
}

result<void> connector::check_literal(const origin& to, bool named) const {
  if (!policy_.refuses_literal(to.host, named))
    return {};
  if (proxies_.find(to) == nullptr && !fixed_for(to).empty())
    return {};
  return policy_.refusal(to.host);
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
  return fixed_.contains(name) || resolver_.knows(name) || policy_.refuses_literal(name, true);
}

asio::awaitable<result<std::unique_ptr<connection>>> connector::open(
    const origin& to, bool named, http_version offered, deadline& until) {
  if (offered == http_version::http2 && !to.encrypted)
    co_return http2_needs_tls();
  result<std::unique_ptr<connection>> opened;
  if (const proxy* by = proxies_.find(to); by != nullptr)
    opened = co_await reach_through(*by, to, until);
  else
    opened = co_await reach(to, policy_, named, until);
  if (!opened || !to.encrypted)
    co_return opened;
  const result<void> secured = co_await (*opened)->secure(tls_, to, offered, until);
  if (!secured)
    co_return secured.error();
  const bool demanded = offered != http_version::any && offered != http_version::http1;
  if (demanded && !(*opened)->speaks_http2())
    co_return no_http2(to);
  co_return opened;
}

asio::awaitable<result<std::unique_ptr<connection>>> connector::reach(
    const origin& to, address_policy policy, bool named, deadline& until) {
  result<endpoints> found = co_await find(to, policy, named, until);
  if (!found)
    co_return found.error();
  result<std::unique_ptr<connection>> opened = co_await connect(to, *std::move(found), until);
  co_return opened;
}

asio::awaitable<result<std::unique_ptr<connection>>> connector::reach_through(
    const proxy& by, const origin& to, deadline& until) {
  // Whoever names a proxy means it, wherever it is.
  const address_policy usual;
  result<std::unique_ptr<connection>> opened = co_await reach(by.at, usual, true, until);
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
    const origin& to, address_policy policy, bool named, deadline& until) {
  endpoints all = fixed_for(to);
  if (!all.empty())
    co_return all;
  name_answer found = co_await resolver_.resolve(to.host, until);
  if (!found)
    co_return found.error();
  const bool literal = named && literal_address(to.host);
  std::erase_if(*found, [&](const auto& each) { return !policy.allows(each, literal); });
  if (found->empty())
    co_return policy.refusal(to.host);
  for (const asio::ip::address& each : interleave(*found))
    all.emplace_back(each, to.port);
  co_return all;
}

asio::awaitable<result<std::unique_ptr<connection>>> connector::connect(
    const origin& to, endpoints at, deadline& until) {
  std::erase_if(at, [&](const tcp::endpoint& each) { return !from_.fits(each.address()); });
  if (at.empty())
    co_return from_.misfit(to.host);
  race_outcome decided = co_await race_.run(std::move(at), until);
  if (until.passed())
    co_return until.failure(stage::connect);
  if (!decided.winner)
    co_return connect_failure(to, decided);
  error_code failed = forget_connecting(*decided.winner, decided.whose.protocol());
  if (failed) {
    decided.why = failed;
    co_return connect_failure(to, decided);
  }
  // Requests are written whole: waiting to fill a packet could only delay them.
  decided.winner->set_option(tcp::no_delay(true), failed);
  std::unique_ptr<connection> made =
      std::make_unique<connection>(*std::move(decided.winner), decided.whose);
  co_return made;
}

} // namespace haul
