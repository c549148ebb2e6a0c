#include "retry.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <ctime>

using namespace haul;
using namespace std::chrono_literals;
using std::chrono::system_clock;

namespace {

outcome failed(cause why, unsigned answered = 0, stage where = stage::first_byte) {
  outcome made;
  made.status = status::error;
  made.http_status = answered;
  made.error.emplace();
  made.error->cause = why;
  made.error->stage = where;
  made.error->http_status = answered;
  return made;
}

response_head answer(unsigned with, std::optional<std::string> retry_after = std::nullopt) {
  response_head made;
  made.status = with;
  made.retry_after = std::move(retry_after);
  return made;
}

// Sunday, 06 November 1994 08:49:37 GMT, the example of RFC 9110.
const system_clock::time_point then = system_clock::from_time_t(784111777);

std::optional<std::chrono::milliseconds> pause_at(
    system_clock::time_point now, const response_head& head) {
  return asked_pause(head, now, 10min);
}

} // namespace

BOOST_AUTO_TEST_SUITE(retry)

BOOST_DATA_TEST_CASE(
    statuses_that_may_pass_are_worth_it,
    boost::unit_test::data::make({408, 425, 429, 500, 502, 503, 504}), code) {
  BOOST_TEST(worth_retrying(failed(cause::http_status, static_cast<unsigned>(code)), {}));
}

BOOST_DATA_TEST_CASE(
    other_statuses_are_not, boost::unit_test::data::make({400, 401, 403, 410, 418, 451, 501, 505}),
    code) {
  BOOST_TEST(!worth_retrying(failed(cause::http_status, static_cast<unsigned>(code)), {}));
}

BOOST_AUTO_TEST_CASE(failures_of_the_way_are_worth_it) {
  for (const cause each :
       {cause::look_up_failed, cause::connect_failed, cause::connection_lost, cause::timed_out})
    BOOST_TEST(worth_retrying(failed(each), {}), to_string(each));
}

BOOST_AUTO_TEST_CASE(failures_that_stay_are_not) {
  for (const cause each :
       {cause::untrusted, cause::name_not_found, cause::malformed_response, cause::redirect_loop,
        cause::disk_full, cause::wrong_content, cause::cancelled, cause::internal, cause::bad_url})
    BOOST_TEST(!worth_retrying(failed(each), {}), to_string(each));
}

BOOST_AUTO_TEST_CASE(what_is_no_error_is_not_tried_again) {
  outcome fine;
  for (const status each : {status::ok, status::not_found, status::skipped}) {
    fine.status = each;
    BOOST_TEST(!worth_retrying(fine, {}));
  }
}

BOOST_AUTO_TEST_CASE(chosen_statuses_and_causes_replace_the_usual) {
  retry_options how;
  how.statuses = {418};
  how.causes = {cause::timed_out};
  BOOST_TEST(worth_retrying(failed(cause::http_status, 418), how));
  BOOST_TEST(!worth_retrying(failed(cause::http_status, 503), how));
  BOOST_TEST(worth_retrying(failed(cause::timed_out), how));
  BOOST_TEST(!worth_retrying(failed(cause::connect_failed), how));
}

