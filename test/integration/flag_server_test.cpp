#include "flag_server_fixture.hpp"
#include "flags.hpp"
#include "temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>
#include <regex>
#include <set>

namespace {

using namespace haul::test;
using namespace std::chrono_literals;
using boost::asio::awaitable;
using haul::server_behaviour;

struct flag_server_tests : flag_server_fixture {
  // What a server says on a connection of its own until it closes that.
  std::string talk(const std::string& bytes) {
    std::string said;
    const auto client = [&]() -> awaitable<void> {
      raw_client connection(*context);
      co_await connection.connect(server->url());
      co_await connection.send(bytes);
      said = co_await connection.read_to_end();
    };
    run(client());
    return said;
  }

  // The codes that get a teapot when all 676 are asked for once, in some order, by some clients.
  std::set<std::string> teapots(
      const server_behaviour& behaviour, std::vector<std::string> codes, std::size_t clients) {
    serve(behaviour);
    std::set<std::string> found;
    const auto ask_rest = [&]() -> awaitable<void> {
      raw_client connection(*context);
      co_await connection.connect(server->url());
      while (!codes.empty()) {
        const std::string code = codes.back();
        codes.pop_back();
        const raw_reply reply = co_await connection.ask(get(path_of(code)));
        if (reply.status == 418)
          found.insert(code);
        else
          BOOST_TEST(reply.status == (haul::find_flag(code) == nullptr ? 404U : 200U));
      }
    };
    std::vector<awaitable<void>> running;
    for (std::size_t each = 0; each != clients; ++each)
      running.push_back(ask_rest());
    run(std::move(running));
    BOOST_TEST(server->requests() == 676U);
    return found;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(flag_server, flag_server_tests)

BOOST_AUTO_TEST_CASE(every_flag_is_served_and_nothing_else) {
  serve();
  std::vector<std::string> requests;
  for (const std::string& code : every_code())
    requests.push_back(get(path_of(code)));
  const std::vector<raw_reply> replies = ask(requests);
  std::size_t position = 0;
  for (const std::string& code : every_code()) {
    const raw_reply& reply = replies[position++];
    if (const haul::flag* flag = haul::find_flag(code)) {
      BOOST_TEST(reply.status == 200U);
      BOOST_TEST(reply.field("Content-Type") == "image/gif");
      BOOST_TEST((reply.body == flag->gif), code);
    } else {
      BOOST_TEST(reply.status == 404U);
    }
  }
  BOOST_TEST(server->requests() == 676U);
}

BOOST_AUTO_TEST_CASE(case_query_and_absolute_form_make_no_difference) {
  serve();
  for (const raw_reply& reply :
       ask({get("/BR/Br.GIF"), get("/br/br.gif?size=16"), get("http://flags/br/br.gif")}))
    BOOST_TEST((reply.body == haul::find_flag("BR")->gif));
  for (const raw_reply& reply : ask({get("/br/us.gif"), get("/"), get("/br/br.gif/"), get("*")}))
    BOOST_TEST(reply.status == 404U);
}

BOOST_AUTO_TEST_CASE(head_says_the_length_and_sends_no_body) {
  serve();
  const auto client = [&]() -> awaitable<void> {
    raw_client connection(*context);
    co_await connection.connect(server->url());
    co_await connection.send("HEAD /br/br.gif HTTP/1.1\r\nHost: flags\r\n\r\n" + get("/us/us.gif"));
    const raw_reply head = co_await connection.read(false);
    BOOST_TEST(head.status == 200U);
    BOOST_TEST(head.field("Content-Length") == "367");
    const raw_reply next = co_await connection.read();
    BOOST_TEST((next.body == haul::find_flag("US")->gif));
  };
  run(client());
}

BOOST_AUTO_TEST_CASE(other_methods_are_told_which_are_allowed) {
  serve();
  for (const std::string method : {"DELETE", "OPTIONS", "BREW"}) {
    const auto replies =
        ask({method + " /br/br.gif HTTP/1.1\r\nHost: flags\r\n\r\n", get("/br/br.gif")});
    BOOST_TEST(replies[0].status == 405U);
    BOOST_TEST(replies[0].field("Allow") == "GET, HEAD");
    BOOST_TEST(replies[1].status == 200U);
  }
}

BOOST_AUTO_TEST_CASE(a_body_is_not_taken_for_the_next_request) {
  serve();
  const std::string inner = get("/us/us.gif");
  for (const std::string method : {"POST", "GET"}) {
    const std::string said = talk(
        method + " /br/br.gif HTTP/1.1\r\nHost: flags\r\nContent-Length: " +
        std::to_string(inner.size()) + "\r\n\r\n" + inner);
    BOOST_TEST(said.find("\r\nConnection: close\r\n") != std::string::npos);
    BOOST_TEST(said.find("HTTP/1.1", 1) == std::string::npos, "answered twice");
  }
  // More than fits into the buffers of a connection: the reply comes through all the same.
  const std::string large(500'000, 'x');
  const std::string said =
      talk("PUT / HTTP/1.1\r\nHost: flags\r\nContent-Length: 500000\r\n\r\n" + large);
  BOOST_TEST(said.starts_with("HTTP/1.1 405 "));
}

BOOST_AUTO_TEST_CASE(what_is_no_request_is_answered_400_and_closed) {
  serve();
  for (const std::string bytes :
       {"nonsense\r\n\r\n", "GET /br/br.gif HTTP/1.1\r\n\r\n",
        "GET /br/br.gif HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /br/br.gif HTTP/1.1\r\nHost flags\r\n\r\n", "GET /br/br.gif\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"}) {
    const std::string said = talk(bytes);
    BOOST_TEST(said.starts_with("HTTP/1.1 400 "), bytes << said);
    BOOST_TEST(said.find("\r\nConnection: close\r\n") != std::string::npos);
  }
  BOOST_TEST(ask(get("/br/br.gif")).status == 200U);
}

BOOST_AUTO_TEST_CASE(an_endless_header_is_answered_431_and_closed) {
  serve();
  const std::string start = "GET /br/br.gif HTTP/1.1\r\nHost: flags\r\nX: ";
  BOOST_TEST(talk(start + std::string(100'000, 'x')).starts_with("HTTP/1.1 431 "));
  std::string fields = start;
  for (int each = 0; each != 10'000; ++each)
    fields += "1\r\nX: ";
  BOOST_TEST(talk(fields).starts_with("HTTP/1.1 431 "));
  BOOST_TEST(ask(start + std::string(4000, 'x') + "\r\n\r\n").status == 200U);
}

BOOST_AUTO_TEST_CASE(pipelined_requests_are_answered_in_order_however_they_are_cut) {
  serve();
  const std::string both = get("/br/br.gif") + get("/us/us.gif") + get("/zz/zz.gif");
  for (std::size_t cut = 0; cut <= both.size(); ++cut) {
    const auto client = [&]() -> awaitable<void> {
      raw_client connection(*context);
      co_await connection.connect(server->url());
      co_await connection.send(both.substr(0, cut));
      co_await connection.send(both.substr(cut));
      const raw_reply first = co_await connection.read();
      const raw_reply second = co_await connection.read();
      const raw_reply third = co_await connection.read();
      BOOST_TEST((first.body == haul::find_flag("BR")->gif));
      BOOST_TEST((second.body == haul::find_flag("US")->gif));
      BOOST_TEST(third.status == 404U);
    };
    run(client());
  }
}

BOOST_AUTO_TEST_CASE(whoever_asks_for_it_is_disconnected_after_the_reply) {
  serve();
  for (const std::string bytes :
       {"GET /br/br.gif HTTP/1.0\r\n\r\n",
        "GET /br/br.gif HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        "GET /br/br.gif HTTP/1.1\r\nHost: flags\r\nConnection: close\r\n\r\n"}) {
    const std::string said = talk(bytes);
    BOOST_TEST(said.starts_with("HTTP/1.1 200 "));
    BOOST_TEST(said.find("\r\nConnection: close\r\n") != std::string::npos);
    BOOST_TEST(said.ends_with(haul::find_flag("BR")->gif));
  }
}

BOOST_AUTO_TEST_CASE(each_reply_has_a_date) {
  serve();
  const std::string date = ask(get("/br/br.gif")).field("Date");
  const std::regex form("(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-3]\\d [A-Z][a-z]{2} \\d{4} "
                        "[0-2]\\d:[0-5]\\d:[0-6]\\d GMT");
  BOOST_TEST(std::regex_match(date, form), date);
}

BOOST_AUTO_TEST_CASE(teapots_depend_on_the_seed_and_not_on_order_or_concurrency) {
  server_behaviour behaviour;
  behaviour.error_rate = 0.25;
  behaviour.seed = 7;
  std::vector<std::string> codes = every_code();
  const std::set<std::string> expected = teapots(behaviour, codes, 1);
  BOOST_TEST(expected.size() > 120U);
  BOOST_TEST(expected.size() < 220U);
  std::mt19937 shuffling(1);
  for (const std::size_t clients : {2U, 16U, 64U}) {
    std::ranges::shuffle(codes, shuffling);
    BOOST_TEST((teapots(behaviour, codes, clients) == expected));
  }
  behaviour.delay_max = 20ms;
  BOOST_TEST((teapots(behaviour, codes, 64) == expected));
  behaviour.seed = 8;
  BOOST_TEST((teapots(behaviour, codes, 64) != expected));
}

BOOST_AUTO_TEST_CASE(asking_again_draws_again_and_repeatably) {
  server_behaviour behaviour;
  behaviour.error_rate = 0.5;
  std::vector<std::vector<unsigned>> runs;
  for (int time = 0; time != 2; ++time) {
    serve(behaviour);
    std::vector<unsigned>& statuses = runs.emplace_back();
    for (const raw_reply& reply : ask(std::vector<std::string>(50, get("/br/br.gif"))))
      statuses.push_back(reply.status);
    BOOST_TEST(std::ranges::count(statuses, 200U) > 10);
    BOOST_TEST(std::ranges::count(statuses, 418U) > 10);
  }
  BOOST_TEST((runs[0] == runs[1]));
}

BOOST_AUTO_TEST_CASE(a_teapot_says_so) {
  server_behaviour behaviour;
  behaviour.error_rate = 1;
  serve(behaviour);
  for (const raw_reply& reply : ask({get("/br/br.gif"), get("/zz/zz.gif"), get("/other")}))
    BOOST_TEST(reply.header.starts_with("HTTP/1.1 418 I'm a Teapot\r\n"));
}

BOOST_AUTO_TEST_CASE(a_thousand_delays_run_side_by_side_and_none_is_cut_short) {
  server_behaviour behaviour;
  behaviour.delay_min = 300ms;
  behaviour.delay_max = 600ms;
  serve(behaviour);
  const auto start = std::chrono::steady_clock::now();
  const auto ask_one = [&]() -> awaitable<void> {
    raw_client connection(*context);
    co_await connection.connect(server->url());
    const raw_reply reply = co_await connection.ask(get("/br/br.gif"));
    BOOST_TEST(reply.status == 200U);
    BOOST_TEST((std::chrono::steady_clock::now() - start >= 300ms));
  };
  std::vector<awaitable<void>> clients;
  for (int each = 0; each != 1000; ++each)
    clients.push_back(ask_one());
  // One after the other they would take 450 s, and the loop gives up after 60.
  run(std::move(clients));
  BOOST_TEST(server->requests() == 1000U);
}

BOOST_AUTO_TEST_SUITE_END()
