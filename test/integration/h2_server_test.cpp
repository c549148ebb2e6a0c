// The scripted server for HTTP/2 before clients that are not ours: what it says is what they hear.

#include "background_h2_server.hpp"
#include "certificate.hpp"
#include "download_fixture.hpp"
#include "h2_frames.hpp"
#include "process.hpp"
#include "raw_client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <exception>
#include <string>
#include <utility>
#include <vector>

using namespace haul::test;
namespace asio = boost::asio;

namespace {

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// nghttp, which prints bodies, or with `-nv` the frames.
finished_process ask(
    const background_h2_server& server, std::vector<std::string> options,
    const std::vector<std::string>& paths = {"/"}) {
  command_line command;
  command.words = {"/usr/bin/nghttp", "--timeout=60"};
  command.words.insert(command.words.end(), options.begin(), options.end());
  for (const std::string& each : paths)
    command.words.push_back(server.url(each));
  return run(command);
}

asio::awaitable<void> play_pieces(h2_stream peer) {
  peer.inform("103", {{"link", "</early>"}});
  peer.shape(4, 9);
  peer.begin("200", {{"content-length", "10"}});
  co_await peer.send("abcdefgh");
  co_await peer.send("ij");
  peer.finish({{"x-after", "all"}});
}

asio::awaitable<void> play_held(h2_stream peer) {
  peer.begin("200");
  co_await peer.send("first, ");
  co_await peer.released();
  co_await peer.send("then\n");
  peer.finish();
}

asio::awaitable<void> play_reset_midway(h2_stream peer) {
  peer.begin("200", {{"content-length", "10"}});
  co_await peer.send("half ");
  peer.reset(NGHTTP2_ENHANCE_YOUR_CALM);
}

asio::awaitable<void> play_refusal(h2_stream peer) {
  peer.reset(NGHTTP2_REFUSED_STREAM);
  co_return;
}

asio::awaitable<void> play_farewell(h2_stream peer) {
  peer.begin("200");
  peer.connection().go_away(peer.request().stream, NGHTTP2_NO_ERROR);
  co_await peer.send("the last\n");
  peer.finish();
}

asio::awaitable<void> play_end(h2_stream peer, bool reset) {
  peer.begin("200");
  co_await peer.send("some");
  co_await peer.connection().written();
  if (reset)
    peer.connection().reset();
  else
    peer.connection().close();
}

asio::awaitable<void> play_news(h2_stream peer) {
  peer.connection().settings({{NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, 7}});
  peer.connection().ping();
  const auto heard = [](const h2_record& seen) {
    return seen.connections[0].settings_acks == 2 && seen.connections[0].ping_acks == 1;
  };
  co_await peer.until(heard);
  peer.answer("204");
}

asio::awaitable<void> play_frames(h2_stream peer) {
  const std::string block = literal_block({{":status", "200"}}) + inserted_field("x-much", "more") +
                            indexed_field(62) + indexed_field(62);
  peer.frame(NGHTTP2_HEADERS, 0, block.substr(0, 5));
  peer.frame(NGHTTP2_CONTINUATION, NGHTTP2_FLAG_END_HEADERS, block.substr(5));
  peer.frame(NGHTTP2_DATA, NGHTTP2_FLAG_END_STREAM, "by hand\n");
  co_return;
}

// What a client begins with that grants each stream so many bytes, and asks for `/`.
std::string first_bytes(std::uint32_t window) {
  const std::string settings = settings_bytes({{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, window}});
  const std::string block = indexed_field(2) + indexed_field(4) + indexed_field(6) +
                            literal_block({{":authority", "localhost"}});
  const int whole = NGHTTP2_FLAG_END_STREAM | NGHTTP2_FLAG_END_HEADERS;
  return "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(NGHTTP2_SETTINGS, 0, 0, settings) +
         frame(NGHTTP2_HEADERS, whole, 1, block);
}

// A client that grants a window, and more only once it is used up.
asio::awaitable<void> starve(asio::io_context& context, h2_server& server) {
  raw_client client(context);
  co_await client.connect(server.url(""));
  co_await client.send(first_bytes(100));
  const auto began = [](const h2_record& seen) {
    return !seen.connections.empty() && seen.connections[0].sent.contains(1);
  };
  co_await server.until(began);
  BOOST_TEST(server.record().connections[0].sent.at(1) == 100U);
  BOOST_TEST(server.record().connections[0].streams == 1U);
  co_await client.send(
      frame(NGHTTP2_WINDOW_UPDATE, 0, 1, number_bytes(1000))); // nghttp2 needs room for an end, too
  const auto ended = [](const h2_record& seen) { return seen.connections[0].streams == 0; };
  co_await server.until(ended);
  BOOST_TEST(server.record().connections[0].sent.at(1) == 1000U);
  BOOST_TEST(server.record().connections[0].window_updates.at(0).value == 1000U);
  server.stop();
}

} // namespace

