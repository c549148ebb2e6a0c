#include "get_options.hpp"
#include "get_order.hpp"
#include "layered_options.hpp"
#include "request_values.hpp"
#include "take_values.hpp"

namespace haul {

namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr milliseconds longest_wait = 24h * 365;
constexpr milliseconds longest_delay = 1h;
constexpr milliseconds longest_pause = 24h;
constexpr std::size_t most_requests = 1'000'000;
constexpr std::size_t most_look_ahead = 10'000'000;
constexpr std::size_t most_budget = 1'000'000;
constexpr std::uint64_t most_speed = 1'000'000'000;
constexpr unsigned most_redirects = 50;
constexpr unsigned most_retries = 100;

value_taker take_retry_rules(retry_options& retry) {
  return [&retry](const std::string& text) -> result<void> {
    result<retry_rules> rules = parse_retry_rules(text);
    if (!rules)
      return rules.error();
    retry.statuses = std::move(rules->statuses);
    retry.causes = std::move(rules->causes);
    return {};
  };
}

} // namespace

void add_load_options(layered_options& options, get_order& order) {
  haul::options& how = order.how;
  options.group("Load");
  options.value(
      "-m,--max-requests", "N", "How many tasks run at once, from 1 to 1000000\n(default: 64)",
      take_number<std::size_t>(how.max_requests, 1, most_requests));
  options.value(
      "--max-per-host", "N",
      "How many of them at one host, to 1000000; 0: as\nmany as -m (default: 6)",
      take_number<std::size_t>(how.max_per_host, 0, most_requests));
  options.value(
      "--rate", "N[/s|/m|/h|/d]",
      "How many requests a second, minute, hour or day\n"
      "start at each host; 0: no limit (default: 0)",
      take_parsed(how.rate_per_host, parse_rate));
  options.value(
      "--limit-rate", "BYTES",
      "Bytes a second of all tasks together: 500k, 10M\n"
      "(powers of 1000), 10Mi (of 1024); from 1k on;\n"
      "0: no limit (default: 0)",
      take_parsed(how.bytes_per_second, parse_byte_rate));
  options.value(
      "--look-ahead", "N",
      "How many tasks may wait behind those that run, 1\n"
      "to 10000000 (default: 10000)",
      take_number<std::size_t>(how.look_ahead, 1, most_look_ahead));
}

void add_time_options(layered_options& options, get_order& order) {
  timeouts& limits = order.how.timeouts;
  options.group("Time");
  options.value(
      "--connect-timeout", "TIME",
      "For look-up, connection and TLS together. Times\n"
      "are seconds, or 250ms, 90s, 5m, 1h30m, 2d, and go\n"
      "to 365d; 0: no limit (default: 10)",
      take_duration(limits.connect, 0ms, longest_wait));
  options.value(
      "--first-byte-timeout", "TIME",
      "From the request to the response's first byte;\n"
      "0: no limit (default: 30)",
      take_duration(limits.first_byte, 0ms, longest_wait));
  options.value(
      "--min-speed", "BYTES",
      "Bytes a second that a response must bring, over\n"
      "--idle-timeout; 0: no limit (default: 100)",
      take_number<std::uint64_t>(limits.lowest_rate, 0, most_speed));
  options.value(
      "--idle-timeout", "TIME", "Without a byte in the response; 0: no limit\n(default: 60)",
      take_duration(limits.idle, 0ms, longest_wait));
  options.value(
      "--timeout", "TIME",
      "For one attempt at a task, redirects included;\n"
      "0: no limit (default: 0)",
      take_duration(limits.task, 0ms, longest_wait));
  options.value(
      "--deadline", "TIME", "For the whole run; 0: no limit (default: 0)",
      take_duration(order.deadline, 0ms, longest_wait));
  options.value(
      "--grace", "TIME",
      "For what runs when SIGTERM comes; 0: it ends at\n"
      "once, as with Ctrl-C (default: 25)",
      take_duration(order.grace, 0ms, longest_wait));
}

void add_retry_options(layered_options& options, get_order& order) {
  retry_options& retry = order.how.retry;
  options.group("Retries");
  options.value(
      "--retry", "N", "How many attempts may follow a task's first, 0 to\n100 (default: 3)",
      take_number<unsigned>(retry.most, 0, most_retries));
  options.value(
      "--retry-on", "LIST",
      "What is worth another: statuses from 400 to 599,\n"
      "4xx, 5xx, dns, connect, reset, timeout (default:\n"
      "408,425,429,500,502,503,504,dns,connect,reset,\n"
      "timeout)",
      take_retry_rules(retry));
  options.value(
      "--retry-delay", "TIME",
      "Before the second attempt, 1ms to 1h; doubles each\ntime (default: 500ms)",
      take_duration(retry.first_delay, 1ms, longest_delay));
  options.value(
      "--retry-max-delay", "TIME", "The longest it gets, 1ms to 1h (default: 30)",
      take_duration(retry.most_delay, 1ms, longest_delay));
  options.value(
      "--retry-budget", "N",
      "How many retries a host has on credit, to 1000000;\n0: no limit (default: 100)",
      take_number<std::size_t>(retry.budget, 0, most_budget));
  options.value(
      "--max-pause", "TIME",
      "The longest pause that a host may ask for, to 24h;\n"
      "0: none is kept (default: 10m)",
      take_duration(retry.most_pause, 0ms, longest_pause));
  options.value(
      "--max-redirects", "N", "How many a task may follow, 0 to 50 (default: 10)",
      take_number<unsigned>(order.how.max_redirects, 0, most_redirects));
}

} // namespace haul
