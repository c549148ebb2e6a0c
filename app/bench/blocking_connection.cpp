#include "blocking_connection.hpp"

#include "failure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>

namespace haul::bench {

using std::chrono::milliseconds;

namespace {

struct address_list_closer {
  void operator()(addrinfo* closed) const { ::freeaddrinfo(closed); }
};
using address_list = std::unique_ptr<addrinfo, address_list_closer>;

std::error_code system_error(int number) {
  return std::error_code(number, std::generic_category());
}

error timed_out(stage where, std::string_view what) {
  return failure(where, cause::timed_out, fmt::format("timed out {}", what));
}

result<address_list> resolve(const origin& to) {
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int failed =
      ::getaddrinfo(to.host.c_str(), std::to_string(to.port).c_str(), &hints, &found);
  if (failed == 0)
    return address_list(found);
  const cause why = failed == EAI_NONAME ? cause::name_not_found : cause::look_up_failed;
  return failure(
      stage::resolve, why, fmt::format("can't look {} up: {}", to.host, ::gai_strerror(failed)));
}

} // namespace

time_left::time_left(milliseconds whole) : limited_(whole.count() != 0) {
  if (limited_)
    end_ = std::chrono::steady_clock::now() + whole;
}

std::optional<milliseconds> time_left::within(milliseconds limit) const {
  if (!limited_)
    return limit;
  const auto left = std::chrono::ceil<milliseconds>(end_ - std::chrono::steady_clock::now());
  if (left.count() <= 0)
    return std::nullopt;
  return limit.count() == 0 ? left : std::min(limit, left);
}

// A time-out stays with the socket, so it costs a system call only when it changes.
void blocking_connection::limit(int option, milliseconds& now, milliseconds wanted) {
  if (now == wanted)
    return;
  const auto whole = std::chrono::floor<std::chrono::seconds>(wanted);
  timeval value = {};
  value.tv_sec = whole.count();
  value.tv_usec = std::chrono::microseconds(wanted - whole).count();
  ::setsockopt(socket_.get(), SOL_SOCKET, option, &value, sizeof(value));
  now = wanted;
}

result<blocking_connection> blocking_connection::open(
    const origin& to, const timeouts& times, const time_left& left) {
  const result<address_list> found = resolve(to);
  if (!found)
    return found.error();
  int last = 0;
  for (const addrinfo* each = found->get(); each != nullptr; each = each->ai_next) {
    const auto allowed = left.within(times.connect);
    if (!allowed)
      return timed_out(stage::connect, "connecting");
    blocking_connection made(
        file_descriptor(::socket(each->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0)));
    if (!made.socket_) {
      last = errno;
      continue;
    }
    // Linux applies the send time-out to connect as well.
    made.limit(SO_SNDTIMEO, made.write_limit_, *allowed);
    if (::connect(made.socket_.get(), each->ai_addr, each->ai_addrlen) == 0) {
      const int on = 1;
      ::setsockopt(made.socket_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
      return made;
    }
    last = errno;
    if (last == EINPROGRESS)
      return timed_out(stage::connect, "connecting");
  }
  return failure(
      stage::connect, cause::connect_failed,
      fmt::format(
          "can't connect to {} port {}: {}", to.host, to.port, system_error(last).message()),
      system_error(last));
}

result<void> blocking_connection::write(
    std::string_view from, milliseconds limit, const time_left& left) {
  while (!from.empty()) {
    const auto allowed = left.within(limit);
    if (!allowed)
      return timed_out(stage::request, "sending the request");
    this->limit(SO_SNDTIMEO, write_limit_, *allowed);
    const ssize_t sent = ::send(socket_.get(), from.data(), from.size(), MSG_NOSIGNAL);
    if (sent >= 0)
      from.remove_prefix(static_cast<std::size_t>(sent));
    else if (errno == EAGAIN)
      return timed_out(stage::request, "sending the request");
    else if (errno != EINTR)
      return failure(
          stage::request, cause::connection_lost, "connection lost while sending the request",
          system_error(errno));
  }
  return {};
}

result<std::size_t> blocking_connection::read(
    std::span<char> into, milliseconds limit, const time_left& left, stage where,
    std::string_view what) {
  while (true) {
    const auto allowed = left.within(limit);
    if (!allowed)
      return timed_out(where, what);
    this->limit(SO_RCVTIMEO, read_limit_, *allowed);
    const ssize_t received = ::recv(socket_.get(), into.data(), into.size(), 0);
    if (received >= 0)
      return static_cast<std::size_t>(received);
    if (errno == EAGAIN)
      return timed_out(where, what);
    if (errno != EINTR)
      return failure(
          where, cause::connection_lost, fmt::format("connection lost {}", what),
          system_error(errno));
  }
}

bool blocking_connection::quiet() {
  char unasked = 0;
  return ::recv(socket_.get(), &unasked, 1, MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

} // namespace haul::bench
