#include "download_fixture.hpp"

#include <haul/text.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace haul;
using namespace haul::test;
namespace asio = boost::asio;
namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(output)

BOOST_FIXTURE_TEST_CASE(folders_in_the_output_are_made, download_fixture) {
  scripted_server& server = serve(answer_always(reply("200 OK", "x")));
  const auto done = run(
      {make_task(server.url("/"), "a/b/c"), make_task(server.url("/"), "a/b/d"),
       make_task(server.url("/"), "a/e")});
  for (const completion& each : done)
    BOOST_TEST((each.outcome.status == status::ok));
  BOOST_TEST(files().size() == 3U);
  BOOST_TEST(files().at("a/b/d") == "x");
}

BOOST_DATA_TEST_CASE_F(
    download_fixture, hostile_names_are_errors_and_the_rest_completes,
    boost::unit_test::data::make(
        {"../x", "/etc/x", "a/../../x", ".", "..", "", "a//b", "-rf", "a\\b", "a\nb", "\x1b[2J",
         "\xff\xfe", "x.haul-part"}),
    name) {
  scripted_server& server = serve(answer_always(reply("200 OK", "x")));
  const auto done = run({make_task(server.url("/"), name), make_task(server.url("/"), "fine")});
  BOOST_TEST((find(done, name).outcome.error->cause == cause::bad_output));
  BOOST_TEST(find(done, name).outcome.attempts == 0U);
  BOOST_TEST((find(done, "fine").outcome.status == status::ok));
  BOOST_TEST(files().size() == 1U);
  BOOST_TEST(server.requests().size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(second_task_with_an_output_in_flight_is_an_error, download_fixture) {
  scripted_server& server = serve(answer_always(reply("200 OK", "x")));
  const auto done = run({make_task(server.url("/1"), "same"), make_task(server.url("/2"), "same")});
  const bool first_failed = done[0].outcome.error.has_value();
  const completion& failed = done[first_failed ? 0 : 1];
  BOOST_TEST(failed.id == 1U);
  BOOST_TEST((failed.outcome.error->cause == cause::output_in_use));
  BOOST_TEST(server.requests().size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(file_that_stands_is_skipped_without_a_request, download_fixture) {
  write_file(folder.path() / "out", "old");
  scripted_server& server = serve(answer_always(reply("200 OK", "new")));
  const completion done = run_one(server.url("/"));
  BOOST_TEST((done.outcome.status == status::skipped));
  BOOST_TEST(server.requests().empty());
  BOOST_TEST(files().at("out") == "old");
}

BOOST_FIXTURE_TEST_CASE(overwrite_replaces_the_file_in_one_step, download_fixture) {
  how.overwrite = true;
  write_file(folder.path() / "out", "old");
  scripted_server& server = serve(answer_always(reply("200 OK", "new")));
  BOOST_TEST((run_one(server.url("/")).outcome.status == status::ok));
  BOOST_TEST(files().at("out") == "new");
}

BOOST_FIXTURE_TEST_CASE(failed_overwrite_leaves_the_old_file, download_fixture) {
  how.overwrite = true;
  write_file(folder.path() / "out", "old");
  scripted_server& server = serve(answer_once("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"));
  BOOST_TEST((run_one(server.url("/")).outcome.status == status::error));
  BOOST_TEST(files().at("out") == "old");
}

BOOST_FIXTURE_TEST_CASE(file_that_appears_meanwhile_is_not_replaced, download_fixture) {
  scripted_server& server = serve([this](scripted_connection peer) -> asio::awaitable<void> {
    co_await peer.read_request();
    write_file(folder.path() / "out", "somebody else's");
    co_await peer.send(reply("200 OK", "ours"));
    co_await peer.until_peer_closes();
  });
  BOOST_TEST((run_one(server.url("/")).outcome.error->cause == cause::output_in_use));
  BOOST_TEST(files().at("out") == "somebody else's");
}

BOOST_FIXTURE_TEST_CASE(file_that_another_run_has_made_meanwhile_is_skipped, download_fixture) {
  scripted_server& server = serve([this](scripted_connection peer) -> asio::awaitable<void> {
    co_await peer.read_request();
    write_file(folder.path() / "out", "same");
    co_await peer.send(reply("200 OK", "same"));
    co_await peer.until_peer_closes();
  });
  const outcome came = run_one(server.url("/")).outcome;
  BOOST_TEST((came.status == status::skipped));
  BOOST_TEST(!came.error.has_value());
  BOOST_TEST(came.bytes == 0U);
  BOOST_TEST(files().size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(part_file_of_a_killed_run_is_replaced, download_fixture) {
  write_file(folder.path() / ("out" + std::string(part_suffix)), "left behind");
  scripted_server& server = serve(answer_always(reply("200 OK", "new")));
  BOOST_TEST((run_one(server.url("/")).outcome.status == status::ok));
  BOOST_TEST(files().at("out") == "new");
  BOOST_TEST(files().size() == 1U);
}

// Links planted at the part name, the final name and a folder's name; what they point at is
// watched.
BOOST_FIXTURE_TEST_CASE(planted_links_are_never_written_through, download_fixture) {
  how.overwrite = true;
  const temporary_folder outside;
  write_file(outside.path() / "victim", "untouched");
  fs::create_symlink(outside.path() / "victim", folder.path() / "final");
  fs::create_symlink(
      outside.path() / "victim", folder.path() / ("part" + std::string(part_suffix)));
  fs::create_hard_link(
      outside.path() / "victim", folder.path() / ("hard" + std::string(part_suffix)));
  fs::create_directory_symlink(outside.path(), folder.path() / "down");
  scripted_server& server = serve(answer_always(reply("200 OK", "new")));
  const auto done = run(
      {make_task(server.url("/"), "final"), make_task(server.url("/"), "part"),
       make_task(server.url("/"), "hard"), make_task(server.url("/"), "down/file")});
  BOOST_TEST((find(done, "down/file").outcome.error->cause == cause::output_failed));
  for (const char* name : {"final", "part", "hard"})
    BOOST_TEST(files().at(name) == "new");
  BOOST_TEST(outside.content().size() == 1U);
  BOOST_TEST(outside.content().at("victim") == "untouched");
}

BOOST_FIXTURE_TEST_CASE(folder_in_the_way_is_an_error, download_fixture) {
  fs::create_directory(folder.path() / "out");
  scripted_server& server = serve(answer_always(reply("200 OK", "x")));
  BOOST_TEST((run_one(server.url("/")).outcome.error->cause == cause::output_failed));
  how.overwrite = true;
  scripted_server& again = serve(answer_always(reply("200 OK", "x")));
  BOOST_TEST((run_one(again.url("/")).outcome.error->cause == cause::output_failed));
  BOOST_TEST(files().at("out") == "/");
}

BOOST_FIXTURE_TEST_CASE(modes_follow_the_umask, download_fixture) {
  const mode_t before = ::umask(0077);
  scripted_server& server = serve(answer_always(reply("200 OK", "x")));
  run({make_task(server.url("/"), "private/file")});
  ::umask(before);
  BOOST_TEST((fs::status(folder.path() / "private").permissions() == fs::perms::owner_all));
  BOOST_TEST(
      (fs::status(folder.path() / "private/file").permissions() ==
       (fs::perms::owner_read | fs::perms::owner_write)));
}

BOOST_FIXTURE_TEST_CASE(replaced_file_keeps_a_narrower_mode, download_fixture) {
  how.overwrite = true;
  write_file(folder.path() / "out", "old");
  fs::permissions(folder.path() / "out", fs::perms::owner_read | fs::perms::owner_write);
  scripted_server& server = serve(answer_always(reply("200 OK", "new")));
  BOOST_TEST((run_one(server.url("/")).outcome.status == status::ok));
  BOOST_TEST(
      (fs::status(folder.path() / "out").permissions() ==
       (fs::perms::owner_read | fs::perms::owner_write)));
}

BOOST_FIXTURE_TEST_CASE(file_over_the_limit_of_the_system_is_an_error, download_fixture) {
  rlimit before = {};
  ::getrlimit(RLIMIT_FSIZE, &before);
  rlimit small = before;
  small.rlim_cur = 1000;
  const auto handler = ::signal(SIGXFSZ, SIG_IGN);
  ::setrlimit(RLIMIT_FSIZE, &small);
  scripted_server& server = serve(answer_always(reply("200 OK", std::string(5000, 'x'))));
  const completion done = run_one(server.url("/"));
  ::setrlimit(RLIMIT_FSIZE, &before);
  ::signal(SIGXFSZ, handler);
  BOOST_TEST((done.outcome.error->cause == cause::output_failed));
  BOOST_TEST((done.outcome.error->stage == stage::output));
  BOOST_TEST((done.outcome.error->system == std::errc::file_too_large));
  BOOST_TEST(files().empty());
}

BOOST_FIXTURE_TEST_CASE(folder_that_can_not_be_used_is_an_error_at_once, download_fixture) {
  write_file(folder.path() / "file", "x");
  how.directory = folder.path() / "file" / "below";
  const result<downloader> made = downloader::create(context, how);
  BOOST_TEST_REQUIRE(!made.has_value());
  BOOST_TEST((made.error().cause == cause::output_failed));
  BOOST_TEST(made.error().message.find("below") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(folder_that_was_removed_meanwhile_is_made_again, download_fixture) {
  how.max_requests = 1;
  scripted_server& server = serve([&](scripted_connection peer) -> asio::awaitable<void> {
    while (true) {
      const std::string request = co_await peer.read_request();
      if (request.empty())
        co_return;
      std::filesystem::remove_all(folder.path() / "a");
      co_await peer.send(reply("200 OK", "x"));
    }
  });
  const auto done =
      run({make_task(server.url("/"), "a/b/one"), make_task(server.url("/"), "a/b/two")});
  for (const completion& each : done)
    BOOST_TEST((each.outcome.status == status::ok), each.task.code);
  BOOST_TEST(files().count("a/b/two") == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
