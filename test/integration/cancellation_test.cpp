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
#include <tuple>
#include <vector>

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

// A context counts its owners; Asio's wrapper frees one of them.
asio::ssl::context share(const asio::ssl::context& from) {
  SSL_CTX* const native = const_cast<asio::ssl::context&>(from).native_handle();
  SSL_CTX_up_ref(native);
  return asio::ssl::context(native);
}

// Every kind of thing that a task may wait for over HTTP/1.1.
struct over_http1 {
  over_http1(asio::io_context& context, const asio::ssl::context& secured)
      : plain(context, play_everything),
        tls(context, share(secured), play_everything) {}

  std::vector<task> tasks() const {
    std::vector<task> made;
    made.push_back(make_task(plain.url("/chunked"), "a"));
    made.push_back(make_task(plain.url("/moved"), "folder/b"));
    made.push_back(make_task(tls.url("/chunked"), "c"));
    made.push_back(make_task(plain.url("/missing"), "d"));
    made.push_back(make_task("http://127.0.0.1:1/refused", "e"));
    made.push_back(make_task("not a url", "f"));
    made.push_back(make_task(plain.url("/chunked"), "g"));
    return made;
  }

  static constexpr http_version version = http_version::any;
  static constexpr std::size_t whole = 4; // files of a run that nobody disturbs
  scripted_server plain;
  scripted_server tls;
};

asio::awaitable<void> play_over_http2(h2_stream peer) {
  const std::string path = peer.request().path();
  h2_connection on = peer.connection();
  if (path == "/moved") {
    peer.answer("302", {{"location", "/pieces"}});
    co_return;
  }
  // Nobody has looked at this request: another connection must take it.
  if (path == "/farewell" && on.number() == 0) {
    on.go_away(peer.request().stream - 2, NGHTTP2_NO_ERROR);
    co_return;
  }
  peer.begin(path == "/missing" ? "404" : "200");
  co_await peer.send("abc");
  if (path == "/torn") {
    peer.reset(NGHTTP2_INTERNAL_ERROR);
    co_return;
  }
  on.ping();
  co_await peer.send("de");
  peer.finish();
}

// The same over HTTP/2, where tasks share connections.
struct over_http2 {
  over_http2(asio::io_context& context, const asio::ssl::context& secured)
      : plain(context, service_of(play_over_http2)),
        tls(context, share(secured), service_of(play_over_http2)) {}

  std::vector<task> tasks() const {
    std::vector<task> made;
    made.push_back(make_task(plain.url("/pieces"), "a"));
    made.push_back(make_task(plain.url("/moved"), "folder/b"));
    made.push_back(make_task(tls.url("/pieces"), "c"));
    made.push_back(make_task(tls.url("/torn"), "d"));
    made.push_back(make_task(plain.url("/missing"), "e"));
    made.push_back(make_task("http://127.0.0.1:1/refused", "f"));
    made.push_back(make_task(plain.url("/farewell"), "g"));
    made.push_back(make_task(plain.url("/pieces"), "h"));
    made.push_back(make_task(tls.url("/moved"), "i"));
    return made;
  }

  static constexpr http_version version = http_version::http2_prior_knowledge;
  static constexpr std::size_t whole = 6;
  h2_server plain;
  h2_server tls;
};

using protocols = std::tuple<over_http1, over_http2>;

// A run that is stepped by hand.
template<class Servers>
struct stepped_run {
  stepped_run(
      const std::filesystem::path& folder, const std::filesystem::path& ca,
      const asio::ssl::context& secured, bool with_consumer = true)
      : servers(context, secured),
        tasks(servers.tasks()) {
    options how;
    how.directory = folder;
    how.ca_file = ca;
    how.http = Servers::version;
    how.max_requests = 3;
    how.retry.most = 0;
    made.emplace(*downloader::create(context, how));
    done.emplace(made->as_completed(tasks));
    if (with_consumer)
      asio::co_spawn(context, consume(*this), rethrow);
  }

  void stop() {
    servers.plain.stop();
    servers.tls.stop();
  }

  static asio::awaitable<void> consume(stepped_run& self) {
    while (true) {
      std::optional<completion> next = co_await self.done->next();
      if (!next)
        break;
      self.seen[next->task.code].push_back(next->outcome);
    }
    self.over = true;
    self.stop();
  }

  // Takes up to `steps` handlers, until nothing happens any more; how many there were.
  int step(int steps, std::chrono::milliseconds patience = std::chrono::seconds(30)) {
    int taken = 0;
    while (taken < steps && !over && context.run_one_for(patience) == 1)
      ++taken;
    return taken;
  }

  asio::io_context context{1};
  Servers servers;
  list_source tasks;
  std::optional<downloader> made;
  std::optional<completions> done;
  std::map<std::string, std::vector<outcome>> seen;
  bool over = false;
};

struct world {
  world() : shown(certificate_request()), secured(server_context(shown)) {
    write_file(trust.path() / "ca.pem", shown.pem());
  }

  // How many handlers a run takes that nobody disturbs.
  template<class Servers>
  int length() {
    const temporary_folder folder;
    stepped_run<Servers> run(folder.path(), trust.path() / "ca.pem", secured);
    const int taken = run.step(1'000'000);
    BOOST_TEST(folder.content().size() == Servers::whole);
    return taken;
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

BOOST_FIXTURE_TEST_CASE_TEMPLATE(
    cancel_after_every_handler_leaves_exactly_one_completion_each, Servers, protocols, world) {
  const int whole = this->template length<Servers>();
  BOOST_TEST_REQUIRE(whole > 50);
  const int before = open_descriptors();
  int cancelled = 0;
  for (int steps = 0; steps <= whole; ++steps) {
    const temporary_folder folder;
    stepped_run<Servers> run(folder.path(), trust.path() / "ca.pem", secured);
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
BOOST_FIXTURE_TEST_CASE_TEMPLATE(
    abandon_after_every_handler_leaves_nothing, Servers, protocols, world) {
  const int before = open_descriptors();
  bool stalled = false;
  for (int steps = 0; !stalled; ++steps) {
    const temporary_folder folder;
    stepped_run<Servers> run(folder.path(), trust.path() / "ca.pem", secured, false);
    stalled = run.step(steps, std::chrono::milliseconds(200)) < steps;
    run.done.reset();
    run.made.reset();
    run.stop();
    run.context.run_for(std::chrono::seconds(30));
    BOOST_TEST_REQUIRE(run.context.stopped(), "work was left after leaving at handler " << steps);
    check_folder(folder);
  }
  BOOST_TEST(open_descriptors() == before);
}

// Under the address and leak sanitizers this tells whether frames may be destroyed anywhere.
BOOST_FIXTURE_TEST_CASE_TEMPLATE(
    event_loop_destroyed_after_every_handler_frees_everything, Servers, protocols, world) {
  const int whole = this->template length<Servers>();
  const int before = open_descriptors();
  for (int steps = 0; steps <= whole; ++steps) {
    const temporary_folder folder;
    {
      stepped_run<Servers> run(folder.path(), trust.path() / "ca.pem", secured);
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
