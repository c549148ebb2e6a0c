#include "resolver.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <vector>

using namespace haul;
namespace asio = boost::asio;
using asio::ip::udp;

namespace {

// A name server that answers A queries by the first letter of the name: `y` 192.0.2.1, `n` no such
// name, `f` failure, `s` nothing at all. AAAA queries get an empty answer.
struct name_server {
  explicit name_server(asio::io_context& context)
      : socket(context, udp::endpoint(asio::ip::address_v4::loopback(), 0)) {
    asio::co_spawn(
        context, serve(*this), [](std::exception_ptr failed) { BOOST_TEST((failed == nullptr)); });
  }

  static asio::awaitable<void> serve(name_server& self) {
    constexpr auto token = asio::as_tuple(asio::use_awaitable);
    std::string query(512, '\0');
    udp::endpoint from;
    while (true) {
      const asio::mutable_buffer room = asio::buffer(query);
      const auto [failed, size] = co_await self.socket.async_receive_from(room, from, token);
      if (failed)
        co_return;
      ++self.queries;
      if (self.asked)
        self.asked();
      const std::string reply = answer(query.substr(0, size));
      if (reply.empty())
        continue;
      const asio::const_buffer sent = asio::buffer(reply);
      co_await self.socket.async_send_to(sent, from, token);
    }
  }

  // RFC 1035 section 4: header, question, and one record that points back at the question's name.
  static std::string answer(const std::string& query) {
    const char kind = query[13];
    const bool wants_v4 = query[query.size() - 3] == 1;
    if (kind == 's')
      return {};
    std::string reply = query;
    reply[2] = static_cast<char>(0x81);
    reply[3] = static_cast<char>(kind == 'n' ? 0x83 : kind == 'f' ? 0x82 : 0x80);
    if (kind == 'y' && wants_v4) {
      reply[7] = 1;
      reply += std::string("\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\1", 16);
    }
    return reply;
  }

  std::string address() const {
    return "127.0.0.1:" + std::to_string(socket.local_endpoint().port());
  }

  udp::socket socket;
  int queries = 0;
  std::function<void()> asked;
};

struct fixture {
  using answer = result<std::vector<asio::ip::address>>;

  // Looks a name up and ends everything.
  answer look_up(const std::string& host) {
    haul::resolver names(context.get_executor(), servers.empty() ? server.address() : servers);
    haul::deadline until(wheel, std::chrono::milliseconds(0));
    server.asked = [&] {
      if (cancel_when_asked)
        until.cancel();
    };
    std::vector<answer> got;
    asio::co_spawn(
        context, names.resolve(host, until),
        asio::bind_cancellation_slot(until.slot(), [&](std::exception_ptr failed, answer found) {
          BOOST_TEST((failed == nullptr));
          got.push_back(std::move(found));
          context.stop();
        }));
    context.run_for(std::chrono::seconds(60));
    BOOST_TEST_REQUIRE(got.size() == 1U);
    server.asked = nullptr;
    return got[0];
  }

  asio::io_context context;
  deadline_wheel wheel{context.get_executor()};
  name_server server{context};
  bool cancel_when_asked = false;
  std::string servers; // in place of the one above
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(resolver, fixture)

BOOST_AUTO_TEST_CASE(address_is_its_own_answer) {
  const answer four = look_up("192.0.2.7");
  BOOST_TEST_REQUIRE(four.has_value());
  BOOST_TEST(four->front().to_string() == "192.0.2.7");
  BOOST_TEST(server.queries == 0);
}

BOOST_AUTO_TEST_CASE(hosts_file_comes_before_the_name_server) {
  const answer found = look_up("localhost");
  BOOST_TEST_REQUIRE(found.has_value());
  BOOST_TEST(found->front().is_loopback());
  BOOST_TEST(server.queries == 0);
}

BOOST_AUTO_TEST_CASE(name_server_is_asked) {
  const answer found = look_up("yes.example.org");
  BOOST_TEST_REQUIRE(found.has_value());
  BOOST_TEST_REQUIRE(found->size() == 1U);
  BOOST_TEST(found->front().to_string() == "192.0.2.1");
}

BOOST_AUTO_TEST_CASE(name_that_does_not_exist_is_not_found) {
  const answer found = look_up("no.example.org");
  BOOST_TEST_REQUIRE(!found.has_value());
  BOOST_TEST((found.error().cause == cause::name_not_found));
  BOOST_TEST((found.error().stage == stage::resolve));
  BOOST_TEST(found.error().message == "host no.example.org not found");
}

BOOST_AUTO_TEST_CASE(server_failure_is_another_error) {
  const answer found = look_up("fail.example.org");
  BOOST_TEST_REQUIRE(!found.has_value());
  BOOST_TEST((found.error().cause == cause::look_up_failed));
}

// The first server refuses, and the socket to the second may get the descriptor of the first.
BOOST_AUTO_TEST_CASE(second_name_server_is_asked_when_the_first_refuses) {
  udp::socket closed(context, udp::endpoint(asio::ip::address_v4::loopback(), 0));
  const std::string refusing = "127.0.0.1:" + std::to_string(closed.local_endpoint().port());
  closed.close();
  servers = refusing + "," + server.address();
  const answer found = look_up("yes.example.org");
  BOOST_TEST_REQUIRE(found.has_value());
  BOOST_TEST(found->front().to_string() == "192.0.2.1");
}

// Nothing is left to keep the loop busy: no query that is asked again and again.
BOOST_AUTO_TEST_CASE(look_up_that_nobody_waits_for_is_dropped) {
  cancel_when_asked = true;
  haul::resolver names(context.get_executor(), server.address());
  haul::deadline until(wheel, std::chrono::milliseconds(0));
  server.asked = [&] { until.cancel(); };
  const std::string host = "silent.example.org"; // outlives the coroutine, which refers to it
  asio::co_spawn(
      context, names.resolve(host, until),
      asio::bind_cancellation_slot(until.slot(), [&](std::exception_ptr, const answer&) {
        boost::system::error_code ignored;
        server.socket.close(ignored);
      }));
  context.run_for(std::chrono::seconds(20));
  BOOST_TEST(context.stopped());
}

// The name server never answers: whoever gives up must not have to wait for it.
BOOST_AUTO_TEST_CASE(cancel_leaves_a_look_up_at_once) {
  cancel_when_asked = true;
  const answer found = look_up("silent.example.org");
  BOOST_TEST_REQUIRE(!found.has_value());
  BOOST_TEST((found.error().cause == cause::cancelled));
  BOOST_TEST((found.error().stage == stage::resolve));
}

BOOST_AUTO_TEST_SUITE_END()
