#pragma once

#include "client.hpp"
#include "download.hpp"
#include "retry.hpp"
#include "schedule.hpp"
#include "url.hpp"

#include <haul/options.hpp>
#include <haul/task.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace haul {

/// What an attempt says about its host. `overloads` is how many answers in a row told of one
/// before; `chance`, from 0 to 1, is for the back-off.
host_report report_of(
    const attempt_end& came, unsigned overloads, const retry_options& how, double chance);

/// Where a task stands between its attempts: which of its URLs is asked, how often that was done,
/// and whether another attempt follows. No I/O. Both references must outlive it.
class pursuit {
 public:
  /// `asked` is the URL of `wanted`.
  pursuit(const task& wanted, url asked, const retry_options& how);

  /// The journey of this attempt; an error when its URL is none.
  result<journey*> way();

  /// How many attempts there were, this one included.
  unsigned attempts() const { return attempts_; }

  /// Whether it goes on after an attempt that came to this, and after how long: at another host
  /// that a redirect named, at a mirror that was not asked yet, or again. `pause` is what the host
  /// was given; `credit` takes one retry from its budget.
  std::optional<std::chrono::milliseconds> next(
      const attempt_end& came, std::chrono::milliseconds pause, double chance,
      const std::function<bool()>& credit);

  /// The host that is asked next; empty when that has no URL.
  std::string host() const;

 private:
  bool mirror_may_help(const outcome& ended) const;
  void ask_next_url();
  const std::string& current() const;

  const task& wanted_;
  const retry_options& how_;
  std::size_t at_ = 0;      // the URL of the task, then its mirrors
  bool first_round_ = true; // over them
  unsigned attempts_ = 1;
  unsigned retries_ = 0;
  result<url> asked_;
  std::optional<journey> way_;
};

} // namespace haul
