#pragma once

#include "adaptive_limit.hpp"
#include "retry.hpp"

#include <haul/options.hpp>

#include <boost/intrusive/list.hpp>
#include <boost/intrusive/set.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>

namespace haul {

class host_queue;

/// Somebody who wants to start a request; the links by which a `schedule` holds it. Leaves whatever
/// holds it when it is destroyed, and must not move before.
class candidate {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  candidate() = default;
  candidate(const candidate&) = delete;
  candidate& operator=(const candidate&) = delete;

  /// Whether it stands in a schedule.
  bool waits() const { return in_queue_.is_linked() || delayed_.is_linked(); }

 protected:
  ~candidate() = default;

 private:
  friend class schedule;
  friend class host_queue;
  using list_hook = boost::intrusive::list_member_hook<
      boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
  using set_hook =
      boost::intrusive::set_member_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;

  struct due_key {
    using type = time_point;
    type operator()(const candidate& of) const { return of.due_; }
  };

  list_hook in_queue_;
  set_hook delayed_;
  time_point due_{};
  host_queue* at_ = nullptr;
};

/// What a schedule knows of one host.
class host_queue {
 public:
  using time_point = candidate::time_point;

  host_queue(std::string name, const options& how)
      : name_(std::move(name)),
        limit_(
            how.max_per_host == 0 ? how.max_requests : std::min(how.max_per_host, how.max_requests),
            how.adapt),
        budget_(how.retry.budget) {}

  const std::string& name() const { return name_; }
  std::size_t limit() const { return limit_.current(); }
  std::size_t running() const { return running_; }

  /// When it may start something again, as far as pauses and its rate decide it.
  time_point rests_until() const { return std::max(paused_until_, next_start_); }

 private:
  friend class schedule;
  using list_hook = boost::intrusive::list_member_hook<
      boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
  using set_hook =
      boost::intrusive::set_member_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;

  struct wake_key {
    using type = time_point;
    type operator()(const host_queue& of) const { return of.wakes_; }
  };

  // Whether nothing would be lost if it were forgotten.
  bool forgettable() const { return running_ == 0 && delayed_ == 0 && waiting_.empty() && !asked_; }

  std::string name_;
  boost::intrusive::list<
      candidate,
      boost::intrusive::member_hook<candidate, candidate::list_hook, &candidate::in_queue_>,
      boost::intrusive::constant_time_size<false>>
      waiting_;
  std::size_t running_ = 0;
  std::size_t delayed_ = 0;
  bool known_ = false; // its name was looked up
  bool asked_ = false; // a look-up is under way
  bool idle_ = false;  // among those that have nothing to do
  adaptive_limit limit_;
  retry_budget budget_;
  unsigned overloads_ = 0; // answers in a row that told of one
  time_point paused_until_{};
  time_point next_start_{};
  time_point wakes_{};
  list_hook turn_; // among those that are ready, unknown or idle
  set_hook asleep_;
};

} // namespace haul
