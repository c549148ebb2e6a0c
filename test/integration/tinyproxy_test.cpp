#include "certificate.hpp"
#include "download_fixture.hpp"
#include "tinyproxy.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace haul;
namespace asio = boost::asio;

namespace {

// A plain and an encrypted origin, which both know what they were asked.
struct origins : haul::test::download_fixture {
  origins() {
    haul::test::write_file(trust.path() / "ca.pem", shown.pem());
    how.ca_file = trust.path() / "ca.pem";
    how.max_requests = 2;
  }

  haul::test::scripted_server& make_secured() {
    return serve(
        haul::test::server_context(shown),
        haul::test::answer_always(haul::test::reply("200 OK", "over TLS")));
  }

  void go_through(const haul::test::tinyproxy& by, const std::string& login = {}) {
    how.proxies.http = "http://" + login + "127.0.0.1:" + std::to_string(by.port());
    how.proxies.https = how.proxies.http;
  }

  // Both, asked by the name localhost, as one who must not be named by address would be.
  std::vector<completion> ask_both() {
    const std::string at = "://localhost:";
    return run(
        {haul::test::make_task("http" + at + std::to_string(plain.port()) + "/1", "plain"),
         haul::test::make_task("https" + at + std::to_string(secured.port()) + "/2", "secured")});
  }

  haul::test::temporary_folder trust;
  haul::test::certificate shown{haul::test::certificate_request()};
  haul::test::scripted_server& plain =
      serve(haul::test::answer_always(haul::test::reply("200 OK", "plain")));
  haul::test::scripted_server& secured = make_secured();
};

void check_untouched(const haul::test::scripted_server& origin) {
  BOOST_TEST_REQUIRE(origin.requests().size() == 1U);
  const std::string& request = origin.requests().front();
  BOOST_TEST(request.starts_with("GET /"), request);
  BOOST_TEST(request.find("Proxy-Authorization") == std::string::npos, request);
  BOOST_TEST(request.find("bWFyaWE6Y2FuYXJ5") == std::string::npos, request);
  BOOST_TEST(request.find("canary") == std::string::npos, request);
}

} // namespace

BOOST_AUTO_TEST_SUITE(tinyproxy)

BOOST_FIXTURE_TEST_CASE(both_schemes_go_through_it, origins) {
  const haul::test::tinyproxy by("", "", secured.port());
  go_through(by);
  const auto done = ask_both();
  BOOST_TEST((haul::test::find(done, "plain").outcome.status == status::ok));
  BOOST_TEST((haul::test::find(done, "secured").outcome.status == status::ok));
  BOOST_TEST(files().at("plain") == "plain");
  BOOST_TEST(files().at("secured") == "over TLS");
}

BOOST_FIXTURE_TEST_CASE(credentials_reach_it_and_not_the_origin, origins) {
  const haul::test::tinyproxy by("maria", "canary", secured.port());
  go_through(by, "maria:canary@");
  const auto done = ask_both();
  BOOST_TEST((haul::test::find(done, "plain").outcome.status == status::ok));
  BOOST_TEST((haul::test::find(done, "secured").outcome.status == status::ok));
  check_untouched(plain);
  check_untouched(secured);
}

BOOST_FIXTURE_TEST_CASE(missing_credentials_are_told, origins) {
  const haul::test::tinyproxy by("maria", "canary", secured.port());
  go_through(by);
  for (const completion& each : ask_both()) {
    BOOST_TEST_REQUIRE(each.outcome.error.has_value());
    const error& why = *each.outcome.error;
    BOOST_TEST((why.stage == stage::connect));
    BOOST_TEST(why.http_status == 407U);
    BOOST_TEST(why.message.find("it wants a user name") != std::string::npos, why.message);
  }
  BOOST_TEST(plain.connections() + secured.connections() == 0U);
}

// For a wrong password it has 401, which for http might as well be the origin's.
BOOST_FIXTURE_TEST_CASE(wrong_credentials_are_told, origins) {
  const haul::test::tinyproxy by("maria", "canary", secured.port());
  go_through(by, "maria:wrong@");
  const auto done = ask_both();
  const error why = haul::test::find(done, "secured").outcome.error.value();
  BOOST_TEST((why.stage == stage::connect));
  BOOST_TEST(why.message.find("it refuses the user name") != std::string::npos, why.message);
  BOOST_TEST(why.message.find("wrong") == std::string::npos, why.message);
  BOOST_TEST((haul::test::find(done, "plain").outcome.status == status::error));
  BOOST_TEST(plain.connections() + secured.connections() == 0U);
}

BOOST_FIXTURE_TEST_CASE(port_that_it_does_not_allow_is_its_refusal, origins) {
  const haul::test::tinyproxy by("", "", 443);
  go_through(by);
  const auto done = ask_both();
  BOOST_TEST((haul::test::find(done, "plain").outcome.status == status::ok));
  const error why = haul::test::find(done, "secured").outcome.error.value();
  BOOST_TEST((why.stage == stage::connect));
  BOOST_TEST(why.http_status == 403U);
  BOOST_TEST(why.message.find("it opens no tunnel to localhost:") != std::string::npos);
  BOOST_TEST(secured.connections() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
