// Both ends of a TLS connection in one thread, step by step: what is resumed, and what is not.
#include "certificate.hpp"
#include "temporary_folder.hpp"
#include "tls.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>
#include <vector>

using namespace haul;
using namespace haul::test;
namespace asio = boost::asio;

namespace {

constexpr auto versions = std::array{TLS1_2_VERSION, TLS1_3_VERSION};

struct freer {
  void operator()(SSL* freed) const { SSL_free(freed); }
  void operator()(SSL_CTX* freed) const { SSL_CTX_free(freed); }
  void operator()(BIO* freed) const { BIO_free(freed); }
  void operator()(X509* freed) const { X509_free(freed); }
  void operator()(EVP_PKEY* freed) const { EVP_PKEY_free(freed); }
};
template<typename Held>
using owned = std::unique_ptr<Held, freer>;

// Reads the text where it is.
owned<BIO> memory_of(const std::string& text) {
  return owned<BIO>(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

origin at(const std::string& host, std::uint16_t port = 443) {
  origin made;
  made.encrypted = true;
  made.host = host;
  made.port = port;
  return made;
}

// One connection.
struct link {
  link() { BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) == 0); }
  ~link() {
    client.reset();
    ::close(ends[0]);
    if (ends[1] >= 0)
      ::close(ends[1]);
  }
  link(const link&) = delete;
  link& operator=(const link&) = delete;

  // As a server that goes away without a word.
  void cut() { ::close(std::exchange(ends[1], -1)); }

  bool resumed() const { return SSL_session_reused(server.get()) == 1; }

  // Both sides in turn, until both are through or the client has failed.
  bool shake_hands() {
    bool served = false;
    for (int turn = 0; turn < 20; ++turn) {
      const io_step step = client->handshake();
      if (step.what == io_step::state::failed) {
        failure = client->handshake_failure();
        return false;
      }
      served = served || SSL_accept(server.get()) == 1;
      if (served && step.what == io_step::state::done)
        return true;
    }
    return false;
  }

  // The tickets of TLS 1.3 come with the first read.
  io_step read() {
    char byte = 0;
    return client->read(asio::buffer(&byte, 1));
  }

  int ends[2] = {-1, -1};
  std::optional<tls_session> client;
  owned<SSL> server;
  error failure;
};

struct fixture {
  fixture() : authority(authority_request()), shown(names(), &authority) {
    write_file(trust.path() / "ca.pem", authority.pem());
    serve(TLS1_3_VERSION);
    how.ca_file = trust.path() / "ca.pem";
    client.emplace(tls_context::create(how).value());
  }

  static certificate_request names() {
    certificate_request made;
    made.names = {"DNS:one.example", "DNS:two.example"};
    return made;
  }

  void serve(int version) {
    server.reset(SSL_CTX_new(TLS_server_method()));
    const std::string certificate_text = shown.pem();
    const std::string key_text = shown.key_pem();
    const owned<BIO> chain = memory_of(certificate_text);
    const owned<BIO> secret = memory_of(key_text);
    const owned<X509> leaf(PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr));
    const owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(secret.get(), nullptr, nullptr, nullptr));
    BOOST_REQUIRE(SSL_CTX_use_certificate(server.get(), leaf.get()) == 1);
    BOOST_REQUIRE(SSL_CTX_use_PrivateKey(server.get(), key.get()) == 1);
    SSL_CTX_set_max_proto_version(server.get(), version);
  }

  std::unique_ptr<link> open(const origin& to = at("one.example")) {
    auto made = std::make_unique<link>();
    made->client.emplace(client->open(made->ends[0], to, offered).value());
    made->server.reset(SSL_new(server.get()));
    SSL_set_fd(made->server.get(), made->ends[1]);
    return made;
  }

  // A connection that came to be, and has had its tickets.
  std::unique_ptr<link> connect(const origin& to = at("one.example")) {
    std::unique_ptr<link> made = open(to);
    BOOST_TEST_REQUIRE(made->shake_hands(), made->failure.message);
    BOOST_TEST((made->read().what == io_step::state::wait_read));
    return made;
  }

  certificate authority;
  certificate shown;
  temporary_folder trust;
  options how;
  http_version offered = http_version::any;
  std::optional<tls_context> client;
  owned<SSL_CTX> server;
};