BOOST_AUTO_TEST_SUITE(h2_server)

BOOST_AUTO_TEST_CASE(whole_reply_is_heard) {
  background_h2_server server(service_of(h2_answer("200", "hello\n", {{"x-here", "yes"}})));
  BOOST_TEST(ask(server, {}).output == "hello\n");
  const std::string frames = ask(server, {"-nv"}, {"/a?b"}).output;
  BOOST_TEST(holds(frames, "content-length: 6"), frames);
  BOOST_TEST(holds(frames, "x-here: yes"), frames);
  const h2_record seen = server.record();
  BOOST_TEST_REQUIRE(seen.requests.size() == 2U);
  BOOST_TEST(seen.requests[0].field("user-agent").starts_with("nghttp2/"));
  BOOST_TEST(seen.requests[1].path() == "/a?b");
  BOOST_TEST(seen.requests[1].connection == 1U);
  BOOST_TEST(seen.connections[1].protocol == "h2");
  BOOST_TEST(seen.connections[1].complaints.empty());
}

BOOST_AUTO_TEST_CASE(pieces_padding_trailers_and_early_hints_are_heard) {
  background_h2_server server(service_of(play_pieces));
  BOOST_TEST(ask(server, {}).output == "abcdefghij");
  const std::string frames = ask(server, {"-nv"}).output;
  BOOST_TEST(holds(frames, ":status: 103"), frames);
  BOOST_TEST(holds(frames, "x-after: all"), frames);
  BOOST_TEST(holds(frames, "recv DATA frame <length=13, flags=0x08, stream_id=13>"), frames);
}

BOOST_AUTO_TEST_CASE(held_streams_wait_for_their_release) {
  background_h2_server server(service_of(play_held));
  process client(
      {.words = {"/usr/bin/nghttp", server.url("/1"), server.url("/2"), server.url("/3")},
       .environment = {},
       .folder = {},
       .output_file = {}});
  server.wait_until([](const h2_record& seen) {
    return seen.connections.size() == 1 && seen.connections[0].streams == 3;
  });
  BOOST_TEST(!holds(client.output(), "then"));
  server.release();
  BOOST_TEST(client.finish().code == 0);
  BOOST_TEST(client.output().size() == 3 * std::string("first, then\n").size());
  BOOST_TEST(server.record().connections[0].streams == 0U);
}

BOOST_AUTO_TEST_CASE(most_streams_are_kept) {
  background_h2_server server(
      service_of(h2_answer("200", "x"), {{NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, 2}}));
  const std::vector<std::string> paths = {"/1", "/2", "/3", "/4", "/5"};
  BOOST_TEST(ask(server, {"--peer-max-concurrent-streams=1"}, paths).output == "xxxxx");
  BOOST_TEST(server.record().connections[0].most_streams <= 2U);
}

BOOST_AUTO_TEST_CASE(resets_are_heard) {
  background_h2_server midway(service_of(play_reset_midway));
  const std::string calm = ask(midway, {"-nv"}).output;
  BOOST_TEST(holds(calm, "recv DATA frame <length=5"), calm);
  BOOST_TEST(holds(calm, "recv RST_STREAM"), calm);
  BOOST_TEST(holds(calm, "error_code=ENHANCE_YOUR_CALM"), calm);
  background_h2_server early(service_of(play_refusal));
  const std::string refused = ask(early, {"-nv"}).output;
  BOOST_TEST(holds(refused, "error_code=REFUSED_STREAM"), refused);
}