BOOST_AUTO_TEST_CASE(back_off_doubles_up_to_its_most_and_never_falls_below_half) {
  retry_options how;
  how.first_delay = 500ms;
  how.most_delay = 3s;
  const std::chrono::milliseconds whole[] = {500ms, 1s, 2s, 3s, 3s};
  for (unsigned next = 2; next < 7; ++next) {
    BOOST_TEST((back_off(next, how, 1) == whole[next - 2]));
    BOOST_TEST((back_off(next, how, 0) == whole[next - 2] / 2));
  }
  BOOST_TEST((back_off(4'000'000'000U, how, 1) == 3s));
}

BOOST_AUTO_TEST_CASE(back_off_is_never_shorter_than_the_first_delay_says) {
  retry_options how;
  how.first_delay = 10s;
  how.most_delay = 1s;
  BOOST_TEST((back_off(2, how, 1) == 10s));
}

BOOST_AUTO_TEST_CASE(retry_after_in_seconds) {
  BOOST_TEST((pause_at(then, answer(429, "5")) == 5s));
  BOOST_TEST((pause_at(then, answer(503, " 0 ")) == 0s));
}

BOOST_AUTO_TEST_CASE(retry_after_as_a_date_in_each_of_its_forms) {
  const system_clock::time_point now = then - 30s;
  for (const char* date :
       {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994"})
    BOOST_TEST((pause_at(now, answer(503, date)) == 30s), date);
}

BOOST_AUTO_TEST_CASE(retry_after_as_a_date_counts_by_the_clock_of_the_server) {
  response_head busy = answer(503, "Sun, 06 Nov 1994 08:49:37 GMT");
  busy.date = "Sun, 06 Nov 1994 08:49:30 GMT";
  for (const system_clock::time_point wrong : {then - 24h * 400, then, then + 24h * 400})
    BOOST_TEST((pause_at(wrong, busy) == 7s));
  // A server that tells no time is no reason not to wait.
  busy.date = "yesterday";
  BOOST_TEST((pause_at(then - 30s, busy) == 30s));
}

BOOST_AUTO_TEST_CASE(retry_after_in_the_past_is_no_time) {
  BOOST_TEST((pause_at(then + 1h, answer(503, "Sun, 06 Nov 1994 08:49:37 GMT")) == 0s));
  BOOST_TEST((pause_at(then, answer(503, "Sun, 06 Nov 0997 08:49:37 GMT")) == 0s));
}

BOOST_AUTO_TEST_CASE(retry_after_is_capped) {
  for (const char* long_time :
       {"601", "86400", "18446744073709551615", "99999999999999999999999999"})
    BOOST_TEST((pause_at(then, answer(429, long_time)) == 10min), long_time);
  BOOST_TEST((pause_at(then, answer(429, "Fri, 31 Dec 2100 23:59:59 GMT")) == 10min));
  BOOST_TEST((pause_at(then, answer(429, "Fri, 31 Dec 9999 23:59:59 GMT")) == 10min));
}

BOOST_AUTO_TEST_CASE(retry_after_that_says_nothing_is_ignored) {
  for (const char* nonsense : {"", "-5", "5s", "soon", "1e3", "Sun, 06 Nov 1994", "0x10"})
    BOOST_TEST(!pause_at(then, answer(429, nonsense)).has_value(), nonsense);
}

BOOST_AUTO_TEST_CASE(retry_after_means_nothing_with_a_good_answer) {
  BOOST_TEST(!pause_at(then, answer(200, "5")).has_value());
  BOOST_TEST(!pause_at(then, answer(302, "5")).has_value());
}

BOOST_AUTO_TEST_CASE(nothing_is_obeyed_when_the_most_is_zero) {
  BOOST_TEST(!asked_pause(answer(429, "5"), then, 0ms).has_value());
}

BOOST_AUTO_TEST_CASE(rate_limit_with_nothing_left_asks_for_a_pause_with_any_answer) {
  response_head head = answer(200);
  for (const char* form :
       {"\"default\";r=0;t=30", "limit=100, remaining=0, reset=30", "\"a\"; r=0; t=30"}) {
    head.rate_limit = form;
    BOOST_TEST((pause_at(then, head) == 30s), form);
  }
  head = answer(200);
  head.rate_limit_remaining = "0";
  head.rate_limit_reset = "7";
  BOOST_TEST((pause_at(then, head) == 7s));
}

BOOST_AUTO_TEST_CASE(rate_limit_with_something_left_asks_for_nothing) {
  response_head head = answer(200);
  for (const char* form :
       {"\"default\";r=1;t=30", "limit=0, remaining=10, reset=30", "r=0", "t=5"}) {
    head.rate_limit = form;
    BOOST_TEST(!pause_at(then, head).has_value(), form);
  }
}

BOOST_AUTO_TEST_CASE(overload_is_told_by_busy_answers_slow_connects_and_resets) {
  BOOST_TEST(tells_overload(failed(cause::http_status, 429)));
  BOOST_TEST(tells_overload(failed(cause::http_status, 503)));
  BOOST_TEST(tells_overload(failed(cause::timed_out, 0, stage::connect)));
  BOOST_TEST(tells_overload(failed(cause::connection_lost)));
  BOOST_TEST(!tells_overload(failed(cause::http_status, 500)));
  BOOST_TEST(!tells_overload(failed(cause::timed_out, 0, stage::first_byte)));
  BOOST_TEST(!tells_overload(failed(cause::connect_failed, 0, stage::connect)));
  BOOST_TEST(!tells_overload(outcome()));
}

BOOST_AUTO_TEST_CASE(budget_runs_out_and_fills_again_up_to_its_most) {
  retry_budget budget(2);
  BOOST_TEST(budget.take());
  BOOST_TEST(budget.take());
  BOOST_TEST(!budget.take());
  budget.give();
  BOOST_TEST(budget.take());
  for (int i = 0; i < 10; ++i)
    budget.give();
  BOOST_TEST(budget.take());
  BOOST_TEST(budget.take());
  BOOST_TEST(!budget.take());
}

BOOST_AUTO_TEST_CASE(budget_of_zero_has_no_end) {
  retry_budget budget(0);
  for (int i = 0; i < 1000; ++i)
    BOOST_TEST(budget.take());
}

BOOST_AUTO_TEST_SUITE_END()
