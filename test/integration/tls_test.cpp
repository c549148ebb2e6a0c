#include "certificate.hpp"
#include "download_fixture.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>
#include <string>

using namespace haul;
using namespace haul::test;
namespace asio = boost::asio;

namespace {

// A download fixture whose downloader trusts an authority of its own.
struct tls_fixture : download_fixture {
  tls_fixture() : authority(authority_request()) {
    write_file(trust.path() / "ca.pem", authority.pem());
    how.ca_file = trust.path() / "ca.pem";
  }

  certificate authority;
  temporary_folder trust;
};

struct bad_certificate {
  const char* name;
  certificate_request wanted;
  bool self_signed;
};

std::ostream& operator<<(std::ostream& to, const bad_certificate& shown) {
  return to << shown.name;
}

certificate_request with_names(std::vector<std::string> names) {
  certificate_request made;
  made.names = std::move(names);
  return made;
}

certificate_request with_time(int from, int until) {
  certificate_request made;
  made.valid_from = from;
  made.valid_until = until;
  return made;
}

certificate_request with_common_name_only() {
  certificate_request made;
  made.common_name = "127.0.0.1";
  made.names.clear();
  return made;
}

certificate_request with_key(int bits, bool sha1) {
  certificate_request made;
  made.rsa_bits = bits;
  made.sha1 = sha1;
  return made;
}

const bad_certificate refused[] = {
    {"expired", with_time(-30, -1), false},
    {"not_valid_yet", with_time(1, 30), false},
    {"of_another_address", with_names({"IP:127.0.0.2"}), false},
    {"of_a_name_only", with_names({"DNS:example.org"}), false},
    {"address_as_a_name", with_names({"DNS:127.0.0.1"}), false},
    {"common_name_only", with_common_name_only(), false},
    {"self_signed", certificate_request(), true},
    {"rsa_1024", with_key(1024, false), false},
    {"sha1", with_key(2048, true), false},
};

} // namespace

BOOST_AUTO_TEST_SUITE(tls)

BOOST_FIXTURE_TEST_CASE(trusted_server_is_downloaded_from, tls_fixture) {
  const certificate good(certificate_request(), &authority);
  how.max_requests = 1;
  scripted_server& server = serve(weak_context(good), answer_always(reply("200 OK", "secret")));
  const auto done = run({make_task(server.url("/1"), "one"), make_task(server.url("/2"), "two")});
  BOOST_TEST((find(done, "two").outcome.status == status::ok));
  BOOST_TEST(files().at("one") == "secret");
  BOOST_TEST(server.connections() == 1U);
}

BOOST_DATA_TEST_CASE_F(tls_fixture, untrusted_server_gets_no_request, refused, sample) {
  const certificate bad(sample.wanted, sample.self_signed ? nullptr : &authority);
  scripted_server& server = serve(weak_context(bad), answer_always(reply("200 OK", "x")));
  const completion done = run_one(server.url("/"));
  BOOST_TEST_REQUIRE(done.outcome.error.has_value());
  BOOST_TEST(to_string(done.outcome.error->stage) == "tls");
  BOOST_TEST(to_string(done.outcome.error->cause) == "untrusted");
  BOOST_TEST(server.requests().empty());
  BOOST_TEST(files().empty());
}

BOOST_FIXTURE_TEST_CASE(missing_intermediate_is_untrusted, tls_fixture) {
  certificate_request middle = authority_request();
  middle.common_name = "intermediate";
  const certificate intermediate(middle, &authority);
  const certificate leaf(certificate_request(), &intermediate);
  scripted_server& without = serve(weak_context(leaf), answer_always(reply("200 OK", "x")));
  BOOST_TEST((run_one(without.url("/")).outcome.error->cause == cause::untrusted));
}

BOOST_FIXTURE_TEST_CASE(intermediate_that_is_sent_is_followed, tls_fixture) {
  certificate_request middle = authority_request();
  middle.common_name = "intermediate";
  const certificate intermediate(middle, &authority);
  const certificate leaf(certificate_request(), &intermediate);
  scripted_server& with =
      serve(weak_context(leaf, intermediate.pem()), answer_always(reply("200 OK", "x")));
  BOOST_TEST((run_one(with.url("/")).outcome.status == status::ok));
}

BOOST_DATA_TEST_CASE_F(
    tls_fixture, old_versions_are_refused,
    boost::unit_test::data::make({TLS1_VERSION, TLS1_1_VERSION}), version) {
  const certificate good(certificate_request(), &authority);
  asio::ssl::context old = weak_context(good);
  SSL_CTX_set_min_proto_version(old.native_handle(), TLS1_VERSION);
  SSL_CTX_set_max_proto_version(old.native_handle(), version);
  scripted_server& server = serve(std::move(old), answer_always(reply("200 OK", "x")));
  BOOST_TEST((run_one(server.url("/")).outcome.error->cause == cause::tls_failed));
  BOOST_TEST(server.requests().empty());
}

