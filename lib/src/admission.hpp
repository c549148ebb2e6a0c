#pragma once

#include "deadline.hpp"
#include "schedule.hpp"

#include <haul/semaphore.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <list>
#include <memory>
#include <string>
#include <utility>

namespace haul {

class house;

/// Decides when a task may start: one of the permits of all, and a place at its host. Performs what
/// `schedule` decides.
///
/// A permit is only taken by what can start at once: what waits for its host, for a pause, for the
/// look-up of a name or for another attempt holds none.
class admission {
 public:
  /// The right to have one request under way at a host. Gives it back in its destructor, without a
  /// word about the host, or by `give_back` with one. The house must outlive it.
  class place {
   public:
    place() = default;
    place(admission& from, host_queue& at) : from_(&from), at_(&at) {}
    place(place&& other) noexcept
        : from_(std::exchange(other.from_, nullptr)),
          at_(other.at_),
          began_(other.began_) {}
    place& operator=(place&& other) noexcept {
      give_back({});
      from_ = std::exchange(other.from_, nullptr);
      at_ = other.at_;
      began_ = other.began_;
      return *this;
    }
    ~place() { give_back({}); }

    explicit operator bool() const { return from_ != nullptr; }
    void give_back(const host_report& told);
    host_queue& at() const { return *at_; }

   private:
    admission* from_ = nullptr;
    host_queue* at_ = nullptr;
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  };

  /// Somebody who waits to be let in.
  class applicant : public candidate {
   public:
    /// Called from within `dispatch`, once for each time it entered. Must only take note, or start
    /// something that goes on later.
    virtual void admitted(semaphore::permit permit, place taken) = 0;

   protected:
    ~applicant() = default;
  };

  /// `how` must outlive this.
  admission(const boost::asio::any_io_executor& executor, const options& how)
      : schedule_(how),
        timer_(executor) {}

  /// As in `schedule`; `dispatch` is due then.
  void enter(house& in, applicant& who, const std::string& host);
  void enter_again(
      house& in, applicant& who, const std::string& host, std::chrono::milliseconds after);
  void leave(applicant& who);

  /// Lets in whoever may start now. Due after each change: somebody entered, or a permit or a place
  /// was given back.
  static void dispatch(const std::shared_ptr<house>& in);

  /// Takes one retry from the budget of a host; false when there is none left.
  bool take_retry(host_queue& at) { return schedule_.take_retry(at); }

  const schedule& waiting() const { return schedule_; }

 private:
  static void look_up_names(const std::shared_ptr<house>& in);
  static boost::asio::awaitable<void> look_up(
      std::shared_ptr<house> in, std::string host, std::shared_ptr<deadline> until);
  static void wake_later(const std::shared_ptr<house>& in);

  schedule schedule_;
  boost::asio::steady_timer timer_;
  bool waiting_for_timer_ = false;
  std::list<std::shared_ptr<deadline>> look_ups_; // under way
};

} // namespace haul
