#include "name_server.hpp"
#include "resolver.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

#include <exception>
#include <list>
#include <memory>
#include <string>
#include <vector>

using namespace haul;
using std::chrono::milliseconds;
using std::chrono::seconds;
namespace asio = boost::asio;
using asio::ip::udp;

namespace {

// A look-up under way, and what came of it.
struct asked {
  explicit asked(deadline_wheel& wheel) : until(wheel, milliseconds(0)) {}
  deadline until;
  std::optional<name_answer> answer;
};

struct fixture {
  fixture() {
    how.servers = server.address();
    how.now = [this] { return now; };
  }

  ~fixture() {
    server.stop();
    context.restart();
    context.run_for(seconds(60));
    BOOST_TEST(context.stopped(), "work was left on the event loop");
  }

  haul::resolver& names() {
    if (names_ == nullptr)
      names_ = std::make_unique<haul::resolver>(context.get_executor(), how);
    return *names_;
  }

  asked& begin(const std::string& host) {
    asked& begun = all.emplace_back(wheel);
    asio::co_spawn(
        context, names().resolve(host, begun.until),
        asio::bind_cancellation_slot(
            begun.until.slot(), [&begun](std::exception_ptr failed, name_answer found) {
              BOOST_TEST((failed == nullptr));
              begun.until.end();
              begun.answer = std::move(found);
            }));
    return begun;
  }

  template<class Condition>
  void run_until(Condition done) {
    context.restart();
    while (!done() && context.run_one_for(seconds(60)) == 1) {
    }
    BOOST_TEST_REQUIRE(done());
  }

  name_answer look_up(const std::string& host) {
    asked& begun = begin(host);
    run_until([&] { return begun.answer.has_value(); });
    return *begun.answer;
  }

