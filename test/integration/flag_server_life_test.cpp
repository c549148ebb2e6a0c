#include "flag_server_fixture.hpp"
#include "flags.hpp"
#include "temporary_folder.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <limits>
#include <sys/resource.h>
#include <unistd.h>

namespace {

using namespace haul::test;
using namespace std::chrono_literals;
using boost::asio::awaitable;
using boost::asio::ip::tcp;
using boost::system::error_code;
using haul::server_behaviour;

// Uses up all descriptors but those that are open, until it is destroyed.
class no_descriptors {
 public:
  no_descriptors() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    rlimit fewer = before_;
    fewer.rlim_cur = static_cast<rlim_t>(open_descriptors()) + 20;
    ::setrlimit(RLIMIT_NOFILE, &fewer);
    for (int taken = ::dup(0); taken != -1; taken = ::dup(0))
      taken_.push_back(taken);
  }
  ~no_descriptors() {
    for (const int each : taken_)
      ::close(each);
    ::setrlimit(RLIMIT_NOFILE, &before_);
  }
  no_descriptors(const no_descriptors&) = delete;
  no_descriptors& operator=(const no_descriptors&) = delete;

 private:
  rlimit before_{};
  std::vector<int> taken_;
};

struct flag_server_life_tests : flag_server_fixture {
  // A client outside the loop: what it sends and leaves unread is all it does.
  tcp::socket connect() {
    tcp::socket client(elsewhere);
    client.connect(endpoint_of(server->url()));
    return client;
  }

  void send(tcp::socket& client, const std::string& bytes) {
    boost::asio::write(client, boost::asio::buffer(bytes));
  }

