#include "variants_fixture.hpp"

#include <chrono>
#include <memory>
#include <stdexcept>

using namespace haul;
using namespace haul::bench;
using namespace haul::bench_test;
using namespace haul::test;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(variants)

BOOST_AUTO_TEST_CASE(every_code_of_the_local_site_comes_out_the_same) {
  const site local(server_behaviour{});
  const account same = run_all([&]() { return every_code(local.url()); });
  BOOST_TEST(same.counted.ok == all_flags().size());
  BOOST_TEST(same.counted.not_found == 676 - all_flags().size());
  BOOST_TEST(same.counted.errors == 0U);
  BOOST_TEST((same.files == all_files()));
}

BOOST_AUTO_TEST_CASE(seeded_errors_come_out_the_same) {
  server_behaviour behaviour;
  behaviour.delay_max = 3ms;
  behaviour.error_rate = 0.25;
  behaviour.seed = 20;
  // A new one for each variant: what it answers depends on what it was asked before.
  std::vector<std::unique_ptr<site>> sites;
  const account same = run_all([&]() {
    sites.push_back(std::make_unique<site>(behaviour));
    return every_code(sites.back()->url());
  });
  BOOST_TEST(same.counted.errors > 100U);
  BOOST_TEST(same.counted.ok > 100U);
  BOOST_TEST(same.counted.not_found > 100U);
  const ending teapot("error", 418, 0, 1, "first_byte/http_status");
  std::size_t teapots = 0;
  for (const auto& [code, how] : same.endings)
    teapots += how == teapot ? 1 : 0;
  BOOST_TEST(teapots == same.counted.errors);
}

BOOST_AUTO_TEST_CASE(unreachable_server_is_an_error_of_each_task) {
  std::string nobody;
  {
    const site gone(server_behaviour{});
    nobody = gone.url();
  }
  const account same = run_all([&]() {
    return std::vector<task>{
        task_for("br", nobody + "/br/br.gif"), task_for("cn", nobody + "/cn/cn.gif")};
  });
  BOOST_TEST(same.counted.errors == 2U);
  BOOST_TEST((same.endings.at("br") == ending("error", 0, 0, 1, "connect/connect_failed")));
  BOOST_TEST(same.files.empty());
}

BOOST_AUTO_TEST_CASE(tasks_that_cannot_be_asked_for_come_out_the_same) {
  const account same = run_all([]() {
    task outside = task_for("outside", "http://127.0.0.1:1/");
    outside.output = "../outside";
    return std::vector<task>{task_for("scheme", "ftp://127.0.0.1/"), std::move(outside)};
  });
  BOOST_TEST((std::get<4>(same.endings.at("scheme")) == "input/bad_url"));
  BOOST_TEST((std::get<4>(same.endings.at("outside")) == "input/bad_output"));
}

BOOST_AUTO_TEST_CASE(silent_server_times_out_in_all) {
  server_behaviour slow;
  slow.delay_min = slow.delay_max = 1h;
  const site silent(slow);
  options how;
  how.timeouts.first_byte = 60ms;
  const account same = run_all(
      [&]() { return std::vector<task>{task_for("br", silent.url() + "/br/br.gif")}; }, how);
  BOOST_TEST((same.endings.at("br") == ending("error", 0, 0, 1, "first_byte/timed_out")));
}

BOOST_AUTO_TEST_CASE(whole_task_times_out_in_all) {
  server_behaviour slow;
  slow.delay_min = slow.delay_max = 1h;
  const site silent(slow);
  options how;
  how.timeouts.task = 60ms;
  const account same = run_all(
      [&]() { return std::vector<task>{task_for("br", silent.url() + "/br/br.gif")}; }, how);
  BOOST_TEST((same.endings.at("br") == ending("error", 0, 0, 1, "first_byte/timed_out")));
}

