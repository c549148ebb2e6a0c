#include "admission.hpp"

#include "house.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <optional>

namespace haul {

namespace asio = boost::asio;

namespace {

// Each holds a coroutine; the resolver asks for no more names at once anyway.
constexpr std::size_t most_look_ups = 256;

} // namespace

void admission::place::give_back(const host_report& told) {
  if (from_ != nullptr)
    std::exchange(from_, nullptr)
        ->schedule_.ended(*at_, told, began_, std::chrono::steady_clock::now());
}

void admission::enter(house& in, applicant& who, const std::string& host) {
  schedule_.enter(who, host, schedule_.is_known(host) || in.client.knows(host));
}

void admission::enter_again(
    house& in, applicant& who, const std::string& host, std::chrono::milliseconds after) {
  schedule_.enter_again(who, host, in.client.knows(host), std::chrono::steady_clock::now() + after);
}

void admission::leave(applicant& who) {
  schedule_.leave(who);
  if (!schedule_.empty())
    return;
  timer_.cancel();
  waiting_for_timer_ = false;
  for (const std::shared_ptr<deadline>& each : look_ups_)
    each->cancel();
}

void admission::dispatch(const std::shared_ptr<house>& in) {
  admission& self = in->admission;
  look_up_names(in);
  while (true) {
    std::optional<semaphore::permit> permit = in->permits.try_acquire();
    if (!permit)
      return; // whoever gives one back comes here again
    const std::optional<schedule::started> next =
        self.schedule_.take(std::chrono::steady_clock::now());
    if (!next)
      break;
    static_cast<applicant*>(next->who)->admitted(*std::move(permit), place(self, *next->at));
  }
  wake_later(in);
}

// A handler of the timer may be on its way while everything goes: it knows the house by a weak
// pointer only.
void admission::wake_later(const std::shared_ptr<house>& in) {
  admission& self = in->admission;
  const std::optional<schedule::time_point> when = self.schedule_.next_change();
  if (!when || (self.timer_.expiry() == *when && self.waiting_for_timer_))
    return;
  self.waiting_for_timer_ = true;
  self.timer_.expires_at(*when);
  self.timer_.async_wait([weak = std::weak_ptr<house>(in)](boost::system::error_code failed) {
    const std::shared_ptr<house> still = weak.lock();
    if (still == nullptr || failed)
      return;
    still->admission.waiting_for_timer_ = false;
    dispatch(still);
  });
}

void admission::look_up_names(const std::shared_ptr<house>& in) {
  admission& self = in->admission;
  while (self.look_ups_.size() < most_look_ups) {
    std::optional<std::string> name = self.schedule_.take_unknown();
    if (!name)
      return;
    const auto until = std::make_shared<deadline>(in->wheel, std::chrono::milliseconds(0));
    self.look_ups_.push_back(until);
    asio::co_spawn(
        in->executor, look_up(in, *std::move(name), until),
        asio::bind_cancellation_slot(until->slot(), [until](std::exception_ptr bug) {
          if (bug)
            std::rethrow_exception(bug);
        }));
  }
}

// What comes of it stands in the resolver's cache, for the task that connects.
asio::awaitable<void> admission::look_up(
    std::shared_ptr<house> in, std::string host, std::shared_ptr<deadline> until) {
  co_await asio::this_coro::throw_if_cancelled(false);
  co_await asio::post(in->executor, asio::use_awaitable);
  until->arm(limit::connect, in->how.timeouts.connect);
  co_await in->client.look_up(host, *until);
  until->end();
  in->admission.look_ups_.remove(until);
  in->admission.schedule_.looked_up(host);
  dispatch(in);
  in->wheel.rest();
}

} // namespace haul
