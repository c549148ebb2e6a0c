#include "tls_sessions.hpp"

#include <boost/test/unit_test.hpp>
#include <openssl/ssl.h>

#include <string>

using namespace haul;
using std::chrono::hours;
using std::chrono::milliseconds;

namespace {

struct fixture {
  // Sessions are told apart by their ids.
  void keep(const std::string& origin, const std::string& id) {
    const tls_session_copy made(SSL_SESSION_new());
    const auto* const bytes = reinterpret_cast<const unsigned char*>(id.data());
    BOOST_REQUIRE(SSL_SESSION_set1_id(made.get(), bytes, static_cast<unsigned>(id.size())) == 1);
    sessions.keep(origin, made.get(), now);
  }

  static std::string id_of(const tls_sessions::offer& offered) {
    if (offered.session == nullptr)
      return "none";
    unsigned size = 0;
    const unsigned char* const bytes = SSL_SESSION_get_id(offered.session.get(), &size);
    return std::string(bytes, bytes + size);
  }

  std::string offered_to(const std::string& origin) { return id_of(sessions.find(origin, now)); }

  tls_sessions sessions{3};
  tls_sessions::time_point now = tls_sessions::time_point(hours(1000));
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(tls_sessions, fixture)

BOOST_AUTO_TEST_CASE(origin_that_is_not_known_gets_no_session) {
  BOOST_TEST(offered_to("https://a:443") == "none");
  BOOST_TEST(sessions.size() == 0U);
}

BOOST_AUTO_TEST_CASE(session_is_offered_to_its_origin_only) {
  keep("https://a:443", "one");
  BOOST_TEST(offered_to("https://a:443") == "one");
  BOOST_TEST(offered_to("https://a:444") == "none");
  BOOST_TEST(offered_to("https://b:443") == "none");
}

BOOST_AUTO_TEST_CASE(newest_session_is_offered) {
  keep("a", "one");
  keep("a", "two");
  BOOST_TEST(offered_to("a") == "two");
  BOOST_TEST(sessions.size() == 1U);
}

BOOST_AUTO_TEST_CASE(session_is_offered_again_and_again) {
  keep("a", "one");
  const haul::tls_sessions::offer first = sessions.find("a", now);
  const haul::tls_sessions::offer second = sessions.find("a", now);
  BOOST_TEST(id_of(first) == "one");
  BOOST_TEST(id_of(second) == "one");
  BOOST_TEST((first.session != second.session)); // what becomes of one is nothing to the other
}

BOOST_AUTO_TEST_CASE(offer_outlives_what_was_kept) {
  keep("a", "one");
  const haul::tls_sessions::offer offered = sessions.find("a", now);
  sessions.forget("a");
  BOOST_TEST(id_of(offered) == "one");
}

BOOST_AUTO_TEST_CASE(offer_says_when_it_was_proven) {
  const auto proven = now;
  keep("a", "one");
  now += milliseconds(5);
  BOOST_TEST((sessions.find("a", now).proven == proven));
}

BOOST_AUTO_TEST_CASE(proof_holds_for_an_hour) {
  keep("a", "one");
  now += hours(1) - milliseconds(1);
  BOOST_TEST(offered_to("a") == "one");
  now += milliseconds(1);
  BOOST_TEST(offered_to("a") == "none");
  BOOST_TEST(sessions.size() == 0U);
}

BOOST_AUTO_TEST_CASE(new_proof_takes_the_place_of_an_old_one) {
  keep("a", "one");
  now += hours(1);
  keep("a", "two");
  BOOST_TEST(offered_to("a") == "two");
}

BOOST_AUTO_TEST_CASE(forgotten_session_is_not_offered) {
  keep("a", "one");
  keep("b", "two");
  sessions.forget("a");
  sessions.forget("c");
  BOOST_TEST(offered_to("a") == "none");
  BOOST_TEST(offered_to("b") == "two");
}

BOOST_AUTO_TEST_CASE(oldest_goes_when_there_are_too_many) {
  for (const char* origin : {"a", "b", "c", "d"})
    keep(origin, origin);
  BOOST_TEST(sessions.size() == 3U);
  BOOST_TEST(offered_to("a") == "none");
  for (const char* origin : {"b", "c", "d"})
    BOOST_TEST(offered_to(origin) == origin);
}

BOOST_AUTO_TEST_CASE(whoever_was_offered_one_is_not_the_oldest) {
  for (const char* origin : {"a", "b", "c"})
    keep(origin, origin);
  BOOST_TEST(offered_to("a") == "a");
  keep("d", "d");
  BOOST_TEST(offered_to("a") == "a");
  BOOST_TEST(offered_to("b") == "none");
}

BOOST_AUTO_TEST_CASE(renewed_session_is_not_the_oldest_and_displaces_nobody) {
  for (const char* origin : {"a", "b", "c"})
    keep(origin, origin);
  keep("a", "again");
  BOOST_TEST(sessions.size() == 3U);
  BOOST_TEST(offered_to("b") == "b");
  keep("d", "d");
  BOOST_TEST(offered_to("a") == "again");
  BOOST_TEST(offered_to("c") == "none");
}

BOOST_AUTO_TEST_CASE(place_of_a_forgotten_session_is_free) {
  for (const char* origin : {"a", "b", "c"})
    keep(origin, origin);
  sessions.forget("b");
  keep("d", "d");
  BOOST_TEST(sessions.size() == 3U);
  BOOST_TEST(offered_to("a") == "a");
}

BOOST_AUTO_TEST_SUITE_END()
