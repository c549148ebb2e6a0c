#include "request.hpp"

#include <haul/options.hpp>

#include <fmt/format.h>

namespace haul {

namespace {

error refused(std::string message) {
  error made;
  made.stage = stage::input;
  made.cause = cause::bad_option;
  made.message = std::move(message);
  return made;
}

result<void> check_limits(const options& checked) {
  if (checked.max_requests < 1 || checked.max_requests > 1'000'000)
    return refused(fmt::format("max_requests is {}, not from 1 to 1000000", checked.max_requests));
  if (checked.max_redirects > 50)
    return refused(fmt::format("max_redirects is {}, more than 50", checked.max_redirects));
  if (checked.max_header_bytes < 1024 || checked.max_header_bytes > 256 * 1024)
    return refused(
        fmt::format("max_header_bytes is {}, not from 1024 to 262144", checked.max_header_bytes));
  return {};
}

result<void> check_timeouts(const timeouts& checked) {
  constexpr std::chrono::hours longest(365 * 24);
  const std::pair<const char*, std::chrono::milliseconds> all[] = {
      {"connect", checked.connect},
      {"first_byte", checked.first_byte},
      {"idle", checked.idle},
      {"task", checked.task}};
  for (const auto& [name, limit] : all) {
    if (limit < std::chrono::milliseconds(0) || limit > longest)
      return refused(fmt::format("timeouts.{} is not from 0 (no limit) to 365 days", name));
  }
  return {};
}

} // namespace

result<void> check_options(const options& checked) {
  if (result<void> limits = check_limits(checked); !limits)
    return limits;
  if (result<void> times = check_timeouts(checked.timeouts); !times)
    return times;
  for (const header& each : checked.headers) {
    if (result<void> fine = check_header(each); !fine)
      return fine;
  }
  header agent;
  agent.name = "X-Agent"; // only the value is looked at
  agent.value = checked.user_agent;
  if (!check_header(agent))
    return refused("user_agent contains a control character");
  return {};
}

} // namespace haul
