#include "download_fixture.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <map>
#include <string>

using namespace haul;
using namespace haul::test;
namespace asio = boost::asio;

namespace {

std::string redirect(const std::string& where, const char* status_line = "302 Found") {
  return reply(status_line, "moved", "Location: " + where + "\r\n");
}

asio::awaitable<void> play_paths(
    scripted_connection peer, std::map<std::string, std::string> site) {
  while (true) {
    const std::string request = co_await peer.read_request();
    if (request.empty())
      co_return;
    const std::string path = request.substr(4, request.find(' ', 4) - 4);
    const auto found = site.find(path);
    std::string answer = reply("404 Not Found", "");
    if (found != site.end())
      answer = found->second;
    co_await peer.send(std::move(answer));
  }
}

scripted_server::script site_of(std::map<std::string, std::string> site) {
  return [site](scripted_connection peer) { return play_paths(peer, site); };
}

bool mentions(const std::string& request, const char* what) {
  return request.find(what) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(redirects)

BOOST_DATA_TEST_CASE_F(
    download_fixture, every_redirect_status_is_followed,
    boost::unit_test::data::make(
        {"301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"}),
    line) {
  scripted_server& server =
      serve(site_of({{"/a/", redirect("../b?x=1", line)}, {"/b?x=1", reply("200 OK", "there")}}));
  const completion done = run_one(server.url("/a/"));
  BOOST_TEST((done.outcome.status == status::ok));
  BOOST_TEST(done.outcome.final_url == server.url("/b?x=***"));
  BOOST_TEST(files().at("out") == "there");
  BOOST_TEST(server.connections() == 1U);
}

BOOST_FIXTURE_TEST_CASE(redirect_without_location_is_not_the_file, download_fixture) {
  scripted_server& server = serve(answer_always(reply("302 Found", "body")));
  const completion done = run_one(server.url("/"));
  BOOST_TEST((done.outcome.error->cause == cause::redirect_refused));
  BOOST_TEST(done.outcome.http_status == 302U);
  BOOST_TEST(files().empty());
}

BOOST_DATA_TEST_CASE_F(
    download_fixture, other_schemes_are_refused,
    boost::unit_test::data::make(
        {"file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/", "javascript:alert(1)",
         "http://", "http://:80/", "http://a\\b/"}),
    where) {
  scripted_server& server = serve(answer_always(redirect(where)));
  const completion done = run_one(server.url("/"));
  BOOST_TEST((done.outcome.error->cause == cause::redirect_refused));
  BOOST_TEST((done.outcome.error->stage == stage::redirect));
}

BOOST_FIXTURE_TEST_CASE(loop_is_named, download_fixture) {
  scripted_server& server =
      serve(site_of({{"/a", redirect("/b")}, {"/b", redirect("/c")}, {"/c", redirect("/a")}}));
  const completion done = run_one(server.url("/a"));
  BOOST_TEST((done.outcome.error->cause == cause::redirect_loop));
  BOOST_TEST(server.requests().size() == 3U);
  BOOST_TEST(done.outcome.error->url == server.url("/c"));
}

BOOST_FIXTURE_TEST_CASE(ten_redirects_and_no_more, download_fixture) {
  std::map<std::string, std::string> site;
  for (int i = 0; i < 20; ++i)
    site["/" + std::to_string(i)] = redirect("/" + std::to_string(i + 1));
  scripted_server& server = serve(site_of(site));
  BOOST_TEST((run_one(server.url("/0")).outcome.error->cause == cause::too_many_redirects));
  BOOST_TEST(server.requests().size() == 11U);
}

BOOST_FIXTURE_TEST_CASE(no_redirects_when_forbidden, download_fixture) {
  how.max_redirects = 0;
  scripted_server& server = serve(answer_always(redirect("/b")));
  BOOST_TEST((run_one(server.url("/a")).outcome.error->cause == cause::too_many_redirects));
  BOOST_TEST(server.requests().size() == 1U);
}

// Another port is another origin. Credentials are dropped for good: also when a later hop comes
// back.
BOOST_FIXTURE_TEST_CASE(headers_and_password_stay_with_their_origin, download_fixture) {
  header secret;
  secret.name = "X-Token";
  secret.value = "canary";
  how.headers.push_back(secret);
  std::string back;
  scripted_server& other = serve(
      [&back](scripted_connection peer) { return play_paths(peer, {{"/away", redirect(back)}}); });
  scripted_server& home = serve([&other](scripted_connection peer) {
    return play_paths(
        peer, {{"/start", redirect("/same")},
               {"/same", redirect(other.url("/away"))},
               {"/back", reply("200 OK", "x")}});
  });
  back = home.url("/back");
  const std::string port = std::to_string(home.port());
  const completion done = run_one("http://user:word@127.0.0.1:" + port + "/start");
  BOOST_TEST((done.outcome.status == status::ok));

  BOOST_TEST_REQUIRE(home.requests().size() == 3U);
  for (int i : {0, 1}) {
    BOOST_TEST(mentions(home.requests()[i], "X-Token: canary"));
    BOOST_TEST(mentions(home.requests()[i], "Authorization: Basic dXNlcjp3b3Jk"));
  }
  BOOST_TEST_REQUIRE(other.requests().size() == 1U);
  for (const std::string& request : {other.requests()[0], home.requests()[2]}) {
    BOOST_TEST(!mentions(request, "canary"));
    BOOST_TEST(!mentions(request, "Authorization"));
  }
}

BOOST_FIXTURE_TEST_CASE(credentials_in_a_location_are_not_used, download_fixture) {
  std::string target;
  scripted_server& server = serve([&target](scripted_connection peer) {
    return play_paths(peer, {{"/a", redirect(target)}, {"/b", reply("200 OK", "x")}});
  });
  target = "http://planted:word@127.0.0.1:" + std::to_string(server.port()) + "/b";
  BOOST_TEST((run_one(server.url("/a")).outcome.status == status::ok));
  BOOST_TEST(!mentions(server.requests()[1], "Authorization"));
}

BOOST_FIXTURE_TEST_CASE(redirect_to_a_metadata_address_is_not_followed, download_fixture) {
  scripted_server& server = serve(answer_always(redirect("http://169.254.169.254/latest/")));
  BOOST_TEST((run_one(server.url("/")).outcome.error->cause == cause::address_refused));
}

BOOST_FIXTURE_TEST_CASE(endless_body_of_a_redirect_is_not_waited_for, download_fixture) {
  scripted_server& server = serve([](scripted_connection peer) -> asio::awaitable<void> {
    const std::string request = co_await peer.read_request();
    if (mentions(request, "GET /a"))
      co_await peer.send("HTTP/1.1 302 Found\r\nLocation: /b\r\n\r\nno end to this");
    else
      co_await peer.send(reply("200 OK", "there"));
    co_await peer.until_peer_closes();
  });
  BOOST_TEST((run_one(server.url("/a")).outcome.status == status::ok));
  BOOST_TEST(server.connections() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
