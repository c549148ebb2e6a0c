#include "certificate.hpp"
#include "download_fixture.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

#include <exception>
#include <map>
#include <optional>
#include <string>

using namespace haul;
using namespace haul::test;
namespace asio = boost::asio;

namespace {

void rethrow(std::exception_ptr failed) {
  if (failed)
    std::rethrow_exception(failed);
}

asio::awaitable<void> play_everything(scripted_connection peer) {
  while (true) {
    const std::string request = co_await peer.read_request();
    if (request.empty())
      co_return;
    std::string answer = reply("404 Not Found", "nothing");
    if (request.starts_with("GET /moved"))
      answer = reply("302 Found", "moved", "Location: /chunked\r\n");
    if (request.starts_with("GET /chunked"))
      answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n";
    co_await peer.send(std::move(answer));
    if (request.starts_with("GET /chunked"))
      co_await peer.send("2\r\nde\r\n0\r\n\r\n");
  }
}

// A run over every kind of thing that a task may wait for, which is stepped by hand.
struct stepped_run {
  stepped_run(
      const std::filesystem::path& folder, const std::filesystem::path& ca,
      const asio::ssl::context& secured, bool with_consumer = true)
      : plain(context, play_everything),
        tls(context, share(secured), play_everything),
        tasks(list_of(plain, tls)) {
    options how;
    how.directory = folder;
    how.ca_file = ca;
    how.max_requests = 3;
    how.retry.most = 0;
    made.emplace(*downloader::create(context, how));
    done.emplace(made->as_completed(tasks));
    if (with_consumer)
      asio::co_spawn(context, consume(*this), rethrow);
  }

  static asio::ssl::context share(const asio::ssl::context& from) {
    // A context counts its owners; Asio's wrapper frees one of them.
    SSL_CTX* const native = const_cast<asio::ssl::context&>(from).native_handle();
    SSL_CTX_up_ref(native);
    return asio::ssl::context(native);
  }

  static std::vector<task> list_of(const scripted_server& plain, const scripted_server& tls) {
    std::vector<task> made;
    made.push_back(make_task(plain.url("/chunked"), "a"));
    made.push_back(make_task(plain.url("/moved"), "folder/b"));
    made.push_back(make_task(tls.url("/chunked"), "c"));
    made.push_back(make_task(plain.url("/missing"), "d"));
    made.push_back(make_task("http://127.0.0.1:1/refused", "e"));
    made.push_back(make_task("not a url", "f"));
    return made;
  }

  static asio::awaitable<void> consume(stepped_run& self) {
    while (true) {
      std::optional<completion> next = co_await self.done->next();
      if (!next)
        break;
      self.seen[next->task.code].push_back(next->outcome);
    }
    self.over = true;
    self.plain.stop();
    self.tls.stop();
  }

  // Takes up to `steps` handlers, until nothing happens any more; how many there were.
  int step(int steps, std::chrono::milliseconds patience = std::chrono::seconds(30)) {
    int taken = 0;
    while (taken < steps && !over && context.run_one_for(patience) == 1)
      ++taken;
    return taken;
  }

  asio::io_context context{1};
  scripted_server plain;
  scripted_server tls;
  list_source tasks;
  std::optional<downloader> made;
  std::optional<completions> done;
  std::map<std::string, std::vector<outcome>> seen;
  bool over = false;
};

struct world {
  world() : shown(certificate_request()), secured(asio::ssl::context::tls_server) {
    const std::string pem = shown.pem();
    const std::string key = shown.key_pem();
    secured.use_certificate_chain(asio::buffer(pem));
    secured.use_private_key(asio::buffer(key), asio::ssl::context::pem);
    write_file(trust.path() / "ca.pem", pem);
  }

  // How many handlers a run takes that nobody disturbs.
  int length() {
    const temporary_folder folder;
    stepped_run run(folder.path(), trust.path() / "ca.pem", secured);
    return run.step(1'000'000);
  }

