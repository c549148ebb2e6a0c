#pragma once

#include "admission.hpp"
#include "client.hpp"
#include "deadline.hpp"
#include "intake.hpp"
#include "resumption.hpp"
#include "split_plan.hpp"

#include <haul/options.hpp>
#include <haul/semaphore.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <optional>
#include <span>

namespace haul {

class house;

/// One large file by several requests at once, each for a piece of it.
///
/// The task's own request, which was answered already, reads the file from its front, and on and on
/// as far as nobody else has taken what comes next: so a split file is there no later than one that
/// is not, when others are refused or never let in. The others stand in line at the host as tasks
/// do, each with a permit and a place of its own. A piece whose request fails is taken by others.
///
/// Its coroutines hold it by shared pointers; that of the task waits for all of them.
class split {
 public:
  /// Whether what `head` began, and `file` takes, is to come so.
  static bool suits(const options& how, const response_head& head, const intake& file);

  /// `way` is what led to the answer. `file` and the task that `way` refers to must outlive
  /// `receive`.
  split(std::shared_ptr<house> in, intake& file, const journey& way);

  split(const split&) = delete;
  split& operator=(const split&) = delete;

  /// Takes what is missing of the file, beginning with the body of `answer`. On an error some of it
  /// may have come. When the deadline passes, all of the requests end.
  static boost::asio::awaitable<result<void>> receive(
      std::shared_ptr<split> self, response& answer, deadline& until);

 private:
  // Whoever asks for one piece after the other.
  struct hand {
    hand(const journey& by, deadline& end) : way(by), until(end) {}
    journey way;
    deadline& until;
    split_plan::piece* at = nullptr;
    std::optional<std::chrono::milliseconds> asked_pause;
    bool refused = false; // not for want of anything at the host
  };

  // One that works beside the task itself, from its place in the line to its end.
  struct worker final : admission::applicant {
    explicit worker(split& in);
    void admitted(semaphore::permit taken, admission::place at) override;

    split& of;
    deadline until;
    hand own;
    semaphore::permit permit;
    admission::place place;
  };

  boost::asio::awaitable<result<void>> begin(hand& own, response& answer);
  void line_up();
  void leave_line();
  void cancel_workers();
  boost::asio::awaitable<void> wait_for_news(deadline& until);
  static boost::asio::awaitable<void> work(std::shared_ptr<split> self, worker& who);
  void ended(worker& who, const result<void>& came);
  result<void> conclude(const deadline& until) const;

  boost::asio::awaitable<result<void>> take_pieces(hand& by);
  boost::asio::awaitable<result<void>> fetch(hand& by);
  boost::asio::awaitable<result<void>> read(hand& by, response& from, std::uint64_t covered);
  result<bool> put(hand& by, std::span<const char> bytes, std::uint64_t covered);
  void note(const error& why);
  void note_bug();

  std::shared_ptr<house> house_; // gone last
  std::weak_ptr<split> self_;
  intake& file_;
  const journey way_;
  const part_origin of_;
  split_plan plan_;
  std::deque<worker> workers_;     // a deque does not move them
  std::size_t at_work_ = 0;        // of those, let in and not done
  boost::asio::steady_timer news_; // never runs out; cancelled when one of them has ended
  std::optional<error> failed_;    // the last failure of a request
  std::optional<error> broken_;    // what no other request can mend
  std::exception_ptr bug_;
};

} // namespace haul
