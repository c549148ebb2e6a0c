#include "certificate.hpp"
#include "download_fixture.hpp"
#include "name_server.hpp"
#include "relay_proxy.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

using namespace haul;
using namespace haul::test;
namespace asio = boost::asio;

namespace {

constexpr const char* login = "maria:canary@";
constexpr const char* basic = "bWFyaWE6Y2FuYXJ5"; // the same, as it is sent

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// The port nobody listens at: what must not be connected to is there.
constexpr const char* nowhere = "127.0.0.1:9";

struct proxy_fixture : download_fixture {
  proxy_fixture() : authority(authority_request()) {
    write_file(trust.path() / "ca.pem", authority.pem());
    how.ca_file = trust.path() / "ca.pem";
    how.max_requests = 1;
  }

  static certificate_request authority_request() {
    certificate_request wanted;
    wanted.common_name = "haul test authority";
    wanted.authority = true;
    wanted.names.clear();
    return wanted;
  }

  // An origin over TLS that proves to be `name`.
  scripted_server& secured(const std::string& name, scripted_server::script play) {
    certificate_request wanted;
    wanted.names = {"DNS:" + name};
    const certificate shown(wanted, &authority);
    return serve(server_context(shown), std::move(play));
  }

  void go_through(unsigned short port, const std::string& with = {}) {
    how.proxies.http = "http://" + with + "127.0.0.1:" + std::to_string(port);
    how.proxies.https = how.proxies.http;
  }

  certificate authority;
  temporary_folder trust;
};

std::string at(const std::string& host, unsigned short port, const std::string& path = "/") {
  return "https://" + host + ":" + std::to_string(port) + path;
}

struct refusal {
  const char* answer;
  unsigned status;
  const char* cause;
  const char* message; // behind the proxy's name
};

std::ostream& operator<<(std::ostream& to, const refusal& shown) {
  return to << shown.message;
}

const refusal refusals[] = {
    {"HTTP/1.1 407 Authenticate\r\nContent-Length: 4\r\n\r\nbody", 407, "http_status",
     "HTTP 407 Authenticate: it refuses the user name and password it was given"},
    {"HTTP/1.0 401 Unauthorized\r\n\r\n", 401, "http_status",
     "HTTP 401 Unauthorized: it refuses the user name and password it was given"},
    {"HTTP/1.0 403 Filtered\r\n\r\nno", 403, "http_status",
     "HTTP 403 Filtered: it opens no tunnel to example.org:443"},
    {"HTTP/1.1 404 Not Found\r\n\r\n", 404, "http_status",
     "HTTP 404 Not Found: it opens no tunnel to example.org:443"},
    {"HTTP/1.1 502 Bad Gateway\r\n\r\n", 502, "http_status",
     "HTTP 502 Bad Gateway: it opens no tunnel to example.org:443"},
    {"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\n\r\n", 302, "http_status",
     "HTTP 302 Found: it opens no tunnel to example.org:443"},
    {"HTTP/1.1 101 Switching Protocols\r\n\r\n", 101, "http_status",
     "HTTP 101 Switching Protocols: it opens no tunnel to example.org:443"},
    {"SSH-2.0-OpenSSH_9.2\r\n\r\n", 0, "malformed_response", "the answer to CONNECT is malformed"},
    {"", 0, "connection_lost", "connection lost while asking for a tunnel"},
    {"HTTP/1.1 200 OK\r\nX-Half", 0, "connection_lost",
     "connection lost while asking for a tunnel"},
    {"HTTP/1.1 200 OK\r\n\r\nTLS?", 0, "malformed_response",
     "bytes came through the tunnel unasked"},
};

asio::awaitable<void> say_without_end(
    scripted_connection peer, std::string start, std::string more) {
  co_await peer.read_request();
  co_await peer.send(std::move(start));
  for (int turn = 0; turn < 2000; ++turn)
    co_await peer.send(more);
  co_await peer.until_peer_closes();
}

asio::awaitable<void> say_nothing(scripted_connection peer) {
  co_await peer.until_peer_closes();
}

} // namespace

BOOST_AUTO_TEST_SUITE(proxies)

