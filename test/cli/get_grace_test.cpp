#include "background_h2_server.hpp"
#include "get_program.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

using namespace haul::test;
using strings = std::vector<std::string>;

// The first of two replies' bodies ends when it is released; a silent one never does.
boost::asio::awaitable<void> play(h2_stream peer) {
  const std::string path = peer.request().path();
  peer.begin("200");
  co_await peer.send("some");
  if (path == "/silent")
    co_await peer.until_over();
  if (path == "/held")
    co_await peer.released();
  peer.finish();
}

struct fixture : get_program {
  command_line get_codes(strings more) const {
    strings arguments = {
        "--http2-prior-knowledge", server.url("/{code}"), "--results", results_path()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return get(arguments);
  }

  std::size_t asked() { return server.record().requests.size(); }

  void wait_for_a_request() {
    server.wait_until([](const h2_record& seen) { return !seen.requests.empty(); });
  }

  background_h2_server server{service_of(play)};
};

// What starts a program as the first of its processes. Only others than root need to become root,
// which is forbidden in a chroot.
strings container_words() {
  strings made = {"/usr/bin/unshare", "--pid", "--fork"};
  if (::geteuid() != 0)
    made.insert(made.end(), {"--user", "--map-root-user"});
  return made;
}

boost::test_tools::assertion_result containers_are_allowed(boost::unit_test::test_unit_id) {
  command_line command;
  command.words = container_words();
  command.words.push_back("/bin/true");
  boost::test_tools::assertion_result made(run(command).ended.code == 0);
  made.message() << "no process may have process numbers of its own here";
  return made;
}

const char* const said = "SIGTERM: nothing new is started; what runs may go on for";

} // namespace

BOOST_FIXTURE_TEST_SUITE(get_grace, fixture)

BOOST_AUTO_TEST_CASE(what_runs_is_finished_and_nothing_else_is_started) {
  process started(get_codes({"held", "later1", "later2", "-m", "1"}));
  wait_for_a_request();
  started.send_signal(SIGTERM);
  started.wait_for(said);
  server.release();
  BOOST_TEST(started.finish().code == 143);
  BOOST_TEST(files() == strings{"held"}, boost::test_tools::per_element());
  BOOST_TEST(records().size() == 1U);
  BOOST_TEST(member(records().at(1), "status") == "ok");
  BOOST_TEST(asked() == 1U);

  BOOST_TEST(run(get_codes({"held", "later1", "later2"})).ended.code == 0);
  BOOST_TEST(asked() == 3U);
}

BOOST_AUTO_TEST_CASE(what_takes_longer_is_cut_off) {
  process started(get_codes({"silent", "-m", "1", "--grace", "10ms"}));
  wait_for_a_request();
  started.send_signal(SIGTERM);
  BOOST_TEST(started.finish().code == 143);
  BOOST_TEST(count_in(lines_of(started.output()), "cancelled") == 1U, started.output());
  BOOST_TEST(records().empty());
}

// The kernel keeps from the first process of a container every signal for which it has no handler.
BOOST_AUTO_TEST_CASE(
    first_process_of_a_container_hears_it_too,
    *boost::unit_test::precondition(containers_are_allowed)) {
  command_line command = get_codes({"held", "later", "-m", "1"});
  const strings container = container_words();
  command.words.insert(command.words.begin(), container.begin(), container.end());
  process started(command);
  wait_for_a_request();
  started.send_signal_to_child(SIGTERM);
  started.wait_for(said);
  server.release();
  BOOST_TEST(started.finish().code == 143);
  BOOST_TEST(files() == strings{"held"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(nobody_at_a_keyboard_has_to_wait) {
  process started(get_codes({"silent", "-m", "1", "--grace", "1h"}));
  wait_for_a_request();
  started.send_signal(SIGINT);
  BOOST_TEST(started.finish().code == 130);
}

BOOST_AUTO_TEST_CASE(deadline_holds_in_the_grace) {
  process started(get_codes({"silent", "-m", "1", "--grace", "1h", "--deadline", "500ms"}));
  wait_for_a_request();
  started.send_signal(SIGTERM);
  BOOST_TEST(started.finish().code == 143);
}

BOOST_AUTO_TEST_SUITE_END()
