// Who is told what along redirects: every way of telling a secret by every way of leading on.
#include "background_server.hpp"
#include "certificate.hpp"
#include "get_program.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace haul::test;
namespace asio = boost::asio;
using strings = std::vector<std::string>;

// One letter is one origin: home, another port, another host (at the same port), another scheme,
// and the home written in another way.
struct route {
  const char* label;
  const char* hops;
  std::size_t told; // how many of the hops, from the first on, may see the secret
};

std::ostream& operator<<(std::ostream& to, const route& shown) {
  return to << shown.label;
}

const route routes[] = {
    {"no_redirect", "h", 1},
    {"same_origin", "hhh", 3},
    {"same_origin_in_capitals", "hHh", 3},
    {"other_port", "hp", 1},
    {"other_host", "ho", 1},
    {"other_scheme", "hs", 1},
    {"within_another_origin", "hpp", 1},
    {"back_from_another_port", "hhph", 2},
    {"back_from_another_host", "hohh", 1},
    {"around_all", "hpohops", 1},
};

// A way to tell a secret.
struct teller {
  const char* label;
  const char* seen; // what a server sees of it
};

std::ostream& operator<<(std::ostream& to, const teller& shown) {
  return to << shown.label;
}

constexpr const char* basic = "Authorization: Basic Q0FOQVJZOkNBTkFSWQ=="; // CANARY:CANARY

const teller tellers[] = {
    {"header", "X-Key: CANARY"},
    {"cookie", "Cookie: CANARY=1"},
    {"authorization", "Authorization: CANARY"},
    {"headers_file", "X-File: CANARY"},
    {"descriptor", "X-File: CANARY"},
    {"row", "X-Row: CANARY"},
    {"userinfo", basic},
    {"netrc", basic},
    {"bearer", "Authorization: Bearer CANARY"},
};

// `/N` leads to the next place of the route; the last one has the file.
asio::awaitable<void> play_route(scripted_connection peer, const strings& places) {
  while (true) {
    const std::string request = co_await peer.read_request();
    if (request.empty())
      co_return;
    const std::size_t next = std::stoul(request.substr(5)) + 1;
    std::string answer = reply("200 OK", "there");
    if (next < places.size())
      answer =
          reply("302 Found", "", "Set-Cookie: PLANTED=1\r\nLocation: " + places[next] + "\r\n");
    co_await peer.send(std::move(answer));
  }
}

certificate_request for_home() {
  certificate_request made;
  made.names = {"DNS:home.example"};
  return made;
}

struct fixture : get_program {
  fixture() { list("ca.pem", shown.pem()); }

  scripted_server::script following() {
    return [this](scripted_connection peer) { return play_route(std::move(peer), places); };
  }

  std::string origin(char which) const {
    const std::string home_port = std::to_string(home.port());
    switch (which) {
    case 'h': return "http://home.example:" + home_port;
    case 'H': return "HTTP://Home.EXAMPLE:" + home_port;
    case 'p': return "http://home.example:" + std::to_string(other.port());
    case 'o': return "http://other.example:" + home_port;
    default: return "https://home.example:" + std::to_string(secure.port());
    }
  }

  void lay(const char* hops) {
    places.clear();
    for (std::size_t each = 0; hops[each] != '\0'; ++each)
      places.push_back(origin(hops[each]) + "/" + std::to_string(each));
  }

  // The request that the place of this number got; empty without one.
  std::string request_at(std::size_t number) {
    for (background_server* each : {&home, &other, &secure}) {
      for (const std::string& request : each->requests()) {
        if (request.starts_with("GET /" + std::to_string(number) + " "))
          return request;
      }
    }
    return "";
  }

  finished_process tell(const std::string& how) const {
    std::string start = places.front();
    if (how == "userinfo")
      start.insert(7, "CANARY:CANARY@");
    const std::string header = how == "row" ? "X-Row: CANARY" : "X-None: 1";
    const std::string rows = list(
        "t.jsonl",
        "{\"code\": \"a\", \"url\": \"" + start + "\", \"header\": \"" + header + "\"}\n");
    strings arguments = {"-i", rows, "--ca-file", aside("ca.pem"), "--retry", "0"};
    for (const background_server* each : {&home, &other, &secure}) {
      const std::string there = ".example:" + std::to_string(each->port()) + ":127.0.0.1";
      arguments.push_back("--resolve=home" + there);
      arguments.push_back("--resolve=other" + there);
    }
    command_line command = get(with_secret(how, std::move(arguments)));
    if (how == "bearer")
      command.environment["HAUL_BEARER_TOKEN"] = "CANARY";
    if (how == "descriptor")
      command = reading_from(std::move(command), list("headers", "X-File: CANARY\n"));
    return run(command);
  }

  strings with_secret(const std::string& how, strings arguments) const {
    strings more;
    if (how == "header")
      more = {"-H", "X-Key: CANARY"};
    else if (how == "cookie")
      more = {"-H", "Cookie: CANARY=1"};
    else if (how == "authorization")
      more = {"-H", "Authorization: CANARY"};
    else if (how == "headers_file")
      more = {"--headers-file", list("headers", "X-File: CANARY\n")};
    else if (how == "descriptor")
      more = {"--headers-file", "/dev/stdin"};
    else if (how == "netrc")
      more = {"--netrc-file", list("netrc", "default login CANARY password CANARY\n")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }

  certificate shown{for_home()};
  strings places;
  background_server home{following()};
  background_server other{following()};
  background_server secure{server_context(shown), following()};
};

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(redirect_matrix, fixture)

BOOST_DATA_TEST_CASE_F(
    fixture, secret_is_told_up_to_the_first_step_away,
    boost::unit_test::data::make(tellers) * boost::unit_test::data::make(routes), way, taken) {
  lay(taken.hops);
  const finished_process ran = tell(way.label);
  BOOST_TEST(ran.ended.code == 0, ran.output + ran.errors);
  BOOST_TEST(content("a") == "there");
  for (std::size_t place = 0; place < places.size(); ++place) {
    const std::string request = request_at(place);
    BOOST_TEST_CONTEXT("place " << place << " was asked: " << request) {
      BOOST_TEST(holds(request, "\r\nUser-Agent: haul"));
      BOOST_TEST(holds(request, way.seen) == (place < taken.told));
      BOOST_TEST(!holds(request, "PLANTED"));
      if (place >= taken.told) {
        BOOST_TEST(!holds(request, "CANARY"));
        BOOST_TEST(!holds(request, "Authorization"));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(way_from_https_to_http_is_not_taken) {
  lay("hsh");
  const finished_process ran = tell("header");
  BOOST_TEST(ran.ended.code == 1);
  BOOST_TEST(holds(ran.output + ran.errors, "from https to http"), ran.output + ran.errors);
  BOOST_TEST(request_at(1) != "");
  BOOST_TEST(request_at(2) == "");
  BOOST_TEST(files().empty());
}

// A Location's own user name is nobody's wish.
BOOST_AUTO_TEST_CASE(credentials_that_a_server_plants_are_not_sent) {
  lay("hhp");
  places[1].insert(7, "PLANTED:PLANTED@");
  places[2].insert(7, "PLANTED:PLANTED@");
  BOOST_TEST(tell("row").ended.code == 0);
  for (const std::size_t place : {1U, 2U})
    BOOST_TEST(!holds(request_at(place), "Authorization"), request_at(place));
  BOOST_TEST(holds(request_at(1), "X-Row: CANARY"));
}

BOOST_AUTO_TEST_SUITE_END()