BOOST_AUTO_TEST_CASE(farewell_and_last_stream_are_heard) {
  background_h2_server server(service_of(play_farewell));
  BOOST_TEST(ask(server, {}).output == "the last\n");
  const std::string frames = ask(server, {"-nv"}).output;
  BOOST_TEST(holds(frames, "recv GOAWAY"), frames);
  BOOST_TEST(holds(frames, "last_stream_id=13, error_code=NO_ERROR"), frames);
}

BOOST_AUTO_TEST_CASE(connection_ends_as_told) {
  for (const bool reset : {false, true}) {
    background_h2_server server(
        service_of([=](h2_stream peer) { return play_end(std::move(peer), reset); }));
    const finished_process client = ask(server, {});
    BOOST_TEST(holds(client.errors, "Some requests were not processed"), client.errors);
    server.wait_until([](const h2_record& seen) { return seen.connections[0].over; });
  }
}

BOOST_AUTO_TEST_CASE(settings_and_pings_are_acknowledged) {
  background_h2_server server(service_of(play_news));
  BOOST_TEST(ask(server, {"--no-push", "-w", "15"}).ended.code == 0);
  const h2_settings settings = server.record().connections[0].settings;
  const auto has = [&](std::int32_t identifier, std::uint32_t value) {
    return std::count(settings.begin(), settings.end(), std::pair(identifier, value)) == 1;
  };
  BOOST_TEST(has(NGHTTP2_SETTINGS_ENABLE_PUSH, 0));
  BOOST_TEST(has(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 32767));
}

BOOST_AUTO_TEST_CASE(frames_by_hand_are_heard) {
  background_h2_server server(service_of(play_frames));
  BOOST_TEST(ask(server, {}).output == "by hand\n");
  const std::string frames = ask(server, {"-nv"}).output;
  BOOST_TEST(holds(frames, "x-much: more"), frames);
  BOOST_TEST(server.record().connections[1].streams == 0U);
}

BOOST_AUTO_TEST_CASE(tls_agrees_on_h2) {
  const certificate shown{certificate_request()};
  h2_service service = service_of(h2_answer("200", "encrypted\n"));
  background_h2_server server(server_context(shown), service);
  BOOST_TEST(ask(server, {}).output == "encrypted\n");
  BOOST_TEST(server.record().connections[0].protocol == "h2");
}

// Each is asked by a client that takes both, and says what was agreed on.
BOOST_AUTO_TEST_CASE(tls_agrees_on_less_than_h2) {
  const certificate shown{certificate_request()};
  for (const h2_choice choice : {h2_choice::http1, h2_choice::none}) {
    h2_service service = service_of(h2_answer("200", "never"));
    service.choice = choice;
    background_h2_server server(server_context(shown), service);
    command_line command;
    command.words = {"/usr/bin/openssl", "s_client", "-alpn", "h2,http/1.1", "-connect"};
    command.words.push_back("127.0.0.1:" + std::to_string(server.port()));
    const std::string heard = run(command).output;
    const bool chosen = choice == h2_choice::http1;
    BOOST_TEST(holds(heard, chosen ? "ALPN protocol: http/1.1" : "No ALPN negotiated"), heard);
    BOOST_TEST(server.record().connections[0].protocol == "http/1.1");
  }
}

BOOST_FIXTURE_TEST_CASE(whoever_speaks_http1_is_answered_so, download_fixture) {
  const certificate shown{certificate_request()};
  const temporary_folder trust;
  write_file(trust.path() / "ca.pem", shown.pem());
  how.ca_file = trust.path() / "ca.pem";
  h2_service service = service_of(h2_answer("200", "HTTP/2"));
  service.choice = h2_choice::http1;
  const background_h2_server server(server_context(shown), service);
  BOOST_TEST((run_one(server.url("/old")).outcome.status == haul::status::ok));
  BOOST_TEST(files().at("out") == "HTTP/1.1");
}

BOOST_AUTO_TEST_CASE(windows_are_kept) {
  asio::io_context context;
  haul::test::h2_server server(context, service_of(h2_answer("200", std::string(1000, 'x'))));
  asio::co_spawn(context, starve(context, server), [](std::exception_ptr thrown) {
    if (thrown)
      std::rethrow_exception(thrown);
  });
  context.run();
}

BOOST_AUTO_TEST_SUITE_END()
