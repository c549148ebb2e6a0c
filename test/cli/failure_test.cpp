#include "haul_program.hpp"
#include "pty.hpp"
#include "reply_server.hpp"
#include "screen.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace haul::test;
using strings = std::vector<std::string>;

// CSI in one byte, as it looks in UTF-8: what a terminal obeys although it holds no ESC.
constexpr const char* csi = "\xc2\x9b";

server_reply teapot(const std::string&) {
  return make_reply("418 I'm a Teapot", "");
}

server_reply hostile(const std::string&) {
  return make_reply(std::string("500 {} ") + csi + "2J", std::string(csi) + "2J");
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(failure, haul_program)

BOOST_AUTO_TEST_CASE(verbose_names_status_and_reason_at_once) {
  const reply_server server(teapot);
  const finished_process ran = run(flags({"BD", "-v", "-s", server.url()}));
  BOOST_TEST(ran.ended.code == 1);
  const strings lines = lines_of(ran.output);
  BOOST_TEST_REQUIRE(lines.size() == 7U, ran.output);
  BOOST_TEST(lines[3] == "BD error: HTTP 418 I'm a Teapot");
  BOOST_TEST(lines[5] == "1 error.");
  BOOST_TEST(ran.errors == "");
  BOOST_TEST(files().empty());
}

BOOST_AUTO_TEST_CASE(without_verbose_errors_are_listed_before_the_report) {
  const reply_server server(teapot);
  const finished_process ran = run(flags({"BD", "FR", "-s", server.url(), "-m", "1"}));
  BOOST_TEST(ran.ended.code == 1);
  const strings errors = lines_of(ran.errors);
  BOOST_TEST_REQUIRE(errors.size() == 2U, ran.errors);
  BOOST_TEST(errors[0].starts_with("haul: BD: HTTP 418 I'm a Teapot ("));
  BOOST_TEST(errors[0].find(server.url() + "/bd/bd.gif") != std::string::npos);
  BOOST_TEST(errors[1].starts_with("haul: FR: HTTP 418 I'm a Teapot ("));
  BOOST_TEST(count_in(lines_of(ran.output), "errors") == 2U);
}

BOOST_AUTO_TEST_CASE(more_than_ten_errors_are_counted_instead_of_listed) {
  const reply_server server(teapot);
  const strings errors = lines_of(run(flags({"-s", server.url()})).errors);
  BOOST_TEST_REQUIRE(errors.size() == 11U);
  BOOST_TEST(errors.back() == "haul: and 10 more; -v shows each as it happens");
}

BOOST_AUTO_TEST_CASE(a_silent_server_is_given_up_after_the_timeout) {
  const reply_server server(stay_silent);
  const finished_process ran = run(flags({"FR", "-v", "--timeout", "0.2", "-s", server.url()}));
  BOOST_TEST(ran.ended.code == 1);
  BOOST_TEST(
      lines_of(ran.output)[3] == "FR error: timed out waiting for the first byte after 0.2 s");
}

BOOST_AUTO_TEST_CASE(a_body_that_stops_is_given_up_after_the_timeout) {
  const reply_server server([](const std::string&) {
    server_reply half = make_reply("200 OK", "0123456789");
    half.bytes.resize(half.bytes.size() - 5);
    half.stay_open = true;
    return half;
  });
  const finished_process ran = run(flags({"FR", "-v", "--timeout", "0.2", "-s", server.url()}));
  BOOST_TEST(ran.ended.code == 1);
  const std::string line = lines_of(ran.output)[3];
  BOOST_TEST(line.starts_with("FR error: timed out"), line);
  BOOST_TEST(line.ends_with("0.2 s"), line);
  BOOST_TEST(files().empty());
}

BOOST_AUTO_TEST_CASE(a_connection_that_is_not_accepted_is_given_up_after_the_timeout) {
  // Linux drops what asks for a connection once the queue of those not accepted yet is full.
  boost::asio::io_context context;
  boost::asio::ip::tcp::acceptor deaf(context);
  deaf.open(boost::asio::ip::tcp::v4());
  deaf.bind({boost::asio::ip::address_v4::loopback(), 0});
  deaf.listen(0);
  boost::asio::ip::tcp::socket waiting(context);
  waiting.connect(deaf.local_endpoint());

  const std::string url = "http://127.0.0.1:" + std::to_string(deaf.local_endpoint().port());
  const finished_process ran = run(flags({"FR", "-v", "--timeout", "0.2", "-s", url}));
  BOOST_TEST(ran.ended.code == 1);
  const std::string line = lines_of(ran.output)[3];
  BOOST_TEST(line.starts_with("FR error: timed out"), line);
  BOOST_TEST(line.ends_with("0.2 s"), line);
}

BOOST_AUTO_TEST_CASE(nobody_listening_is_an_error_of_each_code) {
  std::string url;
  {
    const reply_server gone(teapot);
    url = gone.url();
  }
  const finished_process ran = run(flags({"BR", "CN", "-v", "-s", url}));
  BOOST_TEST(ran.ended.code == 1);
  BOOST_TEST(code_lines(lines_of(ran.output)).size() == 2U);
  BOOST_TEST(count_in(lines_of(ran.output), "errors") == 2U);
}

BOOST_AUTO_TEST_CASE(a_password_in_the_url_is_shown_nowhere) {
  const reply_server server(teapot);
  const std::string url = "http://me:canary@" + server.url().substr(7);
  for (const char* verbosity : {"-v", "--limit=2"}) {
    const finished_process ran = run(flags({"BR", "ZZ", verbosity, "-s", url}));
    BOOST_TEST(ran.ended.code == 1);
    BOOST_TEST(ran.output.find("Site: http://***@127.0.0.1:") == 0U, ran.output);
    BOOST_TEST((ran.output + ran.errors).find("canary") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(control_sequences_of_a_server_never_reach_a_terminal) {
  const reply_server server(hostile);
  for (const char* verbosity : {"-v", "--limit=1"}) {
    terminal_process terminal(flags({"BR", verbosity, "-s", server.url()}), 80);
    BOOST_TEST(terminal.finish().code == 1);
    BOOST_TEST(terminal.shown().find(csi) == std::string::npos);
    BOOST_TEST(terminal.shown().find("HTTP 500 {} \\x9b2J") != std::string::npos);
    BOOST_TEST(screen(terminal.shown(), 1000).unknown() == 0U);
  }
}

BOOST_AUTO_TEST_CASE(control_sequences_of_an_argument_never_reach_a_terminal) {
  for (const strings& arguments :
       {strings{"\x1b[2J"}, {"-s", "\x1b[2J"}, {"-m", "\x1b[2J"}, {"--\x1b[2J"}}) {
    terminal_process terminal(flags(arguments), 80);
    BOOST_TEST(terminal.finish().code == 2);
    BOOST_TEST(terminal.shown().find("\\x1b[2J") != std::string::npos, terminal.shown());
    BOOST_TEST(screen(terminal.shown(), 1000).unknown() == 0U);
  }
}

BOOST_AUTO_TEST_CASE(output_that_can_not_be_written_is_told_and_fails) {
  command_line full = flags({"BR"});
  full.output_file = "/dev/full";
  const finished_process ran = run(full);
  BOOST_TEST(ran.ended.code == 1);
  BOOST_TEST(ran.errors == "haul: some of the output could not be written to standard output\n");
  BOOST_TEST(files() == strings{"BR.gif"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(closed_standard_streams_get_nothing_else_written_into) {
  reply_server server(stay_silent);
  command_line closed = flags({"BR", "-s", server.url(), "--timeout", "60"});
  const char* const closing = "exec \"$0\" \"$@\" <&- >&- 2>&-";
  closed.words.insert(closed.words.begin(), {"/bin/sh", "-c", closing});
  process started(closed);
  server.wait_for_requests(1);
  for (const int number : {0, 1, 2})
    BOOST_TEST(started.descriptor(number) == "/dev/null");
}

BOOST_AUTO_TEST_CASE(a_closed_output_stops_no_download) {
  command_line closed = flags({"-a", "-v"});
  closed.words.insert(closed.words.begin(), {"/bin/sh", "-c", "exec \"$0\" \"$@\" >&-"});
  BOOST_TEST(run(closed).ended.code == 1); // for what it could not say
  BOOST_TEST(files().size() == 241U);
}

BOOST_AUTO_TEST_CASE(a_closed_pipe_stops_no_download) {
  process started(flags({"-a", "-v"}));
  started.close_output();
  const exit_report ended = started.finish();
  BOOST_TEST(ended.signal == 0);
  BOOST_TEST(ended.code == 1);
  BOOST_TEST(files().size() == 241U);
}

BOOST_AUTO_TEST_CASE(certificates_that_can_not_be_read_are_named) {
  const finished_process ran = run(flags({"BR", "--cacert", "/nowhere/ca.pem"}));
  BOOST_TEST(ran.ended.code == 2);
  BOOST_TEST(ran.errors.find("/nowhere/ca.pem") != std::string::npos, ran.errors);
}

BOOST_AUTO_TEST_SUITE_END()
