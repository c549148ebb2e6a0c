#include "race.hpp"

#include "awaiting.hpp"

#include <memory>
#include <utility>

namespace haul {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

void connect_by_system(
    tcp::socket& socket, const tcp::endpoint& to, std::function<void(error_code)> decided) {
  socket.async_connect(to, std::move(decided));
}

// What a failure tells of the host: that it said no is more than that nothing came back, and what
// this machine knows before it asks (no route, no IPv6, no descriptor left) is least.
int weight(const error_code& why) {
  if (!why)
    return 0;
  if (why == boost::system::errc::connection_refused ||
      why == boost::system::errc::connection_reset)
    return 3;
  if (why == boost::system::errc::network_unreachable ||
      why == boost::system::errc::address_family_not_supported ||
      why == boost::system::errc::address_not_available)
    return 1;
  return 2;
}

} // namespace

std::vector<asio::ip::address> interleave(const std::vector<asio::ip::address>& addresses) {
  std::vector<asio::ip::address> families[2]; // that of the first one, the other
  for (const asio::ip::address& each : addresses)
    families[each.is_v6() == addresses.front().is_v6() ? 0 : 1].push_back(each);
  std::vector<asio::ip::address> ordered;
  for (std::size_t turn = 0; ordered.size() < addresses.size(); ++turn) {
    for (const std::vector<asio::ip::address>& family : families) {
      if (turn < family.size())
        ordered.push_back(family[turn]);
    }
  }
  return ordered;
}

// What the coroutine that waits shares with the handlers of the attempts, which come in later than
// it leaves.
struct race::contest {
  contest(const asio::any_io_executor& on, std::vector<tcp::endpoint> endpoints)
      : executor(on),
        to(std::move(endpoints)),
        next_due(on) {}

  bool more() const { return sockets.size() < to.size(); }
  bool over() const { return winner || failed == to.size(); }

  static void start_next(
      const std::shared_ptr<contest>& self, const connect_function& connect,
      const local_binding& from) {
    const std::size_t number = self->sockets.size();
    tcp::socket& socket =
        *self->sockets.emplace_back(std::make_unique<tcp::socket>(self->executor));
    error_code closed;
    socket.open(self->to[number].protocol(), closed);
    if (!closed)
      closed = from.bind(socket);
    if (closed)
      self->decide(number, closed);
    else
      connect(
          socket, self->to[number], [self, number](error_code why) { self->decide(number, why); });
  }

  void decide(std::size_t number, error_code why) {
    if (left || winner)
      return;
    if (!why) {
      winner = number;
    } else {
      ++failed;
      error_code ignored;
      sockets[number]->close(ignored);
      if (weight(why) >= weight(telling)) {
        telling = why;
        whose = to[number];
      }
    }
    news = true;
    next_due.cancel();
  }

  // The handlers of attempts that still run come in with an error, and find that nobody waits.
  void leave() {
    left = true;
    for (const std::unique_ptr<tcp::socket>& each : sockets) {
      error_code ignored;
      each->close(ignored);
    }
  }

  asio::any_io_executor executor;
  std::vector<tcp::endpoint> to;
  std::vector<std::unique_ptr<tcp::socket>> sockets; // one for each attempt; they do not move
  asio::steady_timer next_due; // when the next attempt is; cancelled when there is news
  std::size_t failed = 0;
  std::optional<std::size_t> winner;
  error_code telling;
  tcp::endpoint whose;
  bool news = false; // since the coroutine last looked
  bool left = false; // by the coroutine
};

race::race(
    const asio::any_io_executor& executor, std::chrono::milliseconds head_start,
    connect_function connect, local_binding from)
    : executor_(executor),
      head_start_(head_start),
      connect_(connect ? std::move(connect) : connect_function(connect_by_system)),
      from_(std::move(from)) {
}

asio::awaitable<race_outcome> race::run(std::vector<tcp::endpoint> to, deadline& until) const {
  const auto held = std::make_shared<contest>(executor_, std::move(to));
  const connect_function connect = connect_;
  const local_binding from = from_;
  const std::chrono::milliseconds head_start = head_start_;
  while (!held->over() && !until.passed()) {
    if (held->more())
      contest::start_next(held, connect, from);
    if (!held->news && !until.passed()) {
      if (held->more())
        held->next_due.expires_after(head_start);
      else
        held->next_due.expires_at(asio::steady_timer::time_point::max());
      co_await held->next_due.async_wait(as_value);
    }
    held->news = false;
  }
  race_outcome outcome;
  outcome.why = held->telling;
  outcome.whose = held->whose;
  if (held->winner && !until.passed()) {
    outcome.winner.emplace(std::move(*held->sockets[*held->winner]));
    outcome.whose = held->to[*held->winner];
  }
  outcome.tried = held->sockets.size();
  held->leave();
  co_return outcome;
}

} // namespace haul
