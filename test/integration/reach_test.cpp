// Which addresses are connected to, and from where.
#include "download_fixture.hpp"
#include "name_server.hpp"

#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace haul;
using namespace haul::test;
namespace asio = boost::asio;

namespace {

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// The loopback in spellings that URLs take.
const std::vector<std::string> spellings = {
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "017700000001",
    "127.0.0.1.",
    "[::1]",
    "[::]",
    "0.0.0.0",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "[2002:7f00:1::]",
    "１２７.０.０.１",
    "127。0。0。1"};

struct reach_fixture : download_fixture {
  reach_fixture() {
    how.max_requests = 1;
    how.name_servers = names.address();
    names.ttl = 0;
    names.stop();
  }

  // A server that sends everybody on to `location`, known by a fixed address as first.example.
  scripted_server& send_on(const std::string& location) {
    scripted_server& server =
        serve(answer_always(reply("302 Found", "", "Location: " + location + "\r\n")));
    fix("first.example", server.port());
    return server;
  }

  void fix(const std::string& host, unsigned short port) {
    fixed_address& made = how.addresses.emplace_back();
    made.host = host;
    made.port = port;
    made.address = "127.0.0.1";
  }

  static std::string at(const std::string& host, unsigned short port) {
    return "http://" + host + ":" + std::to_string(port) + "/";
  }

  void check_refused(const std::string& url) {
    const completion done = run_one(url);
    BOOST_TEST_REQUIRE(done.outcome.error.has_value(), url);
    BOOST_TEST((done.outcome.error->cause == cause::address_refused), url);
    BOOST_TEST(done.outcome.attempts == 1U);
    BOOST_TEST(files().empty());
  }

  name_server names{context};
};

// A name server that stops once it has answered for one name: the event loop can run out of work
// then.
struct named_fixture : download_fixture {
  named_fixture() {
    how.max_requests = 1;
    how.name_servers = names.address();
    names.ttl = 0;
    names.on_query = [this](const std::string&) {
      if (names.all_queries() == 2)
        asio::post(context, [this] { names.stop(); });
    };
  }

  name_server names{context};
};

} // namespace

BOOST_AUTO_TEST_SUITE(reach)

BOOST_FIXTURE_TEST_CASE(name_of_a_private_address_is_not_connected_to, named_fixture) {
  how.deny_private = true;
  scripted_server& server = serve(answer_always(reply("200 OK", "secret")));
  const completion done = run_one(reach_fixture::at("local.example.org", server.port()));
  BOOST_TEST((done.outcome.error->cause == cause::address_refused));
  BOOST_TEST(holds(done.outcome.error->message, "deny_private"));
  BOOST_TEST(server.connections() == 0U);
  BOOST_TEST(names.queries("local.example.org") == 2U); // there is no second answer to be had
}

BOOST_FIXTURE_TEST_CASE(literals_of_tasks_are_denied_in_any_spelling, reach_fixture) {
  how.deny_private = true;
  scripted_server& server = serve(answer_always(reply("200 OK", "secret")));
  std::vector<task> tasks;
  for (const std::string& host : spellings)
    tasks.push_back(make_task(at(host, server.port()), std::to_string(tasks.size())));
  for (const completion& each : run(tasks)) {
    BOOST_TEST_REQUIRE(each.outcome.error.has_value(), each.task.url);
    BOOST_TEST((each.outcome.error->cause == cause::address_refused), each.task.url);
  }
  BOOST_TEST(server.connections() == 0U);
}

BOOST_FIXTURE_TEST_CASE(redirects_to_literals_are_denied_in_any_spelling, reach_fixture) {
  how.deny_private = true;
  std::vector<task> tasks;
  scripted_server& server = serve([](scripted_connection peer) -> asio::awaitable<void> {
    while (true) {
      const std::string request = co_await peer.read_request();
      if (request.empty())
        co_return;
      const auto number = std::stoul(request.substr(request.find('/') + 1));
      const std::string field = "Location: http://" + spellings.at(number) + "/\r\n";
      const std::string sent = reply("302 Found", "", field);
      co_await peer.send(sent);
    }
  });
  fix("first.example", server.port());
  for (std::size_t number = 0; number < spellings.size(); ++number)
    tasks.push_back(make_task(
        at("first.example", server.port()) + std::to_string(number), std::to_string(number)));
  for (const completion& each : run(tasks)) {
    BOOST_TEST_REQUIRE(each.outcome.error.has_value(), each.task.url);
    BOOST_TEST(
        (each.outcome.error->cause == cause::address_refused), each.outcome.error->describe());
  }
  BOOST_TEST(server.requests().size() == spellings.size());
}

