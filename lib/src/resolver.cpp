#include "resolver.hpp"

#include "awaiting.hpp"
#include "failure.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <utility>

namespace haul {

namespace asio = boost::asio;

std::optional<asio::ip::address> literal_address(const std::string& host) {
  boost::system::error_code not_an_address;
  asio::ip::address literal = asio::ip::make_address(host, not_an_address);
  if (not_an_address)
    return std::nullopt;
  return literal;
}

// The look-up of one name: shared by all who wait for it and by c-ares, any of which may leave
// first.
struct resolver::flight
    : boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
  flight(const asio::any_io_executor& executor, std::string looked_up)
      : answered(executor, asio::steady_timer::time_point::max()),
        host(std::move(looked_up)) {}

  asio::steady_timer answered; // never runs out; cancelled when the answer is there
  std::string host;
  std::size_t waiting = 0;
  bool asked = false; // of c-ares; until then it stands in the queue
  std::optional<name_answer> found;
};

resolver::resolver(const asio::any_io_executor& executor, resolver_settings how)
    : executor_(executor),
      how_(std::move(how)),
      cache_(how_.most_names) {
}

resolver::~resolver() = default;

bool resolver::knows(const std::string& host) const {
  return cache_.knows(host, how_.now()) || literal_address(host).has_value();
}

// Reading the system's configuration costs milliseconds that a run on plain addresses never pays.
bool resolver::start() {
  if (service_ == nullptr)
    service_ = name_service::create(executor_, how_.servers, how_.patience);
  return service_ != nullptr;
}

asio::awaitable<name_answer> resolver::resolve(std::string host, deadline& until) {
  if (const std::optional<asio::ip::address> literal = literal_address(host)) {
    std::vector<asio::ip::address> itself(1, *literal);
    co_return itself;
  }
  if (const name_answer* kept = cache_.find(host, how_.now()); kept != nullptr) {
    name_answer copy = *kept;
    co_return copy;
  }
  if (until.passed())
    co_return until.failure(stage::resolve);
  if (!start())
    co_return failure(stage::resolve, cause::look_up_failed, "the name look-up can't be set up");

  const std::shared_ptr<flight> shared = join(host);
  ++shared->waiting;
  ++waiting_;
  if (!shared->found)
    co_await shared->answered.async_wait(as_value);
  --shared->waiting;
  --waiting_;
  if (!shared->found) {
    leave(*shared);
    co_return until.failure(stage::resolve);
  }
  name_answer copy = *shared->found;
  co_return copy;
}

std::shared_ptr<resolver::flight> resolver::join(const std::string& host) {
  if (const auto running = flights_.find(host); running != flights_.end())
    return running->second;
  const auto begun = std::make_shared<flight>(executor_, host);
  flights_.emplace(host, begun);
  queue_.push_back(*begun);
  ask_next();
  return begun;
}

// Somebody no longer waits for `left`.
void resolver::leave(flight& left) {
  if (left.waiting == 0)
    left.unlink(); // when it is in the queue still
  if (waiting_ == 0) {
    // Nobody waits for any answer, and c-ares would go on asking for many seconds. It can't drop a
    // single query; but with nobody left it can drop all of them.
    service_.reset();
    asked_ = 0;
    flights_.clear();
  } else if (left.waiting == 0 && !left.asked) {
    flights_.erase(left.host);
  }
}

void resolver::ask_next() {
  while (asked_ < how_.most_queries && !queue_.empty()) {
    const std::shared_ptr<flight> next = flights_.at(queue_.front().host);
    queue_.pop_front();
    next->asked = true;
    ++asked_;
    service_->ask(next->host, [this, next](name_answer found, std::chrono::seconds ttl) {
      land(next, std::move(found), ttl);
    });
  }
}

void resolver::land(
    const std::shared_ptr<flight>& landed, name_answer found, std::chrono::seconds ttl) {
  --asked_;
  flights_.erase(landed->host);
  cache_.keep(landed->host, found, ttl, how_.now());
  landed->found = std::move(found);
  landed->answered.cancel();
  if (queue_.empty())
    return;
  // Not from here, which is amid the work of c-ares. A service that is gone has no queue any more.
  asio::post(executor_, [this, served = std::weak_ptr<name_service>(service_)] {
    if (served.lock() != nullptr)
      ask_next();
  });
}

} // namespace haul
