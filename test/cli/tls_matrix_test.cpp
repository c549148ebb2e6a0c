// Whom haul believes over TLS: each way to be the wrong server, and each way to be the right one.
#include "background_server.hpp"
#include "certificate.hpp"
#include "get_program.hpp"
#include "list_server.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace haul::test;
namespace asio = boost::asio;
using strings = std::vector<std::string>;

constexpr const char* address = "127.0.0.1";
constexpr const char* name = "www.haul.example";

// Who signed a server's certificate.
enum class signer { authority, stranger, itself, middle };

// What a server shows, and what haul says to it.
struct appearance {
  const char* label;
  const char* host = address;
  certificate_request shown;
  signer by = signer::authority;
  certificate_request middle; // the authority between, where it signs
  bool sends_middle = true;
  const char* reason = ""; // why it is refused; empty: it is trusted
};

std::ostream& operator<<(std::ostream& to, const appearance& shown) {
  return to << shown.label;
}

certificate_request authority_named(const std::string& common_name) {
  certificate_request made;
  made.common_name = common_name;
  made.authority = true;
  made.names.clear();
  return made;
}

certificate_request naming(strings names) {
  certificate_request made;
  made.names = std::move(names);
  return made;
}

certificate_request valid(int from, int until) {
  certificate_request made;
  made.valid_from = from;
  made.valid_until = until;
  return made;
}

certificate_request keyed(int bits, bool sha1 = false) {
  certificate_request made;
  made.rsa_bits = bits;
  made.sha1 = sha1;
  return made;
}

certificate_request only_common_name(const char* common_name) {
  certificate_request made = naming({});
  made.common_name = common_name;
  return made;
}

appearance at_host(
    const char* label, const char* host, certificate_request shown, const char* reason) {
  appearance made;
  made.label = label;
  made.host = host;
  made.shown = std::move(shown);
  made.reason = reason;
  return made;
}

appearance at_address(const char* label, certificate_request shown, const char* reason) {
  return at_host(label, address, std::move(shown), reason);
}

appearance signed_by(const char* label, signer by, const char* reason) {
  appearance made = at_address(label, {}, reason);
  made.by = by;
  return made;
}

appearance through(const char* label, certificate_request middle, bool sent, const char* reason) {
  appearance made = signed_by(label, signer::middle, reason);
  made.middle = std::move(middle);
  made.sends_middle = sent;
  return made;
}

certificate_request middle_with(int bits, bool sha1, int valid_until, bool authority) {
  certificate_request made = authority_named("haul test middle");
  made.rsa_bits = bits;
  made.sha1 = sha1;
  made.valid_until = valid_until;
  made.authority = authority;
  return made;
}

const appearance appearances[] = {
    at_address("address", {}, ""),
    at_host("name", name, naming({"DNS:www.haul.example"}), ""),
    at_host("name_in_capitals", "WWW.Haul.Example", naming({"DNS:www.haul.example"}), ""),
    at_host("name_with_a_dot", "www.haul.example.", naming({"DNS:www.haul.example"}), ""),
    at_host("wildcard", name, naming({"DNS:*.haul.example"}), ""),
    at_host("second_name", name, naming({"DNS:haul.example", "DNS:www.haul.example"}), ""),
    at_address("rsa_2048", keyed(2048), ""),
    through("middle_that_is_sent", middle_with(0, false, 30, true), true, ""),

    at_address("expired", valid(-30, -1), "certificate has expired"),
    at_address("not_valid_yet", valid(1, 30), "certificate is not yet valid"),
    at_address("other_address", naming({"IP:127.0.0.2"}), "IP address mismatch"),
    at_address("address_as_a_name", naming({"DNS:127.0.0.1"}), "IP address mismatch"),
    at_address("name_for_an_address", naming({"DNS:localhost"}), "IP address mismatch"),
    at_address("only_common_name_address", only_common_name(address), "IP address mismatch"),
    at_host("only_common_name", name, only_common_name(name), "hostname mismatch"),
    at_host("other_name", name, naming({"DNS:ftp.haul.example"}), "hostname mismatch"),
    at_host("address_for_a_name", name, naming({"IP:127.0.0.1"}), "hostname mismatch"),
    at_host("wildcard_for_two_labels", name, naming({"DNS:*.example"}), "hostname mismatch"),
    at_host(
        "wildcard_for_no_label", "haul.example", naming({"DNS:*.haul.example"}),
        "hostname mismatch"),
    at_host("wildcard_for_a_part", name, naming({"DNS:w*.haul.example"}), "hostname mismatch"),
    at_host("wildcard_in_the_middle", name, naming({"DNS:www.*.example"}), "hostname mismatch"),
    at_host("wildcard_for_everything", name, naming({"DNS:*"}), "hostname mismatch"),
    at_address("wildcard_for_an_address", naming({"DNS:*.0.0.1"}), "IP address mismatch"),
    signed_by("self_signed", signer::itself, "self-signed certificate"),
    signed_by("stranger", signer::stranger, "unable to get local issuer certificate"),
    at_address("rsa_1024", keyed(1024), "EE certificate key too weak"),
    at_address("sha1", keyed(2048, true), "CA signature digest algorithm too weak"),
    through(
        "middle_that_is_missing", middle_with(0, false, 30, true), false,
        "unable to get local issuer certificate"),
    through(
        "middle_that_is_no_authority", middle_with(0, false, 30, false), true,
        "invalid CA certificate"),
    through(
        "middle_that_expired", middle_with(0, false, -1, true), true, "certificate has expired"),
    through(
        "middle_of_1024_bits", middle_with(1024, false, 30, true), true,
        "CA certificate key too weak"),
    through(
        "middle_with_sha1", middle_with(0, true, 30, true), true,
        "CA signature digest algorithm too weak"),
};

