#include "connector.hpp"
#include "name_server.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using asio::ip::tcp;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

using opened = haul::result<std::unique_ptr<haul::connection>>;

haul::origin to(const std::string& host, unsigned short port) {
  haul::origin made;
  made.host = host;
  made.port = port;
  return made;
}

// A name server and a listener on the loopback, and one attempt at a connection.
struct fixture {
  ~fixture() {
    until.end();
    names.stop();
    listener.close();
    context.restart();
    context.run_for(seconds(60));
    BOOST_TEST(context.stopped(), "work was left on the event loop");
  }

  haul::connector& opener() {
    if (opener_ == nullptr) {
      how.name_servers = names.address();
      opener_ = std::make_unique<haul::connector>(
          context.get_executor(), haul::tls_context::create("").value(), how);
    }
    return *opener_;
  }

  static asio::awaitable<opened> open(
      haul::connector& by, haul::origin at, bool named, haul::deadline& until) {
    co_await asio::this_coro::throw_if_cancelled(false);
    opened made = co_await by.open(at, named, haul::http_version::any, until);
    co_return made;
  }

  opened open(haul::origin at, bool named = true) {
    std::optional<opened> done;
    asio::co_spawn(
        context, open(opener(), std::move(at), named, until),
        asio::bind_cancellation_slot(until.slot(), [&](std::exception_ptr failed, opened made) {
          BOOST_TEST((failed == nullptr));
          done.emplace(std::move(made));
        }));
    run_until([&] { return done.has_value(); });
    return *std::move(done);
  }

  void look_up(const std::string& host) {
    bool done = false;
    asio::co_spawn(
        context, opener().look_up(host, until),
        asio::bind_cancellation_slot(until.slot(), [&](std::exception_ptr failed) {
          BOOST_TEST((failed == nullptr));
          done = true;
        }));
    run_until([&] { return done; });
  }

  void run_until(const std::function<bool()>& done) {
    context.restart();
    while (!done() && context.run_one_for(seconds(60)) == 1) {
    }
    BOOST_TEST_REQUIRE(done());
  }

  void fix(const std::string& host, unsigned short port, const std::string& address) {
    how.addresses.emplace_back();
    how.addresses.back().host = host;
    how.addresses.back().port = port;
    how.addresses.back().address = address;
  }

  unsigned short port() const { return listener.local_endpoint().port(); }

  // Where the connection that came next came from, and to which address.
  tcp::endpoint accept() { return listener.accept().local_endpoint(); }