BOOST_AUTO_TEST_CASE(bodies_of_every_framing_come_out_the_same) {
  const std::string large(300'000, 'x'); // several reads
  const scripted_site chunked(
      answer_always("HTTP/1.1 200 OK\r\nTransfer-Encoding: "
                    "chunked\r\n\r\n3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\n\r\n"));
  const scripted_site counted(answer_always(reply("200 OK", large)));
  const scripted_site to_the_end(answer_once("HTTP/1.1 200 OK\r\n\r\nuntil the end"));
  const scripted_site cut(answer_once("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort"));
  const scripted_site twice(answer_once(
      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
  const account same = run_all([&]() {
    return std::vector<task>{
        task_for("chunked", chunked.url("/")), task_for("again", chunked.url("/")),
        task_for("counted", counted.url("/")), task_for("to the end", to_the_end.url("/")),
        task_for("cut", cut.url("/")),         task_for("twice", twice.url("/"))};
  });
  const std::map<std::string, std::string> files = {
      {"chunked.gif", "abcdefg"},
      {"again.gif", "abcdefg"},
      {"counted.gif", large},
      {"to the end.gif", "until the end"}};
  BOOST_TEST((same.files == files));
  BOOST_TEST((std::get<4>(same.endings.at("cut")) == "body/connection_lost"));
  BOOST_TEST((std::get<4>(same.endings.at("twice")) == "first_byte/malformed_response"));
}

// The server closes each connection at its second request, unanswered.
asio::awaitable<void> play_stale(scripted_connection peer, std::string answer) {
  const std::string first = co_await peer.read_request();
  co_await peer.send(std::move(answer));
  const std::string second = co_await peer.read_request();
}

BOOST_AUTO_TEST_CASE(stale_connection_costs_no_task_in_any) {
  const scripted_site stale(
      [](scripted_connection peer) { return play_stale(peer, reply("200 OK", "whole")); });
  const account same = run_all([&]() {
    std::vector<task> made;
    for (std::size_t each = 0; each != 5 * at_once; ++each)
      made.push_back(task_for(fmt::format("{:03}", each), stale.url("/")));
    return made;
  });
  BOOST_TEST(same.counted.ok == 5 * at_once);
}

BOOST_AUTO_TEST_CASE(files_that_stand_are_skipped_by_all) {
  const site local(server_behaviour{});
  for (const variant_kind each : all_variants) {
    const temporary_folder folder;
    write_file(folder.path() / "br.gif", "mine");
    options how;
    how.directory = folder.path();
    const std::vector<task> tasks = {task_for("br", local.url() + "/br/br.gif")};
    const result<tally> counted = make_variant(each)->download_many(tasks, how, {});
    BOOST_TEST_CONTEXT(to_string(each)) {
      BOOST_REQUIRE(counted);
      BOOST_TEST(counted->skipped == 1U);
      BOOST_TEST(read_file(folder.path() / "br.gif") == "mine");
    }
  }
}

BOOST_AUTO_TEST_CASE(folder_that_cannot_be_used_is_an_error_of_all) {
  const temporary_folder folder;
  write_file(folder.path() / "file", "");
  options how;
  how.directory = folder.path() / "file";
  const std::vector<task> tasks = {task_for("br", "http://127.0.0.1:1/")};
  for (const variant_kind each : all_variants) {
    const result<tally> counted = make_variant(each)->download_many(tasks, how, {});
    BOOST_TEST_CONTEXT(to_string(each)) {
      BOOST_REQUIRE(!counted);
      BOOST_TEST((counted.error().cause == cause::output_failed));
    }
  }
}

BOOST_AUTO_TEST_CASE(exception_of_the_callback_leaves_all) {
  const site local(server_behaviour{});
  const std::vector<task> tasks = every_code(local.url());
  for (const variant_kind each : all_variants) {
    const temporary_folder folder;
    options how;
    how.directory = folder.path();
    how.max_requests = at_once;
    const auto throws = [](const completion&) { throw std::runtime_error("enough"); };
    BOOST_TEST_CONTEXT(to_string(each))
    BOOST_CHECK_THROW(make_variant(each)->download_many(tasks, how, throws), std::runtime_error);
  }
}

BOOST_AUTO_TEST_SUITE_END()