  // Runs until nothing is ready; fails when that never happens.
  void settle() {
    context->restart();
    for (int handlers = 0; context->poll_one() != 0; ++handlers)
      BOOST_REQUIRE_MESSAGE(handlers < 10'000, "the loop is busy with nothing");
  }

  void stop_with_one_client_that_sent(const std::string& bytes, const server_behaviour& how) {
    serve(how);
    tcp::socket client = connect();
    send(client, bytes);
    settle();
    server->stop();
    server->stop();
    run_until([this] { return context->stopped(); });
    error_code failure;
    std::string said;
    boost::asio::read(client, boost::asio::dynamic_buffer(said), failure);
    BOOST_TEST(failure.failed(), "the connection is still open");
  }

  boost::asio::io_context elsewhere;
  temporary_folder folder;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(flag_server_life, flag_server_life_tests)

BOOST_AUTO_TEST_CASE(stop_ends_a_connection_that_is_idle_or_in_the_middle_of_a_request) {
  for (const std::string bytes : {"", "GET /br/b", "GET /br/br.gif HTTP/1.1\r\nHost: fl"})
    stop_with_one_client_that_sent(bytes, {});
  stop_with_one_client_that_sent(get("/br/br.gif"), {});
}

BOOST_AUTO_TEST_CASE(stop_ends_a_connection_that_waits_for_its_delay) {
  server_behaviour behaviour;
  behaviour.delay_min = behaviour.delay_max = 1h;
  stop_with_one_client_that_sent(get("/br/br.gif"), behaviour);
  BOOST_TEST(server->requests() == 1U);
}

BOOST_AUTO_TEST_CASE(stop_ends_a_connection_whose_client_does_not_read) {
  std::filesystem::create_directory(folder.path() / "br");
  write_file(folder.path() / "br/br.gif", std::string(32'000'000, 'x'));
  server_behaviour behaviour;
  behaviour.folder = folder.path();
  stop_with_one_client_that_sent(get("/br/br.gif"), behaviour);
  BOOST_TEST(server->requests() == 1U);
}

BOOST_AUTO_TEST_CASE(stop_ends_a_connection_that_was_told_to_close_and_does_not) {
  stop_with_one_client_that_sent("GET /br/br.gif HTTP/1.0\r\n\r\n", {});
  stop_with_one_client_that_sent("nonsense\r\n\r\n", {});
}

BOOST_AUTO_TEST_CASE(stop_before_the_loop_ran_leaves_nothing) {
  serve();
  tcp::socket client = connect();
  server->stop();
  run_until([this] { return context->stopped(); });
}

BOOST_AUTO_TEST_CASE(a_loop_that_is_destroyed_right_after_the_server_leaves_nothing) {
  server_behaviour behaviour;
  behaviour.delay_min = behaviour.delay_max = 1h;
  serve(behaviour);
  tcp::socket idle = connect();
  tcp::socket delayed = connect();
  send(delayed, get("/br/br.gif"));
  settle();
  BOOST_TEST(server->requests() == 1U);
  tcp::socket not_accepted = connect();
  server.reset();
  context.emplace(1);
}

BOOST_AUTO_TEST_CASE(clients_that_leave_at_any_moment_are_forgotten) {
  server_behaviour behaviour;
  behaviour.delay_max = 5ms;
  serve(behaviour);
  const std::string request = get("/br/br.gif");
  for (std::size_t sent = 0; sent <= request.size(); ++sent) {
    tcp::socket client = connect();
    send(client, request.substr(0, sent));
    settle();
    if (sent % 2 == 0)
      client.set_option(tcp::socket::linger(true, 0)); // closes by a reset
  }
  BOOST_TEST(ask(request).status == 200U);
}

BOOST_AUTO_TEST_CASE(running_out_of_descriptors_keeps_clients_waiting_and_nobody_busy) {
  serve();
  BOOST_TEST(ask(get("/br/br.gif")).status == 200U);
  tcp::socket served = connect();
  send(served, get("/br/br.gif"));
  run_until([this] { return server->requests() == 2; });
  tcp::socket waiting(elsewhere, tcp::v4());
  {
    const no_descriptors all_taken;
    waiting.connect(endpoint_of(server->url()));
    send(waiting, get("/us/us.gif"));
    settle();
    BOOST_TEST(server->requests() == 2U);
    // The server's end of it comes free, and with it the wait is over.
    served.close();
    run_until([this] { return server->requests() == 3; });
  }
  server->stop();
  std::string said;
  error_code failure;
  boost::asio::read(waiting, boost::asio::dynamic_buffer(said), failure);
  BOOST_TEST(said.ends_with(haul::find_flag("US")->gif));
}

BOOST_AUTO_TEST_CASE(a_folder_replaces_the_flags_and_is_read_once) {
  const std::vector<std::string> codes = {"AA", "BR", "ZY", "ZZ"};
  for (const std::string& code : codes) {
    const std::filesystem::path path = folder.path().string() + path_of(code);
    std::filesystem::create_directory(path.parent_path());
    write_file(path, code + "\n");
  }
  server_behaviour behaviour;
  behaviour.folder = folder.path();
  serve(behaviour);
  for (const std::string& code : codes) {
    std::filesystem::remove(folder.path().string() + path_of(code));
    BOOST_TEST(ask(get(path_of(code))).body == code + "\n");
  }
  BOOST_TEST(ask(get("/us/us.gif")).status == 404U);
}

BOOST_AUTO_TEST_CASE(a_client_that_pipelines_without_reading_gets_every_reply_in_the_end) {
  serve();
  // Far more than fits into the buffers of the connection, and headers only, so that one of them is
  // cut where the buffers are full.
  const std::size_t count = 200'000;
  const std::string request = "HEAD /br/br.gif HTTP/1.1\r\nHost: flags\r\n\r\n";
  std::string requests;
  for (std::size_t each = 0; each != count; ++each)
    requests += request;
  const std::size_t length = ask(get("/br/br.gif")).header.size();

  tcp::socket client = connect();
  client.non_blocking(true);
  std::size_t sent = 0;
  const auto send_more = [&] {
    error_code failure;
    sent += client.write_some(boost::asio::buffer(requests) + sent, failure);
    settle();
    return !failure && sent != requests.size();
  };
  while (send_more())
    ;
  BOOST_TEST(server->requests() < count, "nothing held the server back");

  std::string said(count * length, ' ');
  std::size_t received = 0;
  const auto latest = std::chrono::steady_clock::now() + 1min;
  while (received != said.size()) {
    error_code failure;
    received += client.read_some(boost::asio::buffer(said) + received, failure);
    BOOST_REQUIRE((!failure || failure == boost::asio::error::would_block));
    BOOST_REQUIRE((std::chrono::steady_clock::now() < latest));
    send_more();
  }
  std::size_t replies = 0;
  for (std::size_t start = 0; start != said.size(); start += length)
    replies += said.compare(start, 17, "HTTP/1.1 200 OK\r\n") == 0 ? 1 : 0;
  BOOST_TEST(replies == count);
}

BOOST_AUTO_TEST_CASE(a_large_file_comes_whole_to_a_slow_reader) {
  std::string large;
  while (large.size() < 20'000'000)
    large += "line " + std::to_string(large.size()) + "\n";
  std::filesystem::create_directories(folder.path() / "br");
  write_file(folder.path() / "br/br.gif", large);
  server_behaviour behaviour;
  behaviour.folder = folder.path();
  serve(behaviour);
  for (const raw_reply& reply : ask({get("/br/br.gif"), get("/br/br.gif")}))
    BOOST_TEST((reply.body == large));
}

BOOST_AUTO_TEST_CASE(a_server_that_was_moved_goes_on_and_the_one_it_replaces_ends) {
  serve();
  haul::flag_server first = std::move(*server);
  serve();
  const std::string old_url = server->url();
  *server = std::move(first);
  BOOST_TEST(server->url() != old_url);
  BOOST_TEST(ask(get("/br/br.gif")).status == 200U);
  tcp::socket client(elsewhere);
  error_code failure;
  client.connect(endpoint_of(old_url), failure);
  BOOST_TEST((failure == boost::asio::error::connection_refused));
}

BOOST_AUTO_TEST_CASE(a_port_in_use_is_an_error_that_names_the_address) {
  serve();
  const auto second = haul::flag_server::listen(*context, endpoint_of(server->url()), {});
  BOOST_TEST_REQUIRE(second.has_error());
  BOOST_TEST((second.error().cause == haul::cause::connect_failed));
  BOOST_TEST((second.error().system == std::errc::address_in_use));
  const std::string address = server->url().substr(7);
  BOOST_TEST(second.error().message == "can't listen on " + address + ": Address already in use");
}

BOOST_AUTO_TEST_CASE(a_behaviour_out_of_range_is_refused_by_name) {
  const auto check_refused = [this](const server_behaviour& how, const std::string& name) {
    const auto refused = haul::flag_server::listen(*context, endpoint_of("//127.0.0.1:0"), how);
    BOOST_TEST_REQUIRE(refused.has_error());
    BOOST_TEST((refused.error().cause == haul::cause::bad_option));
    BOOST_TEST(refused.error().message.starts_with(name), refused.error().message);
  };
  server_behaviour behaviour;
  for (const double rate : {-0.1, 1.1, std::numeric_limits<double>::quiet_NaN()}) {
    behaviour.error_rate = rate;
    check_refused(behaviour, "error_rate");
  }
  behaviour = {};
  for (const auto& [min, max] : {std::pair(-1ms, 1ms), {2ms, 1ms}, {0ms, 3'600'001ms}}) {
    behaviour.delay_min = min;
    behaviour.delay_max = max;
    check_refused(behaviour, "delay");
  }
  behaviour = {};
  behaviour.folder = folder.path() / "missing";
  check_refused(behaviour, "folder");
  behaviour.folder = folder.path();
  check_refused(behaviour, "folder");
}

BOOST_AUTO_TEST_SUITE_END()
