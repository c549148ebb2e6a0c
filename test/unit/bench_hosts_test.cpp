#include "child_process.hpp"
#include "host_server.hpp"
#include "loop_thread.hpp"
#include "slow_names.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <memory>
#include <string>

using namespace haul;
using namespace haul::bench;
using namespace std::chrono_literals;
using namespace std::string_literals;
namespace asio = boost::asio;

namespace {

// Two hosts, of which the second refuses, and a client that waits for each answer.
struct hosts_fixture {
  std::unique_ptr<host_server> listen(std::size_t expected) {
    std::vector<host_behaviour> hosts(2);
    hosts[1].refuse = 300s;
    hosts[1].measured = false;
    result<std::unique_ptr<host_server>> made =
        host_server::listen(context, hosts, "the file", expected);
    BOOST_REQUIRE(made.has_value());
    return *std::move(made);
  }

  // What comes back for so many requests on one connection: answers of this size each.
  std::string ask(const host_server& server, std::size_t host, int times, std::size_t size) {
    asio::io_context own;
    asio::ip::tcp::socket socket(own);
    socket.connect({asio::ip::make_address(host_server::address(host)), server.port()});
    std::string all;
    for (int each = 0; each != times; ++each) {
      asio::write(socket, asio::buffer("GET /any/name HTTP/1.1\r\nHost: any\r\n\r\n"s));
      std::string answer(size, '\0');
      asio::read(socket, asio::buffer(answer));
      all += answer;
    }
    return all;
  }

  asio::io_context context{1};
};

const std::string file = "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nthe file";
const std::string refusal =
    "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 300\r\nContent-Length: 0\r\n\r\n";

// A query for the IPv4 address of a name of one label.
std::string query_for(const std::string& name) {
  return "\x12\x34\1\0\0\1\0\0\0\0\0\0"s + static_cast<char>(name.size()) + name + "\0\0\1\0\1"s;
}

// The address at the end of the answer to a query.
std::string look_up(const slow_names& names, const std::string& name) {
  asio::io_context own;
  asio::ip::udp::socket socket(own, {asio::ip::address_v4::loopback(), 0});
  const std::string at = names.address();
  const auto port = static_cast<unsigned short>(std::stoi(at.substr(at.find(':') + 1)));
  socket.connect({asio::ip::address_v4::loopback(), port});
  socket.send(asio::buffer(query_for(name)));
  std::string answer(512, '\0');
  answer.resize(socket.receive(asio::buffer(answer)));
  return answer.substr(answer.size() - 4);
}

} // namespace

BOOST_AUTO_TEST_SUITE(bench_hosts)

BOOST_FIXTURE_TEST_CASE(every_name_is_the_file_on_one_connection, hosts_fixture) {
  const std::unique_ptr<host_server> server = listen(2);
  const loop_thread serving(context, std::nullopt);
  BOOST_TEST(ask(*server, 0, 2, file.size()) == file + file);
}

BOOST_FIXTURE_TEST_CASE(moment_is_that_of_the_last_answer_waited_for, hosts_fixture) {
  const std::unique_ptr<host_server> server = listen(3);
  std::future<host_server::clock::time_point> reached = server->reached();
  const loop_thread serving(context, std::nullopt);
  const auto before = host_server::clock::now();
  ask(*server, 0, 2, file.size());
  ask(*server, 1, 2, refusal.size()); // these do not count
  BOOST_TEST((reached.wait_for(0s) == std::future_status::timeout));
  ask(*server, 0, 2, file.size()); // the second is one more
  BOOST_REQUIRE((reached.wait_for(60s) == std::future_status::ready));
  BOOST_TEST((reached.get() >= before));
}

BOOST_FIXTURE_TEST_CASE(host_that_refuses_counts_who_does_not_stop, hosts_fixture) {
  const std::unique_ptr<host_server> server = listen(1);
  {
    const loop_thread serving(context, std::nullopt);
    BOOST_TEST(ask(*server, 1, 3, refusal.size()) == refusal + refusal + refusal);
  }
  BOOST_TEST(server->pauses(1).asked == 1U);
  BOOST_TEST(server->pauses(1).under_way + server->pauses(1).within == 2U);
  BOOST_TEST(server->pauses(0).asked == 0U);
}

BOOST_FIXTURE_TEST_CASE(server_ends_with_a_client_that_waits, hosts_fixture) {
  std::vector<host_behaviour> hosts(1);
  hosts[0].delay = 1h;
  const auto server = host_server::listen(context, hosts, "the file", 1);
  BOOST_REQUIRE(server.has_value());
  asio::io_context own;
  asio::ip::tcp::socket socket(own);
  {
    const loop_thread serving(context, std::nullopt);
    socket.connect({asio::ip::make_address(host_server::address(0)), (*server)->port()});
    asio::write(socket, asio::buffer("GET / HTTP/1.1\r\n\r\n"s));
  }
  BOOST_TEST(context.stopped());
}

BOOST_AUTO_TEST_CASE(names_of_both_kinds_have_their_addresses) {
  asio::io_context context{1};
  const slow_names names(context, "127.0.0.2", "127.0.0.3", 1ms);
  const loop_thread serving(context, std::nullopt);
  BOOST_TEST(look_up(names, "quick1") == "\x7f\0\0\2"s);
  BOOST_TEST(look_up(names, "slow1") == "\x7f\0\0\3"s);
}

BOOST_AUTO_TEST_CASE(slow_name_holds_no_other_up) {
  asio::io_context context{1};
  const slow_names names(context, "127.0.0.2", "127.0.0.3", 1h);
  const loop_thread serving(context, std::nullopt);
  asio::io_context own;
  asio::ip::udp::socket socket(own, {asio::ip::address_v4::loopback(), 0});
  const auto port = std::stoi(names.address().substr(names.address().find(':') + 1));
  socket.send_to(
      asio::buffer(query_for("slow1")),
      {asio::ip::address_v4::loopback(), static_cast<unsigned short>(port)});
  BOOST_TEST(look_up(names, "quick1") == "\x7f\0\0\2"s);
}

BOOST_AUTO_TEST_CASE(end_of_a_program_is_seen_before_it_is_waited_for) {
  program shell;
  shell.file = "/bin/sh";
  shell.arguments = {"-c", "exit 4"};
  child_process child = child_process::start(shell).value();
  child.read_all();
  while (!child.has_ended()) {
  }
  const ended_process ended = child.wait();
  BOOST_TEST(ended.code == 4);
  BOOST_TEST(ended.memory_peak_kib > 0);
  shell.arguments = {"-c", "exec sleep 1000"};
  BOOST_TEST(!child_process::start(shell).value().has_ended());
}

BOOST_AUTO_TEST_SUITE_END()