  certificate shown;
  asio::ssl::context secured;
  temporary_folder trust;
};

// Whole files and nothing else.
void check_folder(const temporary_folder& folder) {
  for (const auto& [name, content] : folder.content()) {
    BOOST_TEST(!name.ends_with(".haul-part"), name << " was left");
    BOOST_TEST((content == "abcde" || content == "/"), name << " is torn: " << content);
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(cancellation)

BOOST_FIXTURE_TEST_CASE(cancel_after_every_handler_leaves_exactly_one_completion_each, world) {
  const int whole = length();
  BOOST_TEST_REQUIRE(whole > 30);
  const int before = open_descriptors();
  int cancelled = 0;
  for (int steps = 0; steps <= whole; ++steps) {
    const temporary_folder folder;
    stepped_run run(folder.path(), trust.path() / "ca.pem", secured);
    run.step(steps);
    run.done->cancel();
    run.context.run_for(std::chrono::seconds(30));
    BOOST_TEST_REQUIRE(run.over, "hung after a cancel at handler " << steps);
    BOOST_TEST_REQUIRE(run.context.stopped(), "work was left after a cancel at handler " << steps);
    BOOST_TEST(run.done->in_flight() == 0U);
    BOOST_TEST(run.done->done());
    for (const auto& [code, outcomes] : run.seen) {
      BOOST_TEST(outcomes.size() == 1U, code << " completed more than once");
      if (outcomes[0].error && outcomes[0].error->cause == cause::cancelled)
        ++cancelled;
    }
    check_folder(folder);
  }
  BOOST_TEST(cancelled > 20);
  BOOST_TEST(open_descriptors() == before);
}

// Nobody takes the completions, so tasks that are done wait with theirs until they are let go.
BOOST_FIXTURE_TEST_CASE(abandon_after_every_handler_leaves_nothing, world) {
  const int before = open_descriptors();
  bool stalled = false;
  for (int steps = 0; !stalled; ++steps) {
    const temporary_folder folder;
    stepped_run run(folder.path(), trust.path() / "ca.pem", secured, false);
    stalled = run.step(steps, std::chrono::milliseconds(200)) < steps;
    run.done.reset();
    run.made.reset();
    run.plain.stop();
    run.tls.stop();
    run.context.run_for(std::chrono::seconds(30));
    BOOST_TEST_REQUIRE(run.context.stopped(), "work was left after leaving at handler " << steps);
    check_folder(folder);
  }
  BOOST_TEST(open_descriptors() == before);
}

// Under the address and leak sanitizers this tells whether frames may be destroyed anywhere.
BOOST_FIXTURE_TEST_CASE(event_loop_destroyed_after_every_handler_frees_everything, world) {
  const int whole = length();
  const int before = open_descriptors();
  for (int steps = 0; steps <= whole; ++steps) {
    const temporary_folder folder;
    {
      stepped_run run(folder.path(), trust.path() / "ca.pem", secured);
      run.step(steps);
    }
    check_folder(folder);
  }
  BOOST_TEST(open_descriptors() == before);
}

BOOST_FIXTURE_TEST_CASE(cancel_while_the_first_byte_is_awaited, download_fixture) {
  scripted_server& server = serve([this](scripted_connection peer) -> asio::awaitable<void> {
    co_await peer.read_request();
    cancel();
    co_await peer.until_peer_closes();
  });
  const completion done = run_one(server.url("/"));
  BOOST_TEST((done.outcome.error->cause == cause::cancelled));
  BOOST_TEST((done.outcome.error->stage == stage::first_byte));
}

BOOST_FIXTURE_TEST_CASE(stop_lets_what_runs_finish, download_fixture) {
  how.max_requests = 2;
  how.look_ahead = 1;
  result<downloader> made = downloader::create(context, how);
  scripted_server& server = serve(answer_always(reply("200 OK", "x")));
  int given = 0;
  function_source endless([&]() {
    ++given;
    return std::optional<task>(make_task(server.url("/"), "f" + std::to_string(given)));
  });
  std::optional<completions> done(made->as_completed(endless));
  tally counted;
  asio::co_spawn(
      context,
      [](completions& from, tally& into) -> asio::awaitable<void> {
        while (true) {
          const std::optional<completion> next = co_await from.next();
          if (!next)
            break;
          into.add(next->outcome);
          if (into.total() == 10)
            from.stop();
        }
      }(*done, counted),
      [&](std::exception_ptr failed) {
        server.stop();
        rethrow(std::move(failed));
      });
  drain();
  BOOST_TEST(counted.ok >= 10U);
  // What was read ahead is given up, and told.
  BOOST_TEST(counted.ok + counted.cancelled == counted.total());
  BOOST_TEST(counted.cancelled <= 1U);
  BOOST_TEST(done->done());
}

BOOST_AUTO_TEST_SUITE_END()