BOOST_FIXTURE_TEST_CASE(http_is_asked_of_the_proxy_in_the_absolute_form, proxy_fixture) {
  scripted_server& proxy = serve(answer_always(reply("200 OK", "through")));
  go_through(proxy.port(), login);
  const completion done = run_one("http://example.org/a?b#c");
  BOOST_TEST((done.outcome.status == status::ok));
  BOOST_TEST(files().at("out") == "through");
  BOOST_TEST_REQUIRE(proxy.requests().size() == 1U);
  const std::string& request = proxy.requests().front();
  BOOST_TEST(request.starts_with("GET http://example.org/a?b HTTP/1.1\r\nHost: example.org\r\n"));
  BOOST_TEST(holds(request, std::string("\r\nProxy-Authorization: Basic ") + basic + "\r\n"));
  BOOST_TEST(done.outcome.remote_address == "127.0.0.1:" + std::to_string(proxy.port()));
}

BOOST_FIXTURE_TEST_CASE(excepted_host_is_asked_itself_and_sees_no_credentials, proxy_fixture) {
  scripted_server& proxy = serve(answer_always(reply("200 OK", "through")));
  scripted_server& origin = serve(answer_always(reply("200 OK", "direct")));
  go_through(proxy.port(), login);
  how.proxies.except = "127.0.0.0/8";
  const auto done = run(
      {make_task("http://example.org/", "far"), make_task("http://example.net/", "further"),
       make_task(origin.url("/"), "near")});
  BOOST_TEST(done.size() == 3U);
  BOOST_TEST(files().at("far") == "through");
  BOOST_TEST(files().at("near") == "direct");
  BOOST_TEST_REQUIRE(origin.requests().size() == 1U);
  BOOST_TEST(origin.requests().front().starts_with("GET / HTTP/1.1\r\n"));
  BOOST_TEST(!holds(origin.requests().front(), "Proxy-"));
  BOOST_TEST(proxy.requests().size() == 2U);
  BOOST_TEST(proxy.connections() == 1U); // one for all http origins
}

// A redirect from what is proxied to what isn't takes no credentials along.
BOOST_FIXTURE_TEST_CASE(redirect_away_from_the_proxy_takes_no_credentials, proxy_fixture) {
  scripted_server& origin = serve(answer_always(reply("200 OK", "direct")));
  scripted_server& proxy =
      serve(answer_always(reply("302 Found", "", "Location: " + origin.url("/x") + "\r\n")));
  go_through(proxy.port(), login);
  how.proxies.except = "127.0.0.1";
  BOOST_TEST((run_one("http://example.org/").outcome.status == status::ok));
  BOOST_TEST_REQUIRE(origin.requests().size() == 1U);
  BOOST_TEST(!holds(origin.requests().front(), basic));
}

BOOST_FIXTURE_TEST_CASE(https_goes_through_a_tunnel_to_the_origin, proxy_fixture) {
  scripted_server& origin = secured("example.org", answer_always(reply("200 OK", "secret")));
  relay_proxy proxy(context, 1);
  go_through(proxy.port(), login);
  const auto done = run(
      {make_task(at("example.org", origin.port(), "/1"), "one"),
       make_task(at("example.org", origin.port(), "/2"), "two")});
  BOOST_TEST((find(done, "two").outcome.status == status::ok));
  BOOST_TEST(files().at("one") == "secret");
  const std::string asked = "example.org:" + std::to_string(origin.port());
  BOOST_TEST_REQUIRE(proxy.requests().size() == 1U); // the tunnel is kept
  BOOST_TEST(
      proxy.requests().front() == "CONNECT " + asked + " HTTP/1.1\r\nHost: " + asked +
                                      "\r\nUser-Agent: " + how.user_agent +
                                      "\r\nProxy-Authorization: Basic " + basic + "\r\n\r\n");
  BOOST_TEST_REQUIRE(origin.requests().size() == 2U);
  for (const std::string& request : origin.requests()) {
    BOOST_TEST(request.starts_with("GET /"));
    BOOST_TEST(!holds(request, "Proxy-"));
    BOOST_TEST(!holds(request, basic));
  }
  BOOST_TEST(!holds(proxy.sent_through(), "GET /"));
  BOOST_TEST(!proxy.sent_through().empty());
}

