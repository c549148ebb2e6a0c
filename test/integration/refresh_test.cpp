// Files that stand and are asked for again, on condition that they have changed.
#include "download_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <sys/xattr.h>
#include <vector>

namespace {

using namespace haul;
using namespace haul::test;
namespace asio = boost::asio;

const std::string date_field = "Last-Modified: Mon, 02 Nov 2026 10:00:00 GMT\r\n";
const std::string same = "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n";

struct fixture : download_fixture {
  // The server has these versions, one after the other; the last one stays.
  void answer(std::vector<std::string> replies) {
    server = &serve([all = std::move(replies)](scripted_connection on) {
      return play(on, on.number() < all.size() ? all[on.number()] : all.back());
    });
    how.refresh = true;
    servers_stay = true;
  }

  static asio::awaitable<void> play(scripted_connection on, std::string bytes) {
    const std::string request = co_await on.read_request();
    if (!request.empty())
      co_await on.send(bytes);
  }

  outcome outcome_of() { return run({make_task(server->url("/"), "out")}).front().outcome; }

  bool last_asked_with(const std::string& field) const {
    return server->requests().back().find(field) != std::string::npos;
  }

  scripted_server* server = nullptr;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(refresh, fixture)

BOOST_AUTO_TEST_CASE(file_that_is_the_same_is_left_as_it_is) {
  answer({reply("200 OK", "old", "ETag: \"a\"\r\n" + date_field), same});
  BOOST_TEST((outcome_of().status == status::ok));
  BOOST_TEST(!last_asked_with("If-None-Match"));
  const outcome came = outcome_of();
  BOOST_TEST((came.status == status::unchanged));
  BOOST_TEST(came.http_status == 304U);
  BOOST_TEST(!came.error.has_value());
  BOOST_TEST(last_asked_with("If-None-Match: \"a\"\r\n"));
  BOOST_TEST(last_asked_with("If-Modified-Since: Mon, 02 Nov 2026 10:00:00 GMT\r\n"));
  BOOST_TEST(files().at("out") == "old");
}

BOOST_AUTO_TEST_CASE(file_that_has_changed_is_replaced_with_what_is_known_of_it) {
  answer(
      {reply("200 OK", "old", "ETag: \"a\"\r\n"), reply("200 OK", "new", "ETag: W/\"b\"\r\n"),
       same});
  outcome_of();
  BOOST_TEST((outcome_of().status == status::ok));
  BOOST_TEST(files().at("out") == "new");
  BOOST_TEST((outcome_of().status == status::unchanged));
  BOOST_TEST(last_asked_with("If-None-Match: W/\"b\"\r\n"));
}

BOOST_AUTO_TEST_CASE(version_is_kept_without_refresh_too) {
  answer({reply("200 OK", "old", "ETag: \"a\"\r\n"), same});
  how.refresh = false;
  outcome_of();
  how.refresh = true;
  BOOST_TEST((outcome_of().status == status::unchanged));
}

BOOST_AUTO_TEST_CASE(date_is_kept_where_the_file_has_another_time) {
  how.keep_time = false;
  answer({reply("200 OK", "old", date_field), same});
  outcome_of();
  BOOST_TEST((outcome_of().status == status::unchanged));
  BOOST_TEST(last_asked_with("If-Modified-Since: Mon, 02 Nov 2026 10:00:00 GMT\r\n"));
}

BOOST_AUTO_TEST_CASE(file_with_the_digest_of_its_task_is_not_asked_for) {
  answer({same});
  write_file(folder.path() / "out", "old");
  task wanted = make_task(server->url("/"), "out");
  wanted.digests = {{"md5", "149603e6c03516362a8da23f624db945"}};
  BOOST_TEST((run({wanted}).front().outcome.status == status::skipped));
  BOOST_TEST(server->requests().empty());
}

BOOST_AUTO_TEST_CASE(failure_leaves_the_file_as_it_is) {
  answer({reply("500 Broken", "sorry")});
  write_file(folder.path() / "out", "old");
  BOOST_TEST((outcome_of().status == status::error));
  BOOST_TEST(files().at("out") == "old");
}

BOOST_AUTO_TEST_CASE(unchanged_is_a_failure_where_nothing_stands) {
  answer({same});
  const outcome came = outcome_of();
  BOOST_TEST_REQUIRE((came.status == status::error));
  BOOST_TEST((came.error->cause == cause::http_status));
}

BOOST_AUTO_TEST_CASE(attribute_with_the_end_of_a_line_goes_nowhere) {
  answer({same});
  write_file(folder.path() / "out", "old");
  const std::string planted = "\"a\"\r\nX-Planted: 1";
  BOOST_TEST_REQUIRE(
      ::setxattr(
          (folder.path() / "out").c_str(), "user.haul.etag", planted.data(), planted.size(), 0) ==
      0);
  outcome_of();
  BOOST_TEST(!last_asked_with("Planted"));
}

BOOST_AUTO_TEST_SUITE_END()
