// Certificates over the command line: the client's own, and servers that are not verified.
#include "certificate.hpp"
#include "get_program.hpp"
#include "scripted_server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <openssl/pem.h>

#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace haul::test;
namespace asio = boost::asio;
using strings = std::vector<std::string>;

constexpr const char* password = "CANARY-password";

// A key as `openssl ec -aes256` writes it.
std::string encrypted(const std::string& key_pem) {
  BIO* const in = BIO_new_mem_buf(key_pem.data(), static_cast<int>(key_pem.size()));
  EVP_PKEY* const key = PEM_read_bio_PrivateKey(in, nullptr, nullptr, nullptr);
  BIO* const out = BIO_new(BIO_s_mem());
  std::string phrase = password;
  PEM_write_bio_PrivateKey(
      out, key, EVP_aes_256_cbc(), reinterpret_cast<unsigned char*>(phrase.data()),
      static_cast<int>(phrase.size()), nullptr, nullptr);
  char* data = nullptr;
  const long size = BIO_get_mem_data(out, &data);
  std::string text(data, static_cast<std::size_t>(size));
  EVP_PKEY_free(key);
  BIO_free(in);
  BIO_free(out);
  return text;
}

// A TLS server in a thread of its own, on the loopback.
class tls_server {
 public:
  tls_server(const certificate& shown, const certificate* clients_of)
      : server_(
            context_, make_context(shown, clients_of), answer_always(reply("200 OK", "secret"))),
        thread_([this] { context_.run(); }) {}
  ~tls_server() { stop(); }
  tls_server(const tls_server&) = delete;
  tls_server& operator=(const tls_server&) = delete;

  std::string url() const { return server_.url("/{code}"); }

  // How many requests came in all; nothing more is served afterwards.
  std::size_t requests() {
    stop();
    return server_.requests().size();
  }

 private:
  void stop() {
    context_.stop();
    if (thread_.joinable())
      thread_.join();
  }

  static asio::ssl::context make_context(const certificate& shown, const certificate* clients_of) {
    asio::ssl::context made = weak_context(shown);
    if (clients_of != nullptr) {
      const std::string authority = clients_of->pem();
      made.add_certificate_authority(asio::buffer(authority));
      made.set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert);
    }
    return made;
  }

  asio::io_context context_;
  scripted_server server_;
  std::thread thread_;
};

struct fixture : get_program {
  fixture() : authority(authority_request()), own(client_request(), &authority) {
    list("ca.pem", authority.pem());
    list("cert.pem", own.pem());
    list("key.pem", own.key_pem());
    list("encrypted.pem", encrypted(own.key_pem()));
  }

  static certificate_request client_request() {
    certificate_request wanted;
    wanted.common_name = "haul test client";
    wanted.names = {"email:client@example.org"};
    return wanted;
  }

