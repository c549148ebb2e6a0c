#include "haul_program.hpp"
#include "raw_client.hpp"
#include "temporary_folder.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace haul::test;
using strings = std::vector<std::string>;

command_line serve_with(strings arguments) {
  arguments.insert(arguments.begin(), "serve");
  return haul_command(std::move(arguments));
}

// The URL in the line `LABEL  http://127.0.0.1:8000/`, without the slash at its end.
std::string url_of(const std::string& label, const std::string& output) {
  for (const std::string& line : lines_of(output)) {
    if (line.starts_with(label + "  http://") && line.ends_with("/"))
      return line.substr(label.size() + 2, line.size() - label.size() - 3);
  }
  throw std::runtime_error("no line for " + label + " in: " + output);
}

std::string get(const std::string& path) {
  return "GET " + path + " HTTP/1.1\r\nHost: flags\r\n\r\n";
}

raw_reply ask(const std::string& url, const std::string& path) {
  boost::asio::io_context context;
  raw_reply reply;
  const auto client = [&]() -> boost::asio::awaitable<void> {
    raw_client connection(context);
    co_await connection.connect(url);
    reply = co_await connection.ask(get(path));
  };
  boost::asio::co_spawn(context, client(), [](std::exception_ptr failure) {
    if (failure)
      std::rethrow_exception(failure);
  });
  context.run();
  return reply;
}

// Runs one site, asks it for BA to BZ, and gives the statuses of the replies.
std::vector<unsigned> statuses(strings arguments) {
  arguments.insert(arguments.end(), {"--port", "0"});
  process server(serve_with(std::move(arguments)));
  server.wait_for("/\n");
  const std::string url = url_of(server.output().substr(0, 5), server.output());
  std::vector<unsigned> found;
  for (char letter = 'a'; letter <= 'z'; ++letter) {
    const std::string code = {'b', letter};
    found.push_back(ask(url, "/" + code + "/" + code + ".gif").status);
  }
  return found;
}