  asio::io_context context{1};
  deadline_wheel wheel{context.get_executor()};
  test::name_server server{context};
  resolver_settings how;
  name_cache::time_point now = std::chrono::steady_clock::now();
  std::list<asked> all;
  std::unique_ptr<haul::resolver> names_;
};

std::string text_of(const name_answer& answer) {
  std::string text;
  for (const asio::ip::address& each : answer.value())
    text += each.to_string() + " ";
  return text;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(resolver, fixture)

BOOST_AUTO_TEST_CASE(address_is_its_own_answer) {
  BOOST_TEST(names().knows("192.0.2.7"));
  BOOST_TEST(names().knows("2001:db8::7"));
  BOOST_TEST(text_of(look_up("192.0.2.7")) == "192.0.2.7 ");
  BOOST_TEST(server.all_queries() == 0U);
}

BOOST_AUTO_TEST_CASE(hosts_file_comes_before_the_name_server) {
  const name_answer found = look_up("localhost");
  BOOST_TEST_REQUIRE(found.has_value());
  BOOST_TEST(found->front().is_loopback());
  BOOST_TEST(server.all_queries() == 0U);
}

BOOST_AUTO_TEST_CASE(hosts_file_is_believed_for_a_minute) {
  look_up("localhost");
  now += milliseconds(59'999);
  BOOST_TEST(names().knows("localhost"));
  now += milliseconds(1);
  BOOST_TEST(!names().knows("localhost"));
}

BOOST_AUTO_TEST_CASE(name_server_is_asked) {
  BOOST_TEST(text_of(look_up("yes.example.org")) == "192.0.2.1 ");
}

BOOST_AUTO_TEST_CASE(both_families_are_asked_for) {
  const name_answer found = look_up("both.example.org");
  BOOST_TEST_REQUIRE(found.has_value());
  BOOST_TEST(found->size() == 2U);
  BOOST_TEST(server.queries("both.example.org") == 2U);
}

BOOST_AUTO_TEST_CASE(name_that_does_not_exist_is_not_found) {
  const name_answer found = look_up("no.example.org");
  BOOST_TEST_REQUIRE(!found.has_value());
  BOOST_TEST((found.error().cause == cause::name_not_found));
  BOOST_TEST((found.error().stage == stage::resolve));
  BOOST_TEST(found.error().message == "host no.example.org not found");
}

BOOST_AUTO_TEST_CASE(server_failure_is_another_error) {
  const name_answer found = look_up("fail.example.org");
  BOOST_TEST_REQUIRE(!found.has_value());
  BOOST_TEST((found.error().cause == cause::look_up_failed));
}

// The first server refuses, and the socket to the second may get the descriptor of the first.
BOOST_AUTO_TEST_CASE(second_name_server_is_asked_when_the_first_refuses) {
  udp::socket closed(context, udp::endpoint(asio::ip::address_v4::loopback(), 0));
  const std::string refusing = "127.0.0.1:" + std::to_string(closed.local_endpoint().port());
  closed.close();
  how.servers = refusing + "," + server.address();
  how.patience.emplace();
  how.patience->wait = milliseconds(20); // some kernels don't tell of the refusal
  BOOST_TEST(text_of(look_up("yes.example.org")) == "192.0.2.1 ");
}

BOOST_AUTO_TEST_CASE(name_server_that_is_silent_is_asked_as_often_as_said) {
  how.patience.emplace();
  how.patience->wait = milliseconds(5);
  how.patience->rounds = 2;
  const name_answer found = look_up("silent.example.org");
  BOOST_TEST_REQUIRE(!found.has_value());
  BOOST_TEST((found.error().cause == cause::look_up_failed));
  BOOST_TEST(server.queries("silent.example.org") == 4U); // for each family twice
}

// A name server that takes five seconds for each question is asked again after two.
BOOST_AUTO_TEST_CASE(late_answer_to_the_first_question_counts) {
  how.patience.emplace();
  how.patience->wait = milliseconds(20);
  how.patience->rounds = 5;
  server.on_query = [&](const std::string& name) {
    if (server.queries(name) == 3)
      server.answer_held(); // of the first round, for both families
  };
  BOOST_TEST(text_of(look_up("held.example.org")) == "192.0.2.1 ");
  BOOST_TEST(server.held() != 0U); // the second round was never answered
}

BOOST_AUTO_TEST_CASE(name_is_asked_for_again_when_its_ttl_is_over) {
  server.ttl = 7;
  look_up("yes.example.org");
  BOOST_TEST(server.queries("yes.example.org") == 2U);
  now += milliseconds(6'999);
  BOOST_TEST(text_of(look_up("yes.example.org")) == "192.0.2.1 ");
  BOOST_TEST(server.queries("yes.example.org") == 2U);
  now += milliseconds(1);
  BOOST_TEST(!names().knows("yes.example.org"));
  BOOST_TEST(text_of(look_up("yes.example.org")) == "192.0.2.1 ");
  BOOST_TEST(server.queries("yes.example.org") == 4U);
}

BOOST_AUTO_TEST_CASE(name_that_does_not_exist_is_remembered) {
  look_up("no.example.org");
  BOOST_TEST(names().knows("no.example.org"));
  const name_answer again = look_up("no.example.org");
  BOOST_TEST((again.error().cause == cause::name_not_found));
  const std::size_t asked_once = server.queries("no.example.org");
  now += seconds(30);
  BOOST_TEST(!names().knows("no.example.org"));
  look_up("no.example.org");
  BOOST_TEST(server.queries("no.example.org") == 2 * asked_once);
}

BOOST_AUTO_TEST_CASE(look_ups_of_one_name_share_one_query) {
  for (int number = 0; number < 50; ++number)
    begin("held.example.org");
  run_until([&] { return server.held() == 2; });
  begin("held.example.org"); // amid
  server.release();
  run_until([&] { return all.front().answer.has_value() && all.back().answer.has_value(); });
  for (const asked& each : all)
    BOOST_TEST(text_of(each.answer.value()) == "192.0.2.1 ");
  BOOST_TEST(server.queries("held.example.org") == 2U);
}

BOOST_AUTO_TEST_CASE(who_leaves_does_not_take_the_answer_from_the_others) {
  asked& leaver = begin("held.example.org");
  asked& stayer = begin("held.example.org");
  run_until([&] { return server.held() == 2; });
  leaver.until.cancel();
  run_until([&] { return leaver.answer.has_value(); });
  BOOST_TEST((leaver.answer->error().cause == cause::cancelled));
  BOOST_TEST(!stayer.answer.has_value());
  server.release();
  run_until([&] { return stayer.answer.has_value(); });
  BOOST_TEST(stayer.answer->has_value());
}

BOOST_AUTO_TEST_CASE(answer_that_nobody_waited_for_is_remembered) {
  asked& leaver = begin("held.example.org");
  asked& stayer = begin("hold.example.org"); // keeps c-ares going
  run_until([&] { return server.held() == 4; });
  leaver.until.cancel();
  run_until([&] { return leaver.answer.has_value(); });
  server.release();
  run_until([&] { return stayer.answer.has_value() && names().knows("held.example.org"); });
}

BOOST_AUTO_TEST_CASE(no_more_queries_run_than_allowed) {
  how.most_queries = 2;
  for (const char* host : {"held1.example.org", "held2.example.org", "held3.example.org"})
    begin(host);
  run_until([&] { return server.held() == 4; });
  context.poll();
  BOOST_TEST(server.queries("held3.example.org") == 0U);
  server.release();
  run_until([&] { return all.back().answer.has_value(); });
  BOOST_TEST(all.back().answer->has_value());
}

BOOST_AUTO_TEST_CASE(who_leaves_the_queue_is_never_asked_for) {
  how.most_queries = 1;
  asked& first = begin("held1.example.org");
  asked& second = begin("held2.example.org");
  asked& third = begin("held3.example.org");
  run_until([&] { return server.held() == 2; });
  second.until.cancel();
  run_until([&] { return second.answer.has_value(); });
  server.release();
  run_until([&] { return first.answer.has_value() && third.answer.has_value(); });
  BOOST_TEST(server.queries("held2.example.org") == 0U);
  BOOST_TEST(third.answer->has_value());
}

BOOST_AUTO_TEST_CASE(names_of_the_hosts_file_pass_a_short_queue) {
  how.most_queries = 1;
  begin("held1.example.org");
  for (int number = 0; number < 100; ++number)
    begin("h" + std::to_string(number) + ".localhost"); // RFC 6761: known without a server
  run_until([&] { return server.held() == 2; });
  server.release();
  run_until([&] { return all.back().answer.has_value(); });
  BOOST_TEST(all.back().answer->has_value());
}

BOOST_AUTO_TEST_CASE(no_more_names_are_remembered_than_allowed) {
  how.most_names = 2;
  for (const char* host : {"y1.example.org", "y2.example.org", "y3.example.org"})
    look_up(host);
  BOOST_TEST(!names().knows("y1.example.org"));
  BOOST_TEST(names().knows("y3.example.org"));
}

// Nothing is left to keep the loop busy: no query that is asked again and again.
BOOST_AUTO_TEST_CASE(look_up_that_nobody_waits_for_is_dropped) {
  asked& only = begin("silent.example.org");
  server.on_query = [&](const std::string&) {
    only.until.cancel();
    server.stop();
  };
  context.run_for(seconds(60));
  BOOST_TEST(context.stopped());
  BOOST_TEST((only.answer->error().cause == cause::cancelled));
  BOOST_TEST(!names().knows("silent.example.org")); // giving up is no answer
}

BOOST_AUTO_TEST_CASE(look_ups_work_again_after_all_were_dropped) {
  asked& only = begin("silent.example.org");
  server.on_query = [&](const std::string&) { only.until.cancel(); };
  run_until([&] { return only.answer.has_value(); });
  server.on_query = nullptr;
  BOOST_TEST(text_of(look_up("yes.example.org")) == "192.0.2.1 ");
}

// The name server never answers: whoever gives up must not have to wait for it.
BOOST_AUTO_TEST_CASE(deadline_leaves_a_look_up) {
  asked& only = begin("silent.example.org");
  only.until.arm(limit::connect, milliseconds(30));
  run_until([&] { return only.answer.has_value(); });
  BOOST_TEST((only.answer->error().cause == cause::timed_out));
  BOOST_TEST((only.answer->error().stage == stage::resolve));
}

BOOST_AUTO_TEST_CASE(resolver_that_goes_amid_a_query_leaves_nothing) {
  asked& only = begin("silent.example.org");
  run_until([&] { return server.all_queries() == 2; });
  only.until.cancel();
  run_until([&] { return only.answer.has_value(); });
  begin("silent.example.org").until.cancel();
  run_until([&] { return all.back().answer.has_value(); });
  names_.reset();
}

BOOST_AUTO_TEST_SUITE_END()