  asio::io_context context{1};
  haul::deadline_wheel wheel{context.get_executor()};
  haul::deadline until{wheel, milliseconds(0)};
  haul::test::name_server names{context};
  tcp::acceptor listener{context, tcp::endpoint(asio::ip::address_v4::any(), 0)};
  haul::options how;
  std::unique_ptr<haul::connector> opener_;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(connector, fixture)

BOOST_AUTO_TEST_CASE(name_is_looked_up_and_connected_to) {
  const opened made = open(to("local.example.org", port()));
  BOOST_TEST_REQUIRE(made.has_value());
  BOOST_TEST(accept().address().to_string() == "127.0.0.1");
  BOOST_TEST(names.queries("local.example.org") == 2U);
}

BOOST_AUTO_TEST_CASE(second_connection_asks_no_name_server) {
  BOOST_TEST(open(to("local.example.org", port())).has_value());
  BOOST_TEST(open(to("local.example.org", port())).has_value());
  BOOST_TEST(names.queries("local.example.org") == 2U);
}

BOOST_AUTO_TEST_CASE(name_that_was_looked_up_before_is_known_to_open) {
  BOOST_TEST(!opener().knows("local.example.org"));
  look_up("local.example.org");
  BOOST_TEST(opener().knows("local.example.org"));
  BOOST_TEST(names.queries("local.example.org") == 2U);
  BOOST_TEST(open(to("local.example.org", port())).has_value());
  BOOST_TEST(names.queries("local.example.org") == 2U);
}

BOOST_AUTO_TEST_CASE(failed_look_up_is_known_to_open) {
  look_up("no.example.org");
  BOOST_TEST(opener().knows("no.example.org"));
  const std::size_t asked = names.all_queries();
  const opened made = open(to("no.example.org", port()));
  BOOST_TEST_REQUIRE(!made.has_value());
  BOOST_TEST((made.error().cause == haul::cause::name_not_found));
  BOOST_TEST(names.all_queries() == asked);
}

BOOST_AUTO_TEST_CASE(address_is_known_and_never_looked_up) {
  BOOST_TEST(opener().knows("127.0.0.1"));
  BOOST_TEST(opener().knows("::1"));
  look_up("127.0.0.1");
  BOOST_TEST(names.all_queries() == 0U);
}

BOOST_AUTO_TEST_CASE(fixed_address_comes_before_the_name_server) {
  fix("yes.example.org", port(), "127.0.0.2");
  BOOST_TEST(opener().knows("yes.example.org"));
  look_up("yes.example.org");
  BOOST_TEST(open(to("yes.example.org", port())).has_value());
  BOOST_TEST(accept().address().to_string() == "127.0.0.2");
  BOOST_TEST(names.all_queries() == 0U);
}

BOOST_AUTO_TEST_CASE(fixed_address_is_for_its_port_only) {
  fix("local.example.org", static_cast<unsigned short>(port() ^ 1), "127.0.0.2");
  BOOST_TEST(open(to("local.example.org", port())).has_value());
  BOOST_TEST(accept().address().to_string() == "127.0.0.1");
  BOOST_TEST(names.queries("local.example.org") == 2U);
}

BOOST_AUTO_TEST_CASE(fixed_address_is_for_its_host_only) {
  fix("other.example.org", port(), "127.0.0.2");
  BOOST_TEST(!opener().knows("local.example.org"));
  BOOST_TEST(open(to("local.example.org", port())).has_value());
  BOOST_TEST(accept().address().to_string() == "127.0.0.1");
}

BOOST_AUTO_TEST_CASE(fixed_addresses_are_tried_in_their_order) {
  fix("yes.example.org", port(), "::1"); // nobody listens there
  fix("yes.example.org", port(), "127.0.0.4");
  fix("yes.example.org", port(), "127.0.0.3");
  BOOST_TEST(open(to("yes.example.org", port())).has_value());
  BOOST_TEST(accept().address().to_string() == "127.0.0.4");
}

// Cancelled before it could ask anybody: but after the address was judged.
BOOST_AUTO_TEST_CASE(fixed_address_may_be_any) {
  fix("yes.example.org", 9, "169.254.169.254");
  until.cancel();
  const opened made = open(to("yes.example.org", 9), false);
  BOOST_TEST_REQUIRE(!made.has_value());
  BOOST_TEST((made.error().cause == haul::cause::cancelled));
}

BOOST_AUTO_TEST_CASE(name_that_stands_for_a_metadata_service_is_refused) {
  const opened made = open(to("metadata.example.org", port()));
  BOOST_TEST_REQUIRE(!made.has_value());
  BOOST_TEST((made.error().cause == haul::cause::address_refused));
}

BOOST_AUTO_TEST_CASE(name_that_stands_for_a_private_address_is_refused_when_they_are_denied) {
  how.deny_private = true;
  for (const bool named : {true, false}) {
    const opened made = open(to("local.example.org", port()), named);
    BOOST_TEST_REQUIRE(!made.has_value());
    BOOST_TEST((made.error().cause == haul::cause::address_refused));
    BOOST_TEST((made.error().message.find("deny_private") != std::string::npos));
  }
}

// What a name stood for when somebody looked is no reason to connect to what it stands for now.
BOOST_AUTO_TEST_CASE(name_that_was_rebound_is_judged_anew) {
  names.ttl = 0;
  BOOST_TEST(open(to("rebound.example.org", port())).has_value());
  BOOST_TEST(names.queries("rebound.example.org") == 2U); // none between judging and connecting
  opener_.reset(); // which remembers every answer for a second
  const opened made = open(to("rebound.example.org", port()));
  BOOST_TEST_REQUIRE(!made.has_value());
  BOOST_TEST((made.error().cause == haul::cause::address_refused));
  BOOST_TEST(names.queries("rebound.example.org") == 4U);
}

BOOST_AUTO_TEST_CASE(literal_that_is_denied_is_not_looked_up) {
  BOOST_TEST(!opener().knows("127.1"));
  opener_.reset();
  how.deny_private = true;
  BOOST_TEST(opener().knows("127.1"));
  BOOST_TEST(!opener().knows("local.example.org"));
  look_up("127.1");
  BOOST_TEST(names.all_queries() == 0U);
}

BOOST_AUTO_TEST_CASE(literals_are_refused_when_they_are_denied) {
  how.deny_private = true;
  for (const char* host : {"127.0.0.1", "::1", "::ffff:127.0.0.1"}) {
    const opened made = open(to(host, port()));
    BOOST_TEST_REQUIRE(!made.has_value(), host);
    BOOST_TEST((made.error().cause == haul::cause::address_refused));
    BOOST_TEST(!opener().check_literal(to(host, port()), true).has_value());
  }
  BOOST_TEST(opener().check_literal(to("local.example.org", port()), true).has_value());
}

BOOST_AUTO_TEST_CASE(metadata_literals_are_refused_unless_the_task_names_them) {
  for (const char* host : {"169.254.169.254", "2852039166", "fe80::1"}) {
    BOOST_TEST(!opener().check_literal(to(host, 80), false).has_value(), host);
    BOOST_TEST(opener().check_literal(to(host, 80), true).has_value(), host);
  }
}

BOOST_AUTO_TEST_CASE(fixed_address_is_exempt_from_denial) {
  how.deny_private = true;
  fix("yes.example.org", port(), "127.0.0.2");
  fix("10.0.0.1", port(), "127.0.0.3");
  BOOST_TEST(open(to("yes.example.org", port()), false).has_value());
  BOOST_TEST(accept().address().to_string() == "127.0.0.2");
  BOOST_TEST(opener().check_literal(to("10.0.0.1", port()), true).has_value());
  const unsigned short other = port() == 1 ? 2 : 1;
  BOOST_TEST(!opener().check_literal(to("10.0.0.1", other), true).has_value());
}

BOOST_AUTO_TEST_CASE(fixed_address_of_an_international_name_is_found_by_its_ascii_name) {
  fix("bücher.example", port(), "127.0.0.2");
  BOOST_TEST(opener().knows("xn--bcher-kva.example"));
  BOOST_TEST(open(to("xn--bcher-kva.example", port())).has_value());
}

BOOST_AUTO_TEST_CASE(connection_comes_from_the_interface) {
  how.interface = "127.0.0.8";
  BOOST_TEST(open(to("local.example.org", port())).has_value());
  BOOST_TEST(listener.accept().remote_endpoint().address().to_string() == "127.0.0.8");
}

BOOST_AUTO_TEST_CASE(only_addresses_of_the_family_of_the_interface_are_tried) {
  how.interface = "127.0.0.8";
  fix("yes.example.org", port(), "::1");
  fix("yes.example.org", port(), "127.0.0.3");
  BOOST_TEST(open(to("yes.example.org", port())).has_value());
  BOOST_TEST(accept().address().to_string() == "127.0.0.3");
}

BOOST_AUTO_TEST_CASE(host_without_an_address_of_that_family_is_refused) {
  how.interface = "127.0.0.8";
  const opened made = open(to("::1", port()));
  BOOST_TEST_REQUIRE(!made.has_value());
  BOOST_TEST((made.error().cause == haul::cause::address_refused));
  BOOST_TEST(made.error().message.starts_with("::1 has no IPv4 address"));
}

BOOST_AUTO_TEST_CASE(interface_that_went_away_fails_the_connection) {
  how.interface = "192.0.2.77";
  const opened made = open(to("local.example.org", port()));
  BOOST_TEST_REQUIRE(!made.has_value());
  BOOST_TEST((made.error().cause == haul::cause::connect_failed));
}

BOOST_AUTO_TEST_CASE(refusal_is_told_with_its_address) {
  const unsigned short closed = port();
  listener.close();
  const opened made = open(to("local.example.org", closed));
  BOOST_TEST_REQUIRE(!made.has_value());
  BOOST_TEST((made.error().cause == haul::cause::connect_failed));
  BOOST_TEST((made.error().stage == haul::stage::connect));
  BOOST_TEST(made.error().system.value() == ECONNREFUSED);
  BOOST_TEST(
      made.error().message == "can't connect to local.example.org port " + std::to_string(closed) +
                                  " (127.0.0.1): Connection refused");
}

BOOST_AUTO_TEST_CASE(refusal_by_all_tells_how_many_were_tried) {
  const unsigned short closed = port();
  listener.close();
  fix("yes.example.org", closed, "127.0.0.2");
  fix("yes.example.org", closed, "127.0.0.3");
  const opened made = open(to("yes.example.org", closed));
  BOOST_TEST_REQUIRE(!made.has_value());
  BOOST_TEST(
      made.error().message == "can't connect to yes.example.org port " + std::to_string(closed) +
                                  " (127.0.0.3, one of 2 addresses tried): Connection refused");
}

// A listener whose queue is full answers nobody, as a host behind a broken route.
BOOST_AUTO_TEST_CASE(address_that_does_not_answer_costs_a_moment_only) {
  tcp::acceptor full(context);
  full.open(tcp::v4());
  full.bind(tcp::endpoint(asio::ip::make_address("127.0.0.2"), 0));
  full.listen(0);
  const unsigned short at = full.local_endpoint().port();
  tcp::socket first(context);
  tcp::socket second(context);
  first.connect(full.local_endpoint()); // all there is room for
  second.async_connect(full.local_endpoint(), [](boost::system::error_code) {});
  tcp::acceptor answering(context, tcp::endpoint(asio::ip::make_address("127.0.0.3"), at));
  fix("yes.example.org", at, "127.0.0.2");
  fix("yes.example.org", at, "127.0.0.3");
  until.arm(haul::limit::connect, seconds(50));
  BOOST_TEST(open(to("yes.example.org", at)).has_value());
  BOOST_TEST(answering.accept().local_endpoint().address().to_string() == "127.0.0.3");
  second.close();
}

BOOST_AUTO_TEST_CASE(deadline_ends_a_connection_that_does_not_come) {
  tcp::acceptor full(context);
  full.open(tcp::v4());
  full.bind(tcp::endpoint(asio::ip::make_address("127.0.0.2"), 0));
  full.listen(0);
  tcp::socket first(context);
  tcp::socket second(context);
  first.connect(full.local_endpoint());
  second.async_connect(full.local_endpoint(), [](boost::system::error_code) {});
  until.arm(haul::limit::connect, milliseconds(60));
  const opened made = open(to("127.0.0.2", full.local_endpoint().port()));
  BOOST_TEST_REQUIRE(!made.has_value());
  BOOST_TEST((made.error().cause == haul::cause::timed_out));
  BOOST_TEST((made.error().stage == haul::stage::connect));
  second.close();
}

BOOST_AUTO_TEST_SUITE_END()