BOOST_FIXTURE_TEST_CASE(tls_1_2_is_enough, tls_fixture) {
  const certificate good(certificate_request(), &authority);
  asio::ssl::context older = weak_context(good);
  SSL_CTX_set_max_proto_version(older.native_handle(), TLS1_2_VERSION);
  scripted_server& server = serve(std::move(older), answer_always(reply("200 OK", "x")));
  BOOST_TEST((run_one(server.url("/")).outcome.status == status::ok));
}

BOOST_FIXTURE_TEST_CASE(host_name_is_verified_and_sent_as_sni, tls_fixture) {
  const certificate good(certificate_request(), &authority);
  asio::ssl::context named = weak_context(good);
  std::string seen;
  SSL_CTX_set_tlsext_servername_arg(named.native_handle(), &seen);
  SSL_CTX_set_tlsext_servername_callback(
      named.native_handle(), +[](SSL* ssl, int*, void* into) {
        if (const char* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name))
          *static_cast<std::string*>(into) = name;
        return SSL_TLSEXT_ERR_OK;
      });
  scripted_server& server = serve(std::move(named), answer_always(reply("200 OK", "x")));
  const completion done = run_one("https://LocalHost:" + std::to_string(server.port()) + "/");
  BOOST_TEST((done.outcome.status == status::ok));
  BOOST_TEST(seen == "localhost");
}

BOOST_FIXTURE_TEST_CASE(end_without_close_notify_is_a_cut, tls_fixture) {
  const certificate good(certificate_request(), &authority);
  scripted_server& server =
      serve(weak_context(good), answer_once("HTTP/1.1 200 OK\r\n\r\nhalf of it"));
  const completion done = run_one(server.url("/"));
  BOOST_TEST((done.outcome.error->cause == cause::connection_lost));
  BOOST_TEST((done.outcome.error->stage == stage::body));
  BOOST_TEST(files().empty());
}

BOOST_FIXTURE_TEST_CASE(end_with_close_notify_is_the_end, tls_fixture) {
  const certificate good(certificate_request(), &authority);
  scripted_server& server =
      serve(weak_context(good), [](scripted_connection peer) -> asio::awaitable<void> {
        co_await peer.read_request();
        co_await peer.send("HTTP/1.1 200 OK\r\n\r\nall of it");
        co_await peer.notify_close();
      });
  BOOST_TEST((run_one(server.url("/")).outcome.status == status::ok));
  BOOST_TEST(files().at("out") == "all of it");
}

// Body and close_notify come together, and the connection below stays open.
BOOST_FIXTURE_TEST_CASE(end_with_close_notify_needs_no_end_of_the_connection, tls_fixture) {
  const certificate good(certificate_request(), &authority);
  scripted_server& server =
      serve(weak_context(good), [](scripted_connection peer) -> asio::awaitable<void> {
        co_await peer.read_request();
        peer.cork();
        co_await peer.send("HTTP/1.1 200 OK\r\n\r\nall of it");
        co_await peer.notify_close();
      });
  how.timeouts.idle = std::chrono::seconds(20);
  BOOST_TEST((run_one(server.url("/")).outcome.status == status::ok));
  BOOST_TEST(files().at("out") == "all of it");
}

BOOST_FIXTURE_TEST_CASE(redirect_from_https_to_http_is_refused, tls_fixture) {
  const certificate good(certificate_request(), &authority);
  scripted_server& plain = serve(answer_always(reply("200 OK", "x")));
  scripted_server& server = serve(
      weak_context(good),
      answer_always(reply("302 Found", "", "Location: " + plain.url("/") + "\r\n")));
  BOOST_TEST((run_one(server.url("/")).outcome.error->cause == cause::redirect_refused));
  BOOST_TEST(plain.connections() == 0U);
}

BOOST_FIXTURE_TEST_CASE(large_body_over_tls_arrives_whole, tls_fixture) {
  const certificate good(certificate_request(), &authority);
  std::string body(3'000'000, '\0');
  for (std::size_t i = 0; i < body.size(); ++i)
    body[i] = static_cast<char>(i * 2654435761U >> 13);
  scripted_server& server = serve(weak_context(good), answer_always(reply("200 OK", body)));
  BOOST_TEST((run_one(server.url("/")).outcome.status == status::ok));
  BOOST_TEST((files().at("out") == body));
}

BOOST_FIXTURE_TEST_CASE(plain_server_on_the_tls_port_is_named, tls_fixture) {
  scripted_server& server = serve([](scripted_connection peer) -> asio::awaitable<void> {
    co_await peer.send("HTTP/1.1 400 Bad Request\r\n\r\n");
    co_await peer.until_peer_closes();
  });
  const completion done = run_one("https://127.0.0.1:" + std::to_string(server.port()) + "/");
  BOOST_TEST((done.outcome.error->cause == cause::tls_failed));
}

BOOST_FIXTURE_TEST_CASE(certificates_that_can_not_be_read_are_an_error_at_once, tls_fixture) {
  how.ca_file = trust.path() / "missing.pem";
  const result<downloader> made = downloader::create(context, how);
  BOOST_TEST_REQUIRE(!made.has_value());
  BOOST_TEST(made.error().message.find("missing.pem") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