BOOST_FIXTURE_TEST_CASE(tunnels_are_not_shared_by_origins, proxy_fixture) {
  scripted_server& first = secured("a.org", answer_always(reply("200 OK", "a")));
  scripted_server& second = secured("b.org", answer_always(reply("200 OK", "b")));
  relay_proxy proxy(context, 2);
  go_through(proxy.port());
  how.max_requests = 2;
  how.max_per_host = 1;
  run(
      {make_task(at("a.org", first.port()), "a1"), make_task(at("b.org", second.port()), "b1"),
       make_task(at("a.org", first.port()), "a2"), make_task(at("b.org", second.port()), "b2")});
  BOOST_TEST(files().at("a2") == "a");
  BOOST_TEST(files().at("b2") == "b");
  BOOST_TEST(proxy.requests().size() == 2U);
}

// The proxy leads to somebody who proves to be another: no byte of a request is sent.
BOOST_FIXTURE_TEST_CASE(tunnel_must_end_at_the_origin, proxy_fixture) {
  scripted_server& other = secured("evil.org", answer_always(reply("200 OK", "x")));
  relay_proxy proxy(context, 1);
  go_through(proxy.port());
  const completion done = run_one(at("example.org", other.port()));
  BOOST_TEST_REQUIRE(done.outcome.error.has_value());
  BOOST_TEST((done.outcome.error->cause == cause::untrusted));
  BOOST_TEST((done.outcome.error->stage == stage::tls));
  BOOST_TEST(other.requests().empty());
}

BOOST_FIXTURE_TEST_CASE(success_of_any_kind_with_interim_answers_opens_the_tunnel, proxy_fixture) {
  scripted_server& origin = secured("example.org", answer_always(reply("200 OK", "secret")));
  relay_proxy proxy(
      context, 1,
      "HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n"
      "HTTP/1.0 204 Fine\r\nContent-Length: 10\r\n\r\n");
  go_through(proxy.port());
  BOOST_TEST((run_one(at("example.org", origin.port())).outcome.status == status::ok));
}

BOOST_DATA_TEST_CASE_F(proxy_fixture, refused_tunnel_is_an_error_that_names_it, refusals, sample) {
  scripted_server& proxy = serve(answer_once(sample.answer));
  go_through(proxy.port(), login);
  const completion done = run_one("https://example.org/");
  BOOST_TEST((done.outcome.status == status::error));
  BOOST_TEST_REQUIRE(done.outcome.error.has_value());
  const error& why = *done.outcome.error;
  BOOST_TEST((why.stage == stage::connect));
  BOOST_TEST(to_string(why.cause) == sample.cause);
  BOOST_TEST(why.http_status == sample.status);
  BOOST_TEST(done.outcome.http_status == sample.status);
  const std::string start = "proxy 127.0.0.1:" + std::to_string(proxy.port()) + ": ";
  BOOST_TEST(why.message.starts_with(start + sample.message), why.message);
  BOOST_TEST(!holds(why.describe(), "canary"));
  BOOST_TEST(!holds(why.describe(), basic));
  BOOST_TEST(proxy.connections() == 1U);
}

BOOST_FIXTURE_TEST_CASE(http_request_without_credentials_tells_what_to_do, proxy_fixture) {
  scripted_server& proxy = serve(answer_always(reply("407 Authenticate", "page")));
  go_through(proxy.port());
  const completion done = run_one("http://example.org/");
  BOOST_TEST_REQUIRE(done.outcome.error.has_value());
  BOOST_TEST((done.outcome.error->stage == stage::connect));
  BOOST_TEST(done.outcome.error->http_status == 407U);
  BOOST_TEST(holds(done.outcome.error->message, "it wants a user name and a password"));
  BOOST_TEST(files().empty());
}

BOOST_FIXTURE_TEST_CASE(busy_proxy_is_asked_again_as_a_server_is, proxy_fixture) {
  scripted_server& proxy = serve(answer_once("HTTP/1.1 504 Gateway Timeout\r\n\r\n"));
  go_through(proxy.port());
  how.retry.most = 2;
  how.retry.first_delay = std::chrono::milliseconds(1);
  const completion done = run_one("https://example.org/");
  BOOST_TEST(done.outcome.error->http_status == 504U);
  BOOST_TEST(proxy.requests().size() == 3U);
}

