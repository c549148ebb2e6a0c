#include "retry.hpp"

#include "http_date.hpp"
#include "trimmed.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace haul {

using std::chrono::milliseconds;
using std::chrono::system_clock;

namespace {

template<class Range, class Value>
bool contains(const Range& all, const Value& wanted) {
  return std::find(all.begin(), all.end(), wanted) != all.end();
}

// Digits and nothing else; more than fits counts as the most there is.
std::optional<std::uint64_t> number(std::string_view text) {
  text = trimmed(text);
  std::uint64_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || end != text.data() + text.size())
    return std::nullopt;
  if (failed == std::errc::result_out_of_range)
    return std::numeric_limits<std::uint64_t>::max();
  return value;
}

milliseconds seconds_up_to(std::uint64_t seconds, milliseconds most) {
  const auto limit = static_cast<std::uint64_t>(most.count()) / 1000 + 1;
  return std::min(milliseconds(1000 * static_cast<std::int64_t>(std::min(seconds, limit))), most);
}

// The server's own clock where it tells the time: this machine's may be wrong.
std::int64_t time_of(const response_head& head, system_clock::time_point now) {
  const std::optional<std::int64_t> told = parse_http_date(text_of(head.date));
  return told ? *told : system_clock::to_time_t(now);
}

std::optional<milliseconds> from_retry_after(
    std::string_view value, std::int64_t now, milliseconds most) {
  if (const std::optional<std::uint64_t> seconds = number(value))
    return seconds_up_to(*seconds, most);
  const std::optional<std::int64_t> until = parse_http_date(value);
  if (!until)
    return std::nullopt;
  const std::int64_t left = *until - now;
  return seconds_up_to(static_cast<std::uint64_t>(std::max<std::int64_t>(left, 0)), most);
}

// The value of a parameter in `"default";r=0;t=30` or `limit=10, remaining=0, reset=30`.
std::optional<std::uint64_t> parameter(std::string_view list, std::string_view name) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find_first_of(",;"), list.size());
    const std::string_view item = trimmed(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
    if (item.starts_with(name) && item.substr(name.size()).starts_with('='))
      return number(item.substr(name.size() + 1));
  }
  return std::nullopt;
}

// How many seconds a RateLimit asks for; only when it has nothing left.
std::optional<std::uint64_t> exhausted(const response_head& head) {
  std::optional<std::uint64_t> left;
  std::optional<std::uint64_t> reset;
  if (head.rate_limit) {
    left = parameter(*head.rate_limit, "r");
    reset = parameter(*head.rate_limit, "t");
    if (!left)
      left = parameter(*head.rate_limit, "remaining");
    if (!reset)
      reset = parameter(*head.rate_limit, "reset");
  }
  if (!left && head.rate_limit_remaining)
    left = number(*head.rate_limit_remaining);
  if (!reset && head.rate_limit_reset)
    reset = number(*head.rate_limit_reset);
  return left && *left == 0 ? reset : std::nullopt;
}

bool is_busy(unsigned status) {
  return status == 429 || status == 503;
}

} // namespace

bool worth_retrying(const outcome& ended, const retry_options& how) {
  if (ended.status != status::error || !ended.error)
    return false;
  if (ended.error->cause == cause::http_status)
    return contains(how.statuses, ended.error->http_status);
  return contains(how.causes, ended.error->cause);
}

milliseconds back_off(unsigned next, const retry_options& how, double chance) {
  milliseconds whole = how.first_delay;
  for (unsigned each = 2; each < next && whole < how.most_delay; ++each)
    whole *= 2;
  whole = std::min(whole, std::max(how.most_delay, how.first_delay));
  const double part = 0.5 + 0.5 * std::clamp(chance, 0.0, 1.0);
  return std::chrono::ceil<milliseconds>(part * std::chrono::duration<double, std::milli>(whole));
}

std::optional<milliseconds> asked_pause(
    const response_head& head, system_clock::time_point now, milliseconds most) {
  if (most.count() == 0)
    return std::nullopt;
  if (head.retry_after && (is_busy(head.status) || head.status >= 500)) {
    if (const std::optional<milliseconds> pause =
            from_retry_after(*head.retry_after, time_of(head, now), most))
      return pause;
  }
  if (const std::optional<std::uint64_t> seconds = exhausted(head))
    return seconds_up_to(*seconds, most);
  return std::nullopt;
}

bool tells_overload(const outcome& ended) {
  if (!ended.error)
    return false;
  const error& why = *ended.error;
  if (why.cause == cause::http_status)
    return is_busy(why.http_status);
  if (why.cause == cause::timed_out)
    return why.stage == stage::connect || why.stage == stage::tls;
  return why.cause == cause::connection_lost;
}

bool retry_budget::take() {
  if (most_ == 0)
    return true;
  if (left_ == 0)
    return false;
  --left_;
  return true;
}

void retry_budget::give() {
  left_ = std::min(left_ + 1, most_);
}

} // namespace haul