void check_wrong(strings arguments, const std::string& option, const std::string& why) {
  const finished_process ran = run(serve_with(std::move(arguments)));
  BOOST_TEST_CONTEXT(ran.errors) {
    BOOST_TEST(ran.ended.code == 2);
    BOOST_TEST(ran.output == "");
    BOOST_TEST(ran.errors.starts_with("haul: "));
    BOOST_TEST(ran.errors.find(option) != std::string::npos);
    BOOST_TEST(ran.errors.find(why) != std::string::npos);
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(serve)

BOOST_AUTO_TEST_CASE(three_sites_are_served_until_a_signal_and_counted) {
  for (const int signal : {SIGINT, SIGTERM}) {
    process server(serve_with({"--port", "0", "--delay", "0"}));
    server.wait_for("ERROR  http://127.0.0.1:");
    BOOST_TEST(ask(url_of("LOCAL", server.output()), "/br/br.gif").status == 200U);
    BOOST_TEST(ask(url_of("LOCAL", server.output()), "/zz/zz.gif").status == 404U);
    BOOST_TEST(ask(url_of("DELAY", server.output()), "/br/br.gif").body.starts_with("GIF89a"));
    server.send_signal(signal);
    const exit_report ended = server.finish();
    BOOST_TEST(ended.code == 0);
    BOOST_TEST(server.errors() == "");
    const strings lines = lines_of(server.output());
    BOOST_TEST_REQUIRE(lines.size() == 6U);
    BOOST_TEST(lines[3] == "LOCAL answered 2 requests");
    BOOST_TEST(lines[4] == "DELAY answered 1 request");
    BOOST_TEST(lines[5] == "ERROR answered 0 requests");
  }
}

BOOST_AUTO_TEST_CASE(a_signal_ends_it_while_requests_wait_for_their_delay) {
  process server(serve_with({"--port", "0", "--site", "delay", "--delay", "3600"}));
  server.wait_for("/\n");
  boost::asio::io_context context;
  boost::asio::ip::tcp::socket client(context);
  client.connect(endpoint_of(url_of("DELAY", server.output())));
  boost::asio::write(client, boost::asio::buffer(get("/br/br.gif")));
  server.send_signal(SIGTERM);
  BOOST_TEST(server.finish().code == 0);
}

BOOST_AUTO_TEST_CASE(sites_take_consecutive_ports_and_one_in_use_is_named) {
  process first(serve_with({"--port", "0", "--site", "LOCAL"}));
  first.wait_for("/\n");
  const std::string url = url_of("LOCAL", first.output());
  const int used = endpoint_of(url).port();

  const finished_process same = run(serve_with({"--port", std::to_string(used)}));
  const finished_process second = run(serve_with({"--port", std::to_string(used - 1)}));
  for (const finished_process& ran : {same, second}) {
    BOOST_TEST(ran.ended.code == 1);
    BOOST_TEST(ran.output == "");
  }
  const std::string reason = ": Address already in use\n";
  BOOST_TEST(same.errors == "haul: can't listen on " + url.substr(7) + reason);
  // Somebody else could be sitting on the port before it.
  BOOST_TEST(second.errors.ends_with(reason));
}

BOOST_AUTO_TEST_CASE(one_site_can_be_served_alone_and_be_changed) {
  BOOST_TEST(statuses({"--site", "local", "--error-rate", "1"}) == std::vector(26, 418U));
  const std::vector<unsigned> first = statuses({"--site", "ERROR", "--delay", "0"});
  BOOST_TEST((statuses({"--site", "ERROR", "--delay", "0..0.001"}) == first));
  BOOST_TEST((statuses({"--site", "ERROR", "--delay", "0", "--seed", "1"}) != first));
}

BOOST_AUTO_TEST_CASE(without_a_choice_of_site_local_stays_as_it_is) {
  const std::vector<unsigned> found = statuses({"--delay", "3600", "--error-rate", "1"});
  BOOST_TEST((found[0] == 200U)); // BA
  BOOST_TEST((found[2] == 404U)); // BC
}

BOOST_AUTO_TEST_CASE(a_folder_replaces_the_flags) {
  const temporary_folder folder;
  std::filesystem::create_directory(folder.path() / "zz");
  write_file(folder.path() / "zz/zz.gif", "from the folder");
  process server(serve_with({"--port", "0", "--site", "LOCAL", "--folder", folder.path()}));
  server.wait_for("/\n");
  const std::string url = url_of("LOCAL", server.output());
  BOOST_TEST(ask(url, "/zz/zz.gif").body == "from the folder");
  BOOST_TEST(ask(url, "/br/br.gif").status == 404U);
}

BOOST_AUTO_TEST_CASE(wrong_options_are_named) {
  for (const char* wrong : {"65536", "-1", "x", "", "0x50"})
    check_wrong({"--port", wrong}, "--port", "a port from 0 to 65535");
  check_wrong({"--port", "65534"}, "--port", "other sites");
  for (const char* wrong : {"x", "-1", "3601", "nan", "5..1", "1..", "..1", "1..2..3", ""})
    check_wrong({"--delay", wrong}, "--delay", "SECONDS or MIN..MAX");
  for (const char* wrong : {"-0.1", "1.1", "nan", "x", ""})
    check_wrong({"--error-rate", wrong}, "--error-rate", "from 0 to 1");
  for (const char* wrong : {"-1", "x", "18446744073709551616", ""})
    check_wrong({"--seed", wrong}, "--seed", "from 0 to 18446744073709551615");
  check_wrong({"--site", "REMOTE"}, "--site", "LOCAL, DELAY or ERROR");
  check_wrong({"--address", "localhost"}, "--address", "an IP address");
  check_wrong({"--folder", "/nowhere"}, "--folder", "a folder");
  const temporary_folder empty;
  check_wrong({"--port", "0", "--folder", empty.path()}, "folder", "no file in it is named like");
  check_wrong({"--fast"}, "--fast", "not expected");
}

BOOST_AUTO_TEST_SUITE_END()
