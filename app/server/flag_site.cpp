#include "flag_site.hpp"

#include "fate.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <utility>

namespace haul {

namespace http = boost::beast::http;
using namespace std::chrono_literals;

namespace {

server_behaviour make_behaviour(
    std::chrono::milliseconds delay_min, std::chrono::milliseconds delay_max, double error_rate) {
  server_behaviour made;
  made.delay_min = delay_min;
  made.delay_max = delay_max;
  made.error_rate = error_rate;
  return made;
}

// IMF-fixdate (RFC 9110 section 5.6.7): English in any locale, so not by strftime.
std::string format_date(std::time_t when) {
  static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm utc{};
  ::gmtime_r(&when, &utc);
  return fmt::format(
      "Date: {}, {:02} {} {:04} {:02}:{:02}:{:02} GMT\r\n", days[utc.tm_wday], utc.tm_mday,
      months[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

} // namespace

const server_behaviour* find_site(std::string_view label) {
  static const std::pair<std::string_view, server_behaviour> sites[] = {
      {"LOCAL", make_behaviour(0ms, 0ms, 0)},
      {"DELAY", make_behaviour(500ms, 5s, 0)},
      {"ERROR", make_behaviour(500ms, 5s, 0.25)}};
  for (const auto& [name, behaviour] : sites) {
    if (equal_in_any_case(name, label))
      return &behaviour;
  }
  return nullptr;
}

flag_answer flag_site::answer(http::verb method, std::string_view target) {
  ++requests_;
  if (method == http::verb::get || method == http::verb::head)
    return draw(target);
  return {&replies_.method_not_allowed()};
}

flag_answer flag_site::answer_bad_request() {
  ++requests_;
  return {&replies_.bad_request()};
}

flag_answer flag_site::answer_header_too_long() {
  ++requests_;
  return {&replies_.header_too_long()};
}

flag_answer flag_site::draw(std::string_view target) {
  const flag_target wanted = read_target(target);
  // Other paths have no memory: a client could invent them without end.
  const std::uint64_t times_before = wanted.code ? asked_[*wanted.code]++ : 0;
  const fate drawn = draw_fate(behaviour_, wanted.key, times_before);

  flag_answer answer;
  answer.delay = drawn.delay;
  if (drawn.teapot)
    answer.reply = &replies_.teapot();
  else if (wanted.code)
    answer.reply = &replies_.flag(*wanted.code);
  else
    answer.reply = &replies_.not_found();
  return answer;
}

std::string_view flag_site::date_field() {
  const std::time_t now = std::time(nullptr);
  if (now != date_of_) {
    date_ = format_date(now);
    date_of_ = now;
  }
  return date_;
}

} // namespace haul
