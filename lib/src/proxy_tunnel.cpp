#include "proxy_tunnel.hpp"

#include "failure.hpp"

#include <fmt/format.h>

#include <span>
#include <utility>

namespace haul {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr std::size_t block_size = 4096; // bytes read at once

std::string authority_of(const origin& to) {
  const bool bracketed = to.host.find(':') != std::string::npos;
  return fmt::format(fmt::runtime(bracketed ? "[{}]:{}" : "{}:{}"), to.host, to.port);
}

error lost(const deadline& until, error_code why) {
  if (until.passed())
    return until.failure(stage::connect);
  return failure(
      stage::connect, cause::connection_lost,
      fmt::format("connection lost while asking for a tunnel: {}", why.message()), why);
}

error broken(response_parser::state how, const std::string& complaint) {
  const bool long_one = how == response_parser::state::too_much;
  return failure(
      stage::connect, long_one ? cause::limit_exceeded : cause::malformed_response,
      fmt::format(
          "the answer to CONNECT {}: {}", long_one ? "exceeds a limit" : "is malformed",
          complaint));
}

// Appends what comes next.
asio::awaitable<result<void>> read_more(connection& on, std::string& received, deadline& until) {
  std::string block(block_size, '\0');
  while (true) {
    const error_code over = co_await on.wait_readable(until);
    if (over)
      co_return until.failure(stage::connect);
    const io_step step = on.try_read(asio::buffer(block));
    if (step.what == io_step::state::failed)
      co_return lost(until, step.error);
    if (step.what == io_step::state::end)
      co_return lost(until, asio::error::eof);
    if (step.what != io_step::state::done)
      continue;
    received.append(block, 0, step.bytes);
    co_return result<void>();
  }
}

// The head of the next answer; what came behind it stays in `received`.
asio::awaitable<result<response_head>> read_head(
    connection& on, std::string& received, std::size_t most, deadline& until) {
  response_parser parser(most);
  while (true) {
    if (!received.empty()) {
      std::span<const char> unread(received);
      const response_parser::state how = parser.parse(unread);
      received.erase(0, received.size() - unread.size());
      if (how == response_parser::state::header_done)
        co_return parser.head();
      if (how != response_parser::state::need_more)
        co_return broken(how, parser.complaint());
    }
    const result<void> more = co_await read_more(on, received, until);
    if (!more)
      co_return more.error();
  }
}

} // namespace

std::string serialise_connect(const proxy& by, const origin& to, std::string_view user_agent) {
  const std::string authority = authority_of(to);
  std::string wire = fmt::format("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\n", authority);
  if (!user_agent.empty())
    wire.append("User-Agent: ").append(user_agent).append("\r\n");
  if (!by.authorization.empty())
    wire.append("Proxy-Authorization: ").append(by.authorization).append("\r\n");
  return wire.append("\r\n");
}

error refused_by_proxy(const proxy& by, const origin& to, const response_head& answered) {
  std::string status = fmt::format("HTTP {}", answered.status);
  if (!answered.reason.empty())
    status += " " + answered.reason;
  // Not even of a 401 could the origin be the author; tinyproxy has it for a wrong password.
  const bool unauthorised = answered.status == 407 || answered.status == 401;
  std::string message;
  if (unauthorised && by.authorization.empty())
    message = fmt::format(
        "{}: it wants a user name and a password, as http://USER:PASSWORD@{}", status, by.name());
  else if (unauthorised)
    message = fmt::format("{}: it refuses the user name and password it was given", status);
  else
    message = fmt::format("{}: it opens no tunnel to {}", status, authority_of(to));
  error made = failure(stage::connect, cause::http_status, std::move(message));
  made.http_status = answered.status;
  return made;
}

error of_proxy(const proxy& by, error failed) {
  if (failed.cause != cause::cancelled)
    failed.message = fmt::format("proxy {}: {}", by.name(), failed.message);
  return failed;
}

asio::awaitable<result<void>> open_tunnel(
    connection& on, const proxy& by, const origin& to, const tunnel_settings& how,
    deadline& until) {
  const std::string request = serialise_connect(by, to, how.user_agent);
  const asio::const_buffer wire = asio::buffer(request);
  const error_code failed = co_await on.write(wire, until);
  if (failed)
    co_return lost(until, failed);
  std::string received;
  for (int interim = 0; interim <= most_interim; ++interim) {
    const result<response_head> answer = co_await read_head(on, received, how.most_header, until);
    if (!answer)
      co_return answer.error();
    if (answer->status < 200 && answer->status != 101)
      continue;
    if (answer->status < 200 || answer->status > 299)
      co_return refused_by_proxy(by, to, *answer);
    // A server of TLS waits for its client: these bytes would be the proxy's, not the origin's.
    if (!received.empty())
      co_return failure(
          stage::connect, cause::malformed_response, "bytes came through the tunnel unasked");
    co_return result<void>();
  }
  co_return failure(
      stage::connect, cause::limit_exceeded,
      fmt::format("more than {} interim answers", most_interim));
}

} // namespace haul
