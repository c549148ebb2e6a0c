#include "download_fixture.hpp"
#include "name_server.hpp"
#include "resolver.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <deque>
#include <exception>
#include <string>

using namespace haul;
using namespace haul::test;
using std::chrono::milliseconds;
using std::chrono::seconds;
namespace asio = boost::asio;

namespace {

constexpr std::size_t name_count = 10'000;
constexpr std::size_t one_in = 100; // is slow

struct counts {
  std::size_t quick = 0;
  std::size_t slow = 0;
  std::size_t failed = 0;
};

asio::awaitable<void> look_up(
    resolver& names, std::string host, deadline_wheel& wheel, counts& all) {
  deadline until(wheel, milliseconds(0));
  const bool slow = host.starts_with('h');
  const name_answer found = co_await names.resolve(std::move(host), until);
  until.end();
  if (!found)
    ++all.failed;
  else if (slow)
    ++all.slow;
  else
    ++all.quick;
}

void run_until(asio::io_context& context, const std::size_t& count, std::size_t expected) {
  while (count != expected && context.run_one_for(seconds(60)) == 1) {
  }
  BOOST_TEST_REQUIRE(count == expected);
}

struct name_fixture : download_fixture {
  name_fixture() { how.name_servers = names.address(); }

  // `http://HOST:PORT/`, where `server` is what answers once the name is known.
  static std::string url(const scripted_server& server, const std::string& host) {
    const std::string address = server.url("/");
    return "http://" + host + address.substr(address.rfind(':'));
  }

  // The script of a server that serves one connection. What it reads is a sign that all names are
  // known: the event loop may run out of work from then on.
  scripted_server::script answer_and_stop_names() {
    return [this](scripted_connection peer) {
      names.stop();
      return answer_once(reply("200 OK", "body"))(std::move(peer));
    };
  }

  name_server names{context};
};

} // namespace

BOOST_AUTO_TEST_SUITE(names)

BOOST_AUTO_TEST_CASE(slow_names_hold_nobody_up) {
  asio::io_context context{1};
  deadline_wheel wheel(context.get_executor());
  name_server server(context);
  resolver_settings settings;
  settings.servers = server.address();
  settings.patience.emplace();
  settings.patience->wait = seconds(10); // a slow machine must not make it ask twice
  resolver names(context.get_executor(), settings);
  counts answered;
  const auto begun = std::chrono::steady_clock::now();
  for (std::size_t number = 0; number < name_count; ++number) {
    const std::string kind = number % one_in == 0 ? "held" : "yes";
    asio::co_spawn(
        context, look_up(names, kind + std::to_string(number) + ".example.org", wheel, answered),
        [](std::exception_ptr failed) { BOOST_TEST((failed == nullptr)); });
  }
  run_until(context, answered.quick, name_count - name_count / one_in);
  const auto took = std::chrono::steady_clock::now() - begun;
  BOOST_TEST_MESSAGE(
      answered.quick << " names in " << std::chrono::duration<double>(took).count() << " s");
  BOOST_TEST(answered.slow == 0U);
  server.release();
  run_until(context, answered.slow, name_count / one_in);
  BOOST_TEST(answered.failed == 0U);
  server.stop();
  context.run_for(seconds(60));
  BOOST_TEST(context.stopped());
}

BOOST_FIXTURE_TEST_CASE(name_is_downloaded_from, name_fixture) {
  scripted_server& server = serve(answer_and_stop_names());
  const completion done = run_one(url(server, "local.example.org"));
  BOOST_TEST((done.outcome.status == status::ok));
  BOOST_TEST(files()["out"] == "body");
  BOOST_TEST(names.queries("local.example.org") == 2U);
}

BOOST_FIXTURE_TEST_CASE(fixed_address_is_downloaded_from, name_fixture) {
  scripted_server& server = serve(answer_and_stop_names());
  fixed_address fixed;
  fixed.host = "yes.example.org";
  fixed.port = server.port();
  fixed.address = "127.0.0.1";
  how.addresses.push_back(fixed);
  const completion done = run_one(url(server, "yes.example.org"));
  BOOST_TEST((done.outcome.status == status::ok));
  BOOST_TEST(names.all_queries() == 0U);
}

BOOST_FIXTURE_TEST_CASE(tasks_of_one_host_ask_once, name_fixture) {
  std::size_t requests = 0;
  scripted_server& server = serve([&](scripted_connection peer) {
    if (++requests == 3)
      names.stop();
    return answer_once(reply("200 OK", "body"))(std::move(peer));
  });
  std::vector<task> tasks;
  for (const char* output : {"a", "b", "c"})
    tasks.push_back(make_task(url(server, "local.example.org"), output));
  const std::vector<completion> done = run(std::move(tasks));
  BOOST_TEST(done.size() == 3U);
  for (const completion& each : done)
    BOOST_TEST((each.outcome.status == status::ok));
  BOOST_TEST(names.queries("local.example.org") == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
