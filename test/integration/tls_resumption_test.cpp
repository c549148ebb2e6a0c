// That connections go on with the TLS session of those before, as the server counts them.
#include "certificate.hpp"
#include "download_fixture.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <string>
#include <utility>
#include <vector>

using namespace haul;
using namespace haul::test;
namespace asio = boost::asio;

namespace {

constexpr auto versions = std::array{TLS1_2_VERSION, TLS1_3_VERSION};

certificate_request address_only() {
  certificate_request made;
  made.names = {"IP:127.0.0.1"};
  return made;
}

// The keys that a server's tickets are sealed with.
void seal_with(SSL_CTX* server, unsigned char filling) {
  std::array<unsigned char, 80> keys;
  keys.fill(filling);
  BOOST_REQUIRE(SSL_CTX_set_tlsext_ticket_keys(server, keys.data(), keys.size()) == 1);
}

struct fixture : download_fixture {
  fixture() : authority(authority_request()), shown(address_only(), &authority) {
    write_file(trust.path() / "ca.pem", authority.pem());
    how.ca_file = trust.path() / "ca.pem";
    how.max_requests = 1; // one after the other
  }

  // A server that closes after each response, and its context, which counts.
  std::pair<scripted_server*, SSL_CTX*> closing_server(
      int version, scripted_server::script play = closing()) {
    asio::ssl::context made = server_context(shown);
    SSL_CTX* const counts = made.native_handle();
    SSL_CTX_set_max_proto_version(counts, version);
    seal_with(counts, 1);
    return {&serve(std::move(made), std::move(play)), counts};
  }

  static scripted_server::script closing() {
    return answer_once(reply("200 OK", "x", "Connection: close\r\n"));
  }

  void check_all(std::vector<task> tasks) {
    const std::size_t count = tasks.size();
    const std::vector<completion> done = run(std::move(tasks));
    BOOST_TEST(done.size() == count);
    for (const completion& each : done)
      BOOST_TEST((each.outcome.status == status::ok));
  }

  certificate authority;
  certificate shown;
  temporary_folder trust;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(tls_resumption, fixture)

BOOST_DATA_TEST_CASE_F(fixture, only_the_first_handshake_is_whole, versions, version) {
  const auto [server, counts] = closing_server(version);
  check_all(
      {make_task(server->url("/"), "1"), make_task(server->url("/"), "2"),
       make_task(server->url("/"), "3"), make_task(server->url("/"), "4")});
  BOOST_TEST(server->connections() == 4U);
  BOOST_TEST(SSL_CTX_sess_hits(counts) == 3);
}

// The second server could resume what the first one began, were it asked to.
BOOST_DATA_TEST_CASE_F(fixture, other_port_is_not_offered_the_session, versions, version) {
  const auto [first, first_counts] = closing_server(version);
  const auto [second, second_counts] = closing_server(version);
  check_all(
      {make_task(first->url("/"), "1"), make_task(second->url("/"), "2"),
       make_task(first->url("/"), "3")});
  BOOST_TEST(SSL_CTX_sess_hits(second_counts) == 0);
  BOOST_TEST(SSL_CTX_sess_hits(first_counts) == 1);
}

BOOST_DATA_TEST_CASE_F(fixture, server_that_lost_its_keys_is_downloaded_from, versions, version) {
  SSL_CTX* counts = nullptr;
  const scripted_server::script answering = closing();
  const auto made = closing_server(version, [&](scripted_connection peer) {
    if (peer.number() == 1)
      seal_with(counts, 2);
    return answering(std::move(peer));
  });
  counts = made.second;
  const std::string url = made.first->url("/");
  // The second resumes, the third can't, the fourth does again.
  check_all({make_task(url, "1"), make_task(url, "2"), make_task(url, "3"), make_task(url, "4")});
  BOOST_TEST(made.first->connections() == 4U);
  BOOST_TEST(SSL_CTX_sess_hits(counts) == 2);
}

// The server's address is proven, its name is not: a session with the one is none with the other.
BOOST_DATA_TEST_CASE_F(fixture, name_that_was_not_proven_is_refused, versions, version) {
  const auto [server, counts] = closing_server(version);
  const std::string by_name = "https://localhost:" + std::to_string(server->port()) + "/";
  const std::vector<completion> done = run(
      {make_task(server->url("/"), "1"), make_task(by_name, "2"),
       make_task(server->url("/"), "3")});
  BOOST_TEST_REQUIRE(find(done, "2").outcome.error.has_value());
  BOOST_TEST((find(done, "2").outcome.error->cause == cause::untrusted));
  BOOST_TEST((find(done, "3").outcome.status == status::ok));
  BOOST_TEST(server->requests().size() == 2U);
  BOOST_TEST(SSL_CTX_sess_hits(counts) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