struct fixture : get_program {
  fixture() { list("ca.pem", authority.pem()); }

  asio::ssl::context context_for(const appearance& wanted) const {
    if (wanted.by == signer::middle) {
      const certificate middle(wanted.middle, &authority);
      const certificate leaf(wanted.shown, &middle);
      return weak_context(leaf, wanted.sends_middle ? middle.pem() : "");
    }
    const certificate* const issuer = wanted.by == signer::authority  ? &authority
                                      : wanted.by == signer::stranger ? &stranger
                                                                      : nullptr;
    return weak_context(certificate(wanted.shown, issuer), "");
  }

  // The script counts handshakes that were finished: before that, no request can be sent.
  scripted_server::script counting() {
    const scripted_server::script answering = answer_always(reply("200 OK", "secret"));
    return [this, answering](scripted_connection peer) {
      ++handshakes;
      return answering(std::move(peer));
    };
  }

  void ask(background_server& server, const std::string& host) {
    const std::string place = host + ":" + std::to_string(server.port());
    strings arguments = {
        "https://" + place + "/{code}", "a", "--ca-file", aside("ca.pem"), "-H", "X-Key: CANARY"};
    if (host != address)
      arguments.push_back("--resolve=" + place + ":127.0.0.1");
    ran = get_recorded(arguments);
  }

  void check_refused(background_server& server, const char* kind, const std::string& reason) {
    BOOST_TEST(ran.ended.code == 1, ran.errors);
    BOOST_TEST(member(records().at(1), "error.kind") == kind);
    const std::string said = member(records().at(1), "error.message");
    BOOST_TEST(said.find(reason) != std::string::npos, said);
    BOOST_TEST((ran.output + ran.errors).find(reason) != std::string::npos, ran.output);
    BOOST_TEST(server.requests().empty());
    BOOST_TEST(handshakes == 0U);
    BOOST_TEST(server.connections() == 1U); // nor is it tried again
    BOOST_TEST(files().empty());
  }

  certificate authority{authority_named("haul test authority")};
  certificate stranger{authority_named("haul test stranger")};
  std::atomic<unsigned> handshakes = 0;
  finished_process ran;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(tls_matrix, fixture)

BOOST_DATA_TEST_CASE_F(fixture, server_is_believed_or_gets_no_request, appearances, sample) {
  background_server server(context_for(sample), counting());
  ask(server, sample.host);
  if (*sample.reason != '\0')
    return check_refused(server, "untrusted", sample.reason);
  BOOST_TEST(ran.ended.code == 0, ran.output + ran.errors);
  BOOST_TEST(content("a") == "secret");
  BOOST_TEST(server.requests().size() == 1U);
  BOOST_TEST(handshakes == 1U);
}

BOOST_DATA_TEST_CASE_F(
    fixture, old_version_gets_no_request,
    boost::unit_test::data::make({TLS1_VERSION, TLS1_1_VERSION}), version) {
  asio::ssl::context old = context_for(appearances[0]);
  SSL_CTX_set_min_proto_version(old.native_handle(), TLS1_VERSION);
  SSL_CTX_set_max_proto_version(old.native_handle(), version);
  background_server server(std::move(old), counting());
  ask(server, address);
  check_refused(server, "tls_failed", "protocol");
}

BOOST_DATA_TEST_CASE_F(
    fixture, current_version_is_taken,
    boost::unit_test::data::make({TLS1_2_VERSION, TLS1_3_VERSION}), version) {
  asio::ssl::context current = context_for(appearances[0]);
  SSL_CTX_set_min_proto_version(current.native_handle(), version);
  SSL_CTX_set_max_proto_version(current.native_handle(), version);
  background_server server(std::move(current), counting());
  ask(server, address);
  BOOST_TEST(ran.ended.code == 0, ran.output + ran.errors);
  BOOST_TEST(content("a") == "secret");
}

// Security level 2 is 112 bits: what signs is strong here, the exchange of keys is not.
BOOST_AUTO_TEST_CASE(weak_cipher_gets_no_request) {
  asio::ssl::context weak = context_for(appearances[0]);
  SSL_CTX_set_max_proto_version(weak.native_handle(), TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(weak.native_handle(), "NULL:@SECLEVEL=0");
  background_server server(std::move(weak), counting());
  ask(server, address);
  check_refused(server, "tls_failed", "handshake failure");
}

// Whoever is believed can't send haul to somebody who isn't.
BOOST_AUTO_TEST_CASE(redirect_leads_to_no_server_that_is_not_believed) {
  background_server untrusted(weak_context(certificate({}), ""), counting());
  const list_server first([&](const std::string&) {
    return answered("302 Found", "", "Location: " + untrusted.url("/x") + "\r\n");
  });
  ran = get_recorded({first.url("/{code}"), "a", "--ca-file", aside("ca.pem")});
  check_refused(untrusted, "untrusted", "self-signed certificate");
}

// Nothing is trusted that nobody named.
BOOST_AUTO_TEST_CASE(authority_that_was_not_named_is_not_believed) {
  background_server server(context_for(appearances[0]), counting());
  ran = get_recorded({server.url("/{code}"), "a"});
  check_refused(server, "untrusted", "unable to get local issuer certificate");
}

BOOST_AUTO_TEST_SUITE_END()
