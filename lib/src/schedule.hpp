#pragma once

#include "host_queue.hpp"

#include <haul/host_load.hpp>
#include <haul/options.hpp>

#include <boost/intrusive/list.hpp>
#include <boost/intrusive/set.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

namespace haul {

/// What a host has shown by an attempt.
struct host_report {
  enum class kind {
    nothing,    ///< no word about how much it bears
    good,       ///< an answer as it should be
    overloaded, ///< it had too much
  };
  kind what = kind::nothing;

  /// No request to it for so long; zero is no pause.
  std::chrono::milliseconds pause{0};
};

/// Decides which request may start next: a queue for each host, behind its limit, its rate and its
/// pauses. Pure: the time comes from outside, nothing is performed here.
///
/// Hosts that have something to start take turns, so that a long queue never holds back a short
/// one. A host whose name was not looked up yet waits until `looked_up`.
class schedule {
 public:
  using time_point = candidate::time_point;

  /// `how` must outlive the schedule.
  explicit schedule(const options& how) : how_(how) {}

  /// Whether a look-up of the host was never needed, or has ended.
  bool is_known(const std::string& host) const;

  /// Puts `who` at the end of the host's queue; `known`: the name needs no look-up.
  void enter(candidate& who, const std::string& host, bool known);

  /// The same for somebody who was started before: at the front of the queue, once `due` has come.
  void enter_again(candidate& who, const std::string& host, bool known, time_point due);

  /// Takes somebody out who doesn't want to start any more. Without effect when it isn't in.
  void leave(candidate& who);

  /// Somebody who may start now, or nothing. Counts as running at its host from here on.
  struct started {
    candidate* who = nullptr;
    host_queue* at = nullptr;
  };
  std::optional<started> take(time_point now);

  /// When `take` may give something without anything else having happened; nothing when never.
  std::optional<time_point> next_change() const;

  /// What was taken at `began` runs no more.
  void ended(host_queue& at, const host_report& told, time_point began, time_point now);

  /// Takes one retry from the host's budget, or says that there is none left.
  bool take_retry(host_queue& at) { return at.budget_.take(); }

  /// How many answers in a row have told of an overload.
  unsigned overloads(const host_queue& at) const { return at.overloads_; }

  /// A host whose name is to be looked up, given once; nothing when there is none.
  std::optional<std::string> take_unknown();

  /// The look-up that `take_unknown` asked for has ended, one way or the other.
  void looked_up(const std::string& host);

  /// Whether nobody waits.
  bool empty() const { return waiting_ == 0; }

  std::size_t hosts() const { return hosts_.size(); }

  /// As `downloader::visit_hosts`.
  void visit(time_point now, const std::function<void(const host_load&)>& look) const;

 private:
  using host_list = boost::intrusive::list<
      host_queue,
      boost::intrusive::member_hook<host_queue, host_queue::list_hook, &host_queue::turn_>,
      boost::intrusive::constant_time_size<false>>;

  host_queue& host_of(const std::string& name, bool known);
  void refresh(host_queue& at);
  void retire(host_queue& at);
  void forget_oldest();
  void wake(time_point now);

  const options& how_;
  std::unordered_map<std::string, std::unique_ptr<host_queue>> hosts_;
  std::size_t waiting_ = 0;
  std::size_t idle_count_ = 0;
  // Declared behind the hosts: gone before them.
  host_list ready_;   // may start something; the next one is in front
  host_list unknown_; // to be looked up
  host_list idle_;    // nothing to do, but remembered for what they have shown; oldest in front
  boost::intrusive::multiset<
      host_queue,
      boost::intrusive::member_hook<host_queue, host_queue::set_hook, &host_queue::asleep_>,
      boost::intrusive::key_of_value<host_queue::wake_key>,
      boost::intrusive::constant_time_size<false>>
      asleep_;
  boost::intrusive::multiset<
      candidate,
      boost::intrusive::member_hook<candidate, candidate::set_hook, &candidate::delayed_>,
      boost::intrusive::key_of_value<candidate::due_key>,
      boost::intrusive::constant_time_size<false>>
      delayed_;
};

} // namespace haul