BOOST_FIXTURE_TEST_CASE(redirect_to_a_private_name_is_denied, named_fixture) {
  how.deny_private = true;
  std::string location;
  scripted_server& server = serve([&location](scripted_connection peer) {
    return answer_always(reply("302 Found", "", "Location: " + location + "\r\n"))(peer);
  });
  location = reach_fixture::at("local.example.org", server.port());
  fixed_address& fixed = how.addresses.emplace_back();
  fixed.host = "first.example";
  fixed.port = server.port();
  fixed.address = "127.0.0.1";
  const completion done = run_one(reach_fixture::at("first.example", server.port()));
  BOOST_TEST((done.outcome.error->cause == cause::address_refused));
  BOOST_TEST(server.requests().size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(redirect_to_metadata_in_another_spelling_is_not_followed, reach_fixture) {
  scripted_server& server = send_on("http://2852039166/latest/");
  check_refused(at("first.example", server.port()));
  BOOST_TEST(server.requests().size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(fixed_address_is_the_persons_own_word, reach_fixture) {
  how.deny_private = true;
  scripted_server& server = serve(answer_always(reply("200 OK", "body")));
  fix("inside.example", server.port());
  BOOST_TEST((run_one(at("inside.example", server.port())).outcome.status == status::ok));
}

BOOST_FIXTURE_TEST_CASE(proxy_is_exempt_and_names_are_passed_on_to_it, reach_fixture) {
  how.deny_private = true;
  scripted_server& proxy = serve(answer_always(reply("200 OK", "body")));
  how.proxies.http = "127.0.0.1:" + std::to_string(proxy.port());
  BOOST_TEST((run_one("http://localhost/").outcome.status == status::ok));
  BOOST_TEST(proxy.requests().at(0).starts_with("GET http://localhost/ "));
}

BOOST_FIXTURE_TEST_CASE(proxy_is_not_asked_for_private_literals, reach_fixture) {
  how.deny_private = true;
  scripted_server& proxy = serve(answer_always(reply("200 OK", "secret")));
  how.proxies.http = "127.0.0.1:" + std::to_string(proxy.port());
  std::vector<task> tasks;
  for (const std::string& host : spellings)
    tasks.push_back(make_task("http://" + host + "/", std::to_string(tasks.size())));
  for (const completion& each : run(tasks)) {
    BOOST_TEST_REQUIRE(each.outcome.error.has_value(), each.task.url);
    BOOST_TEST((each.outcome.error->cause == cause::address_refused), each.task.url);
  }
  BOOST_TEST(proxy.connections() == 0U);
}

BOOST_FIXTURE_TEST_CASE(international_host_is_asked_for_by_its_ascii_name, reach_fixture) {
  scripted_server& server = serve(answer_always(reply("200 OK", "body")));
  fix("BÜCHER.example", server.port());
  BOOST_TEST((run_one(at("bücher.example", server.port())).outcome.status == status::ok));
  BOOST_TEST(holds(server.requests().at(0), "Host: xn--bcher-kva.example:"));
}

BOOST_FIXTURE_TEST_CASE(redirect_to_an_international_host_is_followed, reach_fixture) {
  std::string location;
  scripted_server& server = serve([&location](scripted_connection peer) -> asio::awaitable<void> {
    const std::string request = co_await peer.read_request();
    std::string sent = reply("200 OK", "body");
    if (holds(request, "Host: first"))
      sent = reply("302 Found", "", "Location: " + location + "\r\n");
    co_await peer.send(sent);
  });
  location = at("zürich.example", server.port());
  fix("first.example", server.port());
  fix("xn--zrich-kva.example", server.port());
  BOOST_TEST((run_one(at("first.example", server.port())).outcome.status == status::ok));
  BOOST_TEST(holds(server.requests().at(1), "Host: xn--zrich-kva.example:"));
}

BOOST_FIXTURE_TEST_CASE(host_of_the_other_family_than_the_interface_is_refused, reach_fixture) {
  how.interface = "127.0.0.8";
  check_refused(at("[::1]", 9));
}

BOOST_FIXTURE_TEST_CASE(interface_of_another_machine_is_found_at_once, reach_fixture) {
  for (const char* text : {"192.0.2.77", "no-such-device"}) {
    how.interface = text;
    const result<downloader> made = downloader::create(context, how);
    BOOST_TEST_REQUIRE(!made.has_value(), text);
    BOOST_TEST((made.error().cause == cause::bad_option));
  }
}

BOOST_FIXTURE_TEST_CASE(device_and_address_serve_as_interface, reach_fixture) {
  how.overwrite = true;
  for (const char* text : {"lo", "127.0.0.8"}) {
    how.interface = text;
    scripted_server& server = serve(answer_always(reply("200 OK", "body")));
    context.restart();
    BOOST_TEST((run_one(server.url("/")).outcome.status == status::ok), text);
  }
}

BOOST_AUTO_TEST_SUITE_END()