BOOST_FIXTURE_TEST_CASE(refusing_proxy_is_not_asked_again, proxy_fixture) {
  scripted_server& proxy = serve(answer_once("HTTP/1.1 407 Authenticate\r\n\r\n"));
  go_through(proxy.port());
  how.retry.most = 2;
  how.retry.first_delay = std::chrono::milliseconds(1);
  run_one("https://example.org/");
  BOOST_TEST(proxy.requests().size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(answer_without_end_is_cut_off, proxy_fixture) {
  scripted_server& proxy = serve([](scripted_connection peer) {
    return say_without_end(peer, "HTTP/1.1 200 OK\r\nX: ", std::string(1000, 'x'));
  });
  go_through(proxy.port());
  const completion done = run_one("https://example.org/");
  BOOST_TEST_REQUIRE(done.outcome.error.has_value());
  BOOST_TEST((done.outcome.error->cause == cause::limit_exceeded));
  BOOST_TEST((done.outcome.error->stage == stage::connect));
}

BOOST_FIXTURE_TEST_CASE(interim_answers_without_end_are_cut_off, proxy_fixture) {
  scripted_server& proxy = serve([](scripted_connection peer) {
    return say_without_end(peer, "", "HTTP/1.1 100 Continue\r\n\r\n");
  });
  go_through(proxy.port());
  BOOST_TEST((run_one("https://example.org/").outcome.error->cause == cause::limit_exceeded));
}

BOOST_FIXTURE_TEST_CASE(silent_proxy_takes_no_longer_than_a_connection_may, proxy_fixture) {
  scripted_server& proxy = serve(say_nothing);
  go_through(proxy.port());
  how.timeouts.connect = std::chrono::milliseconds(100);
  const completion done = run_one("https://example.org/");
  BOOST_TEST_REQUIRE(done.outcome.error.has_value());
  BOOST_TEST((done.outcome.error->cause == cause::timed_out));
  BOOST_TEST((done.outcome.error->stage == stage::connect));
  BOOST_TEST(holds(done.outcome.error->message, "timed out connecting after 0.1 s"));
}

BOOST_FIXTURE_TEST_CASE(cancel_ends_the_wait_for_a_proxy, proxy_fixture) {
  scripted_server& proxy = serve([this](scripted_connection peer) {
    cancel();
    return say_nothing(std::move(peer));
  });
  go_through(proxy.port());
  const completion done = run_one("https://example.org/");
  BOOST_TEST((done.outcome.error->cause == cause::cancelled));
}

BOOST_FIXTURE_TEST_CASE(proxy_that_is_not_there_is_named, proxy_fixture) {
  how.proxies.https = std::string(login) + nowhere;
  const completion done = run_one("https://example.org/");
  BOOST_TEST_REQUIRE(done.outcome.error.has_value());
  BOOST_TEST((done.outcome.error->cause == cause::connect_failed));
  BOOST_TEST(done.outcome.error->message.starts_with("proxy 127.0.0.1:9: can't connect"));
}

BOOST_FIXTURE_TEST_CASE(only_the_name_of_the_proxy_is_looked_up, proxy_fixture) {
  name_server names(context);
  how.name_servers = names.address();
  scripted_server& proxy = serve([&](scripted_connection peer) {
    names.stop();
    return answer_always(reply("200 OK", "through"))(std::move(peer));
  });
  how.proxies.http = "http://local.example.org:" + std::to_string(proxy.port());
  const auto done =
      run({make_task("http://yes.example.org/", "1"), make_task("http://no.example.org/", "2")});
  BOOST_TEST((find(done, "2").outcome.status == status::ok));
  BOOST_TEST(names.queries("local.example.org") == 2U);
  BOOST_TEST(names.all_queries() == 2U);
}

BOOST_FIXTURE_TEST_CASE(bad_proxy_is_an_error_at_once, proxy_fixture) {
  how.proxies.http = "socks5://maria:canary@127.0.0.1:1080";
  const result<void> checked = check_options(how);
  BOOST_TEST_REQUIRE(!checked.has_value());
  BOOST_TEST((checked.error().cause == cause::bad_option));
  BOOST_TEST(!holds(checked.error().message, "canary"));
  BOOST_TEST(!downloader::create(context, how).has_value());
}

// A redirect must not reach a metadata service by way of the proxy either.
BOOST_FIXTURE_TEST_CASE(proxy_is_not_asked_for_a_metadata_address_by_a_redirect, proxy_fixture) {
  scripted_server& proxy =
      serve(answer_always(reply("302 Found", "", "Location: http://169.254.169.254/\r\n")));
  go_through(proxy.port());
  BOOST_TEST((run_one("http://example.org/").outcome.error->cause == cause::address_refused));
  BOOST_TEST(proxy.requests().size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
