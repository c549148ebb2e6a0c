#include "pursuit.hpp"

#include <boost/test/unit_test.hpp>

using namespace haul;
using namespace std::chrono_literals;

namespace {

attempt_end failed(cause why, unsigned answered = 0, stage where = stage::first_byte) {
  attempt_end made;
  made.outcome.status = status::error;
  made.outcome.http_status = answered;
  made.outcome.error.emplace();
  made.outcome.error->cause = why;
  made.outcome.error->stage = where;
  made.outcome.error->http_status = answered;
  return made;
}

attempt_end answered(status as) {
  attempt_end made;
  made.outcome.status = as;
  made.outcome.http_status = as == status::ok ? 200 : 404;
  return made;
}

struct fixture {
  fixture() { wanted.url = "http://one.example/a"; }

  std::optional<std::chrono::milliseconds> next(
      pursuit& of, const attempt_end& came, std::chrono::milliseconds pause = 0ms) {
    return of.next(came, pause, 1, [this] { return credit; });
  }

  haul::pursuit pursue() const { return {wanted, url::parse(wanted.url).value(), how}; }

  task wanted;
  retry_options how;
  bool credit = true;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(pursuit, fixture)

BOOST_AUTO_TEST_CASE(good_answer_is_the_end) {
  haul::pursuit of = pursue();
  BOOST_TEST(!next(of, answered(status::ok)).has_value());
  BOOST_TEST(of.attempts() == 1U);
}

BOOST_AUTO_TEST_CASE(failure_that_may_pass_is_tried_as_often_as_allowed) {
  how.most = 2;
  haul::pursuit of = pursue();
  BOOST_TEST((next(of, failed(cause::connection_lost)) == 500ms));
  BOOST_TEST((next(of, failed(cause::http_status, 503)) == 1s));
  BOOST_TEST(!next(of, failed(cause::http_status, 503)).has_value());
  BOOST_TEST(of.attempts() == 3U);
}

BOOST_AUTO_TEST_CASE(pause_of_the_host_is_waited_for_when_it_is_longer) {
  haul::pursuit of = pursue();
  BOOST_TEST((next(of, failed(cause::http_status, 429), 7s) == 7s));
}

BOOST_AUTO_TEST_CASE(without_credit_there_is_no_retry) {
  credit = false;
  haul::pursuit of = pursue();
  BOOST_TEST(!next(of, failed(cause::connection_lost)).has_value());
}

BOOST_AUTO_TEST_CASE(failure_that_stays_takes_no_credit) {
  haul::pursuit of = pursue();
  bool asked = false;
  const auto after = of.next(failed(cause::http_status, 403), 0ms, 1, [&] {
    asked = true;
    return true;
  });
  BOOST_TEST(!after.has_value());
  BOOST_TEST(!asked);
}

BOOST_AUTO_TEST_CASE(redirect_to_another_host_goes_on_at_once_as_the_same_attempt) {
  haul::pursuit of = pursue();
  attempt_end onward;
  onward.goes_on = true;
  (*of.way())->at = *url::parse("http://two.example/b");
  BOOST_TEST((next(of, onward) == 0ms));
  BOOST_TEST(of.attempts() == 1U);
  BOOST_TEST(of.host() == "two.example");
  BOOST_TEST((*of.way())->at.text() == "http://two.example/b");
}

BOOST_AUTO_TEST_CASE(retry_starts_again_from_the_task_s_url) {
  haul::pursuit of = pursue();
  (*of.way())->at = *url::parse("http://two.example/b");
  (*of.way())->credentials = false;
  next(of, failed(cause::connection_lost));
  BOOST_TEST(of.host() == "one.example");
  BOOST_TEST((*of.way())->credentials);
  BOOST_TEST((*of.way())->visited.empty());
}

BOOST_AUTO_TEST_CASE(mirrors_are_tried_in_turn_at_once_whatever_the_failure) {
  wanted.mirrors = {"http://two.example/a", "http://three.example/a"};
  how.most = 1;
  haul::pursuit of = pursue();
  BOOST_TEST((next(of, answered(status::not_found)) == 0ms));
  BOOST_TEST(of.host() == "two.example");
  BOOST_TEST((next(of, failed(cause::wrong_content, 200, stage::body)) == 0ms));
  BOOST_TEST(of.host() == "three.example");
  BOOST_TEST((next(of, failed(cause::http_status, 503)) == 500ms));
  BOOST_TEST(of.host() == "one.example");
  BOOST_TEST(!next(of, failed(cause::http_status, 503)).has_value());
  BOOST_TEST(of.attempts() == 4U);
}

BOOST_AUTO_TEST_CASE(mirror_of_another_origin_gets_no_credentials) {
  wanted.mirrors = {"http://two.example/a", "http://one.example/b"};
  haul::pursuit of = pursue();
  BOOST_TEST((*of.way())->credentials);
  next(of, answered(status::not_found));
  BOOST_TEST(!(*of.way())->credentials);
  next(of, answered(status::not_found));
  BOOST_TEST((*of.way())->credentials);
}

BOOST_AUTO_TEST_CASE(mirror_does_not_help_a_full_disk) {
  wanted.mirrors = {"http://two.example/a"};
  haul::pursuit of = pursue();
  BOOST_TEST(!next(of, failed(cause::disk_full, 200, stage::output)).has_value());
}

BOOST_AUTO_TEST_CASE(mirror_that_is_no_url_is_a_failure_of_its_attempt) {
  wanted.mirrors = {"nonsense"};
  haul::pursuit of = pursue();
  next(of, answered(status::not_found));
  BOOST_TEST(!of.way().has_value());
  BOOST_TEST(of.host() == "");
}

BOOST_AUTO_TEST_CASE(answers_tell_what_the_host_bears) {
  BOOST_TEST((report_of(answered(status::ok), 0, how, 1).what == host_report::kind::good));
  BOOST_TEST((report_of(answered(status::not_found), 0, how, 1).what == host_report::kind::good));
  BOOST_TEST((
      report_of(failed(cause::http_status, 503), 0, how, 1).what == host_report::kind::overloaded));
  BOOST_TEST(
      (report_of(failed(cause::connect_failed), 0, how, 1).what == host_report::kind::nothing));
  BOOST_TEST(
      (report_of(failed(cause::http_status, 403), 0, how, 1).what == host_report::kind::good));
}

BOOST_AUTO_TEST_CASE(answer_that_needs_a_retry_gives_no_credit_for_it_back) {
  BOOST_TEST(
      (report_of(failed(cause::http_status, 500), 0, how, 1).what == host_report::kind::nothing));
  BOOST_TEST(
      (report_of(failed(cause::timed_out, 200, stage::body), 0, how, 1).what ==
       host_report::kind::nothing));
}

BOOST_AUTO_TEST_CASE(too_many_requests_pauses_the_host_even_unasked) {
  BOOST_TEST((report_of(failed(cause::http_status, 429), 0, how, 1).pause == 500ms));
  BOOST_TEST((report_of(failed(cause::http_status, 429), 1, how, 1).pause == 1s));
}

BOOST_AUTO_TEST_CASE(one_503_among_good_answers_does_not_pause_the_host) {
  BOOST_TEST((report_of(failed(cause::http_status, 503), 0, how, 1).pause == 0ms));
  BOOST_TEST((report_of(failed(cause::http_status, 503), 2, how, 1).pause == 2s));
}

BOOST_AUTO_TEST_CASE(pause_that_the_server_asks_for_is_obeyed) {
  attempt_end came = failed(cause::http_status, 503);
  came.asked_pause = 5s;
  BOOST_TEST((report_of(came, 0, how, 1).pause == 5s));
  came = answered(status::ok);
  came.asked_pause = 5s;
  BOOST_TEST((report_of(came, 0, how, 1).pause == 5s));
}

BOOST_AUTO_TEST_SUITE_END()