  finished_process ask(
      const tls_server& server, const strings& more, const std::string& key_password = "") const {
    strings arguments = {server.url(), "a", "--overwrite", "--retry", "0"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    command_line command = get(arguments);
    if (!key_password.empty())
      command.environment["HAUL_KEY_PASSWORD"] = key_password;
    return run(command);
  }

  strings with_certificate(const std::string& key) const {
    return {"--ca-file", aside("ca.pem"), "--cert", aside("cert.pem"), "--key", aside(key)};
  }

  certificate authority;
  certificate own;
};

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

certificate_request with_names(strings names, int valid_from, int valid_until, int rsa_bits) {
  certificate_request made;
  made.names = std::move(names);
  made.valid_from = valid_from;
  made.valid_until = valid_until;
  made.rsa_bits = rsa_bits;
  return made;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(get_certificates, fixture)

BOOST_AUTO_TEST_CASE(server_that_asks_for_a_certificate_gets_it) {
  tls_server server(certificate({}, &authority), &authority);
  const finished_process ran = ask(server, with_certificate("key.pem"));
  BOOST_TEST(ran.ended.code == 0, ran.errors);
  BOOST_TEST(content("a") == "secret");
  BOOST_TEST(server.requests() == 1U);
}

BOOST_AUTO_TEST_CASE(without_a_certificate_such_a_server_says_no) {
  tls_server server(certificate({}, &authority), &authority);
  BOOST_TEST(ask(server, {"--ca-file", aside("ca.pem")}).ended.code == 1);
  BOOST_TEST(files().empty());
  BOOST_TEST(server.requests() == 0U);
}

BOOST_AUTO_TEST_CASE(certificate_and_key_may_stand_in_one_file) {
  tls_server server(certificate({}, &authority), &authority);
  const std::string both = list("both.pem", own.pem() + own.key_pem());
  BOOST_TEST(ask(server, {"--ca-file", aside("ca.pem"), "--cert", both}).ended.code == 0);
}

BOOST_AUTO_TEST_CASE(chain_behind_the_certificate_is_sent) {
  certificate_request middle = authority_request();
  middle.common_name = "intermediate";
  const certificate intermediate(middle, &authority);
  const certificate leaf(client_request(), &intermediate);
  tls_server server(certificate({}, &authority), &authority);
  list("cert.pem", leaf.pem());
  list("key.pem", leaf.key_pem());
  BOOST_TEST(ask(server, with_certificate("key.pem")).ended.code == 1);
  list("cert.pem", leaf.pem() + intermediate.pem());
  BOOST_TEST(ask(server, with_certificate("key.pem")).ended.code == 0);
}

BOOST_AUTO_TEST_CASE(password_of_a_key_comes_from_the_environment) {
  tls_server server(certificate({}, &authority), &authority);
  const finished_process ran = ask(server, with_certificate("encrypted.pem"), password);
  BOOST_TEST(ran.ended.code == 0, ran.errors);
  BOOST_TEST(!holds(ran.output + ran.errors, "CANARY"));
}

// Nobody is asked for it either: the run would hang.
BOOST_AUTO_TEST_CASE(key_that_can_not_be_read_is_named_before_the_first_request) {
  tls_server server(certificate({}, &authority), &authority);
  for (const char* wrong : {"", "CANARY", "CANARY-password1"}) {
    const finished_process ran = ask(server, with_certificate("encrypted.pem"), wrong);
    BOOST_TEST(ran.ended.code == 2);
    BOOST_TEST(holds(ran.errors, "encrypted.pem' can't be used"), ran.errors);
    BOOST_TEST(!holds(ran.output + ran.errors, "CANARY"), ran.errors);
  }
  BOOST_TEST(ask(server, with_certificate("missing.pem")).ended.code == 2);
  BOOST_TEST(holds(ask(server, with_certificate("missing.pem")).errors, "missing.pem' can't be"));
  const certificate other(client_request(), &authority);
  list("other.pem", other.key_pem());
  BOOST_TEST(holds(ask(server, with_certificate("other.pem")).errors, "other.pem' can't be used"));
  const finished_process none = ask(server, {"--cert", aside("missing.pem")});
  BOOST_TEST(none.ended.code == 2);
  BOOST_TEST(holds(none.errors, "the client certificate in '"), none.errors);
  BOOST_TEST(server.requests() == 0U);
}

BOOST_AUTO_TEST_CASE(insecure_takes_any_certificate) {
  const certificate_request refused[] = {
      {},
      with_names({"IP:127.0.0.2"}, -1, 30, 0),
      with_names({"DNS:localhost"}, -30, -1, 0),
      with_names({}, 1, 30, 0),
      with_names({"IP:127.0.0.1"}, -1, 30, 1024)};
  for (const certificate_request& each : refused) {
    tls_server server(certificate(each), nullptr);
    BOOST_TEST(ask(server, {}).ended.code == 1);
    const finished_process ran = ask(server, {"--insecure"});
    BOOST_TEST(ran.ended.code == 0, ran.output + ran.errors);
    BOOST_TEST(content("a") == "secret");
    BOOST_TEST(server.requests() == 1U);
    std::filesystem::remove(folder() / "a");
  }
}

BOOST_AUTO_TEST_CASE(insecure_warns_once_also_when_quiet) {
  tls_server server{certificate(certificate_request()), nullptr};
  for (const strings& way : {strings{"-k"}, strings{"-k", "-q"}, strings{"--insecure", "-v"}}) {
    const finished_process ran = ask(server, way);
    BOOST_TEST(ran.ended.code == 0);
    const std::size_t first = ran.errors.find("--insecure");
    BOOST_TEST(first != std::string::npos, ran.errors);
    BOOST_TEST(ran.errors.find("--insecure", first + 1) == std::string::npos, ran.errors);
  }
  BOOST_TEST(!holds(ask(server, {"-q"}).errors, "--insecure"));
}

BOOST_AUTO_TEST_SUITE_END()