// Refuses whoever comes with a session.
int no_resumption(SSL* ssl, int* alert, void*) {
  const unsigned char* data = nullptr;
  std::size_t size = 0;
  const bool newer = SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_psk, &data, &size) == 1;
  const bool older =
      SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_session_ticket, &data, &size) == 1 && size != 0;
  *alert = SSL_AD_INTERNAL_ERROR;
  return newer || older ? SSL_CLIENT_HELLO_ERROR : SSL_CLIENT_HELLO_SUCCESS;
}

// What a server says to the protocols that it is offered.
struct choice {
  int answer = SSL_TLSEXT_ERR_OK;
  std::string_view selected;
  std::string offered;
};

int choose(
    SSL*, const unsigned char** out, unsigned char* size, const unsigned char* offered,
    unsigned length, void* given) {
  choice& made = *static_cast<choice*>(given);
  made.offered.assign(offered, offered + length);
  *out = reinterpret_cast<const unsigned char*>(made.selected.data());
  *size = static_cast<unsigned char>(made.selected.size());
  return made.answer;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(tls_handshake, fixture)

BOOST_DATA_TEST_CASE_F(fixture, next_connections_resume, versions, version) {
  serve(version);
  BOOST_TEST(!connect()->resumed());
  for (int more = 0; more < 3; ++more)
    BOOST_TEST(connect()->resumed());
}

BOOST_DATA_TEST_CASE_F(fixture, connections_that_open_at_once_share_a_session, versions, version) {
  serve(version);
  connect();
  const auto first = open();
  const auto second = open();
  BOOST_TEST(first->shake_hands());
  const auto third = open(); // no new ticket was read yet
  BOOST_TEST(second->shake_hands());
  BOOST_TEST(third->shake_hands());
  BOOST_TEST(first->resumed());
  BOOST_TEST(second->resumed());
  BOOST_TEST(third->resumed());
}

BOOST_DATA_TEST_CASE_F(fixture, other_host_and_port_do_not_resume, versions, version) {
  serve(version);
  connect(at("one.example", 443));
  BOOST_TEST(!connect(at("one.example", 444))->resumed());
  BOOST_TEST(!connect(at("two.example", 443))->resumed());
  BOOST_TEST(connect(at("one.example", 443))->resumed());
}

BOOST_DATA_TEST_CASE_F(
    fixture, name_that_is_not_proven_is_refused_all_the_same, versions, version) {
  serve(version);
  connect();
  const auto refused = open(at("three.example"));
  BOOST_TEST(!refused->shake_hands());
  BOOST_TEST((refused->failure.cause == cause::untrusted));
  BOOST_TEST(connect()->resumed());
}

BOOST_DATA_TEST_CASE_F(
    fixture, server_that_forgot_its_tickets_gets_a_whole_one, versions, version) {
  serve(version);
  connect();
  serve(version); // with other keys
  BOOST_TEST(!connect()->resumed());
  BOOST_TEST(connect()->resumed());
}

BOOST_DATA_TEST_CASE_F(
    fixture, session_that_a_handshake_failed_with_is_forgotten, versions, version) {
  serve(version);
  connect();
  SSL_CTX_set_client_hello_cb(server.get(), no_resumption, nullptr);
  const auto refused = open();
  BOOST_TEST(!refused->shake_hands());
  BOOST_TEST((refused->failure.cause == cause::tls_failed));
  BOOST_TEST(!connect()->resumed());
}

BOOST_DATA_TEST_CASE_F(
    fixture, session_of_a_handshake_that_stalled_is_forgotten, versions, version) {
  serve(version);
  connect();
  BOOST_TEST((open()->client->handshake().what == io_step::state::wait_read));
  BOOST_TEST(!connect()->resumed());
}

BOOST_DATA_TEST_CASE_F(fixture, cut_connection_does_not_spoil_its_session, versions, version) {
  serve(version);
  for (int turn = 0; turn < 2; ++turn) {
    const auto lost = connect();
    lost->cut();
    BOOST_TEST((lost->read().what == io_step::state::failed));
  }
  BOOST_TEST(connect()->resumed());
}

BOOST_DATA_TEST_CASE_F(fixture, broken_record_spoils_the_session, versions, version) {
  serve(version);
  const auto broken = connect();
  constexpr std::string_view record(
      "\x17\x03\x03\x00\x20"
      "this was encrypted by nobody....",
      37);
  BOOST_REQUIRE(::write(broken->ends[1], record.data(), record.size()) == 37);
  BOOST_TEST((broken->read().what == io_step::state::failed));
  BOOST_TEST(!connect()->resumed());
}

BOOST_AUTO_TEST_CASE(what_was_not_verified_is_not_resumed_by_who_verifies) {
  options careless = how;
  careless.verify_servers = false;
  std::optional<tls_context> verifying = std::move(client);
  client.emplace(tls_context::create(careless).value());
  BOOST_TEST(!connect(at("three.example"))->resumed());
  BOOST_TEST(connect(at("three.example"))->resumed());
  client = std::move(verifying);
  BOOST_TEST(!open(at("three.example"))->shake_hands());
}

BOOST_DATA_TEST_CASE_F(fixture, connection_may_outlive_its_context, versions, version) {
  serve(version);
  const auto left = open();
  client.reset();
  BOOST_TEST(left->shake_hands());
  BOOST_TEST((left->read().what == io_step::state::wait_read));
}

BOOST_DATA_TEST_CASE_F(fixture, data_passes_over_what_was_resumed, versions, version) {
  serve(version);
  connect();
  const auto resumed = open();
  BOOST_TEST_REQUIRE(resumed->shake_hands());
  const std::string sent(10'000, 'x');
  BOOST_REQUIRE(SSL_write(resumed->server.get(), sent.data(), 10'000) == 10'000);
  std::string received(20'000, '\0');
  const io_step step = resumed->client->read(asio::buffer(received));
  BOOST_TEST(step.bytes == sent.size());
  BOOST_TEST((received.substr(0, step.bytes) == sent));
  BOOST_TEST((resumed->read().what == io_step::state::wait_read));
  const io_step asked = resumed->client->write(asio::buffer("GET", 3));
  BOOST_TEST(asked.bytes == 3U);
}

// The end among it: nothing more will come to wake anybody.
BOOST_DATA_TEST_CASE_F(fixture, what_came_together_is_read_piece_by_piece, versions, version) {
  serve(version);
  const auto made = connect();
  for (const char* record : {"ab", "cd", "ef"})
    BOOST_REQUIRE(SSL_write(made->server.get(), record, 2) == 2);
  SSL_shutdown(made->server.get());
  BOOST_TEST(made->read().bytes == 1U);
  std::array<char, 3> more{};
  BOOST_TEST(made->client->read(asio::buffer(more)).bytes == 3U);
  BOOST_TEST(std::string(more.begin(), more.end()) == "bcd");
  BOOST_TEST(made->client->read(asio::buffer(more)).bytes == 2U);
  BOOST_TEST((made->read().what == io_step::state::end));
}

BOOST_DATA_TEST_CASE_F(fixture, server_is_told_what_may_be_spoken, versions, version) {
  serve(version);
  choice made;
  SSL_CTX_set_alpn_select_cb(server.get(), choose, &made);
  made.selected = "http/1.1";
  BOOST_TEST(!connect()->client->speaks_http2());
  BOOST_TEST(made.offered == "\x02h2\x08http/1.1");
  offered = http_version::http1;
  BOOST_TEST(!connect()->client->speaks_http2());
  BOOST_TEST(made.offered == "\x08http/1.1");
  made.selected = "h2";
  for (const http_version demanded : {http_version::http2, http_version::http2_prior_knowledge}) {
    offered = demanded;
    BOOST_TEST(connect()->client->speaks_http2());
    BOOST_TEST(made.offered == "\x02h2");
  }
}

BOOST_DATA_TEST_CASE_F(fixture, server_that_knows_no_alpn_speaks_http_1_1, versions, version) {
  serve(version);
  BOOST_TEST(!connect()->client->speaks_http2());
}

BOOST_DATA_TEST_CASE_F(fixture, server_without_what_is_offered_is_named, versions, version) {
  serve(version);
  choice made;
  made.answer = SSL_TLSEXT_ERR_ALERT_FATAL;
  SSL_CTX_set_alpn_select_cb(server.get(), choose, &made);
  const auto refused = open();
  BOOST_TEST(!refused->shake_hands());
  BOOST_TEST((refused->failure.cause == cause::tls_failed));
  BOOST_TEST(
      refused->failure.message ==
      "TLS handshake with one.example failed: the server offers no version of HTTP that is "
      "asked for");
}

BOOST_DATA_TEST_CASE_F(fixture, protocol_that_was_not_offered_is_refused, versions, version) {
  serve(version);
  choice made;
  made.selected = "h2";
  offered = http_version::http1;
  SSL_CTX_set_alpn_select_cb(server.get(), choose, &made);
  const auto refused = open();
  BOOST_TEST(!refused->shake_hands());
  BOOST_TEST((refused->failure.cause == cause::tls_failed));
}

BOOST_AUTO_TEST_SUITE_END()
