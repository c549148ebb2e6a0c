// Outputs that become members of shards.
#include "download_fixture.hpp"
#include "pack_archive.hpp"
#include "sink.hpp"

#include <haul/text.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <sys/resource.h>
#include <vector>

namespace {

using namespace haul;
using namespace haul::test;
namespace asio = boost::asio;
namespace data = boost::unit_test::data;

const std::string large_body = [] {
  std::string made;
  for (int each = 0; made.size() < 3'000'000; ++each)
    made += std::to_string(each) + " ";
  return made;
}();

constexpr std::size_t half = 2'000'000; // bytes

const std::string first_half =
    "HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: " + std::to_string(large_body.size()) +
    "\r\n\r\n" + large_body.substr(0, half);
const std::string second_half =
    "HTTP/1.1 206 Partial Content\r\nETag: \"a\"\r\nContent-Length: " +
    std::to_string(large_body.size() - half) + "\r\nContent-Range: bytes " + std::to_string(half) +
    "-" + std::to_string(large_body.size() - 1) + "/" + std::to_string(large_body.size()) +
    "\r\n\r\n" + large_body.substr(half);

using members = std::map<std::string, std::string>;

struct fixture : download_fixture {
  fixture() {
    how.pack.format = pack_format::tar;
    how.retry.first_delay = std::chrono::milliseconds(1);
  }

  // Answers `/large...` with the large body, `/none` with a 404, the rest with the target.
  scripted_server& serve_targets() {
    return serve([](scripted_connection on) { return play_targets(std::move(on)); });
  }

  static asio::awaitable<void> play_targets(scripted_connection on) {
    while (true) {
      const std::string request = co_await on.read_request();
      if (request.empty())
        co_return;
      const std::string target = request.substr(4, request.find(' ', 4) - 4);
      std::string answer = reply("200 OK", target);
      if (target == "/none")
        answer = reply("404 Not Found", "");
      else if (target.starts_with("/large"))
        answer = reply("200 OK", large_body, "ETag: \"a\"\r\n");
      co_await on.send(answer);
    }
  }

  // One connection for each reply, which is closed behind it.
  scripted_server& answer(std::vector<std::string> replies) {
    return serve([all = std::move(replies)](scripted_connection on) {
      return play_one(on, on.number() < all.size() ? all[on.number()] : all.back());
    });
  }

  static asio::awaitable<void> play_one(scripted_connection on, std::string bytes) {
    const std::string request = co_await on.read_request();
    if (!request.empty())
      co_await on.send(bytes);
  }

  // Cancels the run with the third request, which is never answered.
  asio::awaitable<void> play_and_cancel(scripted_connection on) {
    for (int each = 0;; ++each) {
      const std::string request = co_await on.read_request();
      if (request.empty())
        co_return;
      if (each == 2) {
        cancel();
        co_await on.until_peer_closes();
        co_return;
      }
      co_await on.send(reply("200 OK", "x"));
    }
  }

  static std::vector<task> tasks_for(
      const scripted_server& server, const std::vector<std::string>& names) {
    std::vector<task> made;
    for (const std::string& each : names)
      made.push_back(make_task(server.url("/" + each), each));
    return made;
  }

  static std::vector<std::string> numbered(int count) {
    std::vector<std::string> made;
    for (int each = 0; each != count; ++each)
      made.push_back(std::to_string(each));
    return made;
  }

  // What a shard has, read from its archive, which its index must agree with.
  members shard(const std::string& number) const {
    const std::string name = "part-" + number;
    const auto all = files();
    std::FILE* const file = std::fopen((folder.path() / (name + ".tar")).c_str(), "r");
    BOOST_TEST_REQUIRE((file != nullptr), name);
    const auto read = read_archive(::fileno(file));
    std::fclose(file);
    BOOST_TEST_REQUIRE(read.has_value());
    std::vector<pack_entry> indexed;
    const std::string& tar = all.at(name + ".tar");
    BOOST_TEST(read_index(all.at(name + ".jsonl"), tar.size(), [&](pack_entry each) {
      indexed.push_back(std::move(each));
    }));
    BOOST_TEST((indexed == *read));
    members made;
    for (const pack_entry& each : *read)
      BOOST_TEST(made.emplace(each.name, tar.substr(each.offset, each.bytes)).second, each.name);
    return made;
  }

  outcome outcome_of(const task& wanted) { return run({wanted}).front().outcome; }
};

std::size_t count(const std::vector<completion>& all, status wanted) {
  std::size_t found = 0;
  for (const completion& each : all)
    found += each.outcome.status == wanted ? 1 : 0;
  return found;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(pack, fixture)

BOOST_AUTO_TEST_CASE(bodies_of_any_length_become_members) {
  const scripted_server& server = serve_targets();
  const auto done = run(tasks_for(server, {"a", "large1", "folder/b", "none", "large2", "c"}));
  BOOST_TEST(count(done, status::ok) == 5U);
  BOOST_TEST((find(done, "none").outcome.status == status::not_found));
  BOOST_TEST(files().size() == 2U);
  const members made = shard("00000");
  BOOST_TEST(made.size() == 5U);
  BOOST_TEST(made.at("a") == "/a");
  BOOST_TEST(made.at("folder/b") == "/folder/b");
  BOOST_TEST((made.at("large1") == large_body));
  BOOST_TEST((made.at("large2") == large_body));
  for (const completion& each : done) {
    const bool packed = each.outcome.status == status::ok;
    BOOST_TEST(each.outcome.shard == (packed ? "part-00000.tar" : ""));
    BOOST_TEST((!packed || each.outcome.bytes == made.at(each.task.code).size()));
  }
}

BOOST_AUTO_TEST_CASE(empty_body_becomes_a_member) {
  const scripted_server& server = serve(answer_always(reply("200 OK", "")));
  BOOST_TEST((run_one(server.url("/")).outcome.status == status::ok));
  BOOST_TEST(shard("00000").at("out") == "");
}

BOOST_AUTO_TEST_CASE(bodies_at_the_limit_of_what_is_held_are_whole) {
  for (const int more : {-1, 0, 1}) {
    const std::string body =
        large_body.substr(0, sink::most_held + static_cast<std::size_t>(1 + more) - 1);
    const scripted_server& server = serve(answer_always(reply("200 OK", body)));
    const std::string name = "of" + std::to_string(body.size());
    BOOST_TEST((outcome_of(make_task(server.url("/"), name)).status == status::ok));
    BOOST_TEST((shard("0000" + std::to_string(more + 1)).at(name) == body));
  }
}

BOOST_AUTO_TEST_CASE(index_tells_code_url_and_digest) {
  how.record_digest = "md5";
  const scripted_server& server = serve(answer_always(reply("200 OK", "x")));
  task wanted = make_task(server.url("/?key=secret"), "a.jpg");
  wanted.code = "BR";
  BOOST_TEST((outcome_of(wanted).status == status::ok));
  BOOST_TEST(
      files().at("part-00000.jsonl") ==
      "{\"name\":\"a.jpg\",\"offset\":512,\"size\":1,\"code\":\"BR\",\"url\":\"" +
          redact(wanted.url) + "\",\"md5\":\"9dd4e461268c8034f5c8564e155c67a6\"}\n");
  BOOST_TEST(redact(wanted.url).find("secret") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(member_has_the_time_of_its_last_modified) {
  const scripted_server& server = serve(
      answer_always(reply("200 OK", "x", "Last-Modified: Sun, 09 Sep 2001 01:46:40 GMT\r\n")));
  run_one(server.url("/"));
  BOOST_TEST(files().at("part-00000.tar").substr(136, 11) == "07346545000"); // 10^9, octal
}

BOOST_AUTO_TEST_CASE(shard_has_so_many_tasks_at_the_most) {
  how.pack.tasks = 3;
  const scripted_server& server = serve_targets();
  const auto done = run(tasks_for(server, numbered(8)));
  BOOST_TEST(count(done, status::ok) == 8U);
  BOOST_TEST(files().size() == 6U);
  members all;
  for (const char* each : {"00000", "00001", "00002"})
    all.merge(shard(each));
  BOOST_TEST(all.size() == 8U);
  BOOST_TEST(shard("00002").size() == 2U);
}

BOOST_AUTO_TEST_CASE(shard_with_so_many_bytes_takes_no_more) {
  how.pack.bytes = 1024 * 1024;
  how.max_requests = 1;
  const scripted_server& server = serve_targets();
  const auto done = run(tasks_for(server, {"a", "large1", "b", "large2", "c"}));
  BOOST_TEST(count(done, status::ok) == 5U);
  BOOST_TEST(shard("00000").size() == 2U);
  BOOST_TEST(shard("00001").size() == 2U);
  BOOST_TEST(shard("00002").size() == 1U);
}

// With little room in the table, nobody may wait for somebody who can't be read.
BOOST_DATA_TEST_CASE(
    everything_comes_to_an_end, data::make({1, 7, 100'000}) * data::make({1, 5}), tasks, at_once) {
  how.pack.tasks = static_cast<std::uint64_t>(tasks);
  how.max_requests = static_cast<std::size_t>(at_once);
  how.look_ahead = 1;
  const scripted_server& server = serve_targets();
  const auto done = run(tasks_for(server, numbered(50)));
  BOOST_TEST(count(done, status::ok) == 50U);
}

BOOST_DATA_TEST_CASE(durable_shards_are_the_same, data::make({1, 2}), which) {
  how.durable = which == 1 ? durability::batch : durability::each;
  how.pack.tasks = 4;
  const scripted_server& server = serve_targets();
  const auto done = run(tasks_for(server, numbered(10)));
  BOOST_TEST(count(done, status::ok) == 10U);
  BOOST_TEST(shard("00000").size() + shard("00001").size() + shard("00002").size() == 10U);
}

BOOST_AUTO_TEST_CASE(rerun_asks_only_for_what_is_in_no_whole_shard) {
  const scripted_server& first = serve_targets();
  run(tasks_for(first, {"a", "b/c"}));
  const scripted_server& second = serve_targets();
  const auto done = run(tasks_for(second, {"a", "b/c", "d"}));
  BOOST_TEST(count(done, status::skipped) == 2U);
  BOOST_TEST(second.requests().size() == 1U);
  BOOST_TEST(find(done, "d").outcome.shard == "part-00001.tar");
  BOOST_TEST(shard("00000").size() == 2U);
  BOOST_TEST(shard("00001").size() == 1U);
}

BOOST_AUTO_TEST_CASE(task_that_repeats_an_output_is_skipped_or_refused) {
  how.max_requests = 1;
  how.pack.tasks = 1;
  how.look_ahead = 1;
  const scripted_server& server = serve_targets();
  const auto done = run(tasks_for(server, {"a", "b", "c", "d", "a", "d"}));
  BOOST_TEST(count(done, status::ok) == 4U);
  BOOST_TEST(count(done, status::skipped) + count(done, status::error) == 2U);
  members all;
  for (int each = 0; each != 4; ++each)
    all.merge(shard("0000" + std::to_string(each)));
  BOOST_TEST(all.size() == 4U);
}

BOOST_AUTO_TEST_CASE(member_of_another_size_or_digest_is_fetched_again) {
  task wanted = make_task("", "out");
  const auto status_with = [&](const std::string& body) {
    wanted.url = serve(answer_always(reply("200 OK", body))).url("/");
    return outcome_of(wanted).status;
  };
  BOOST_TEST((status_with("old") == status::ok));
  wanted.size = 3;
  BOOST_TEST((status_with("newer") == status::skipped));
  wanted.size = 5;
  BOOST_TEST((status_with("newer") == status::ok));
  BOOST_TEST(shard("00001").at("out") == "newer");
  BOOST_TEST((status_with("other") == status::skipped)); // the newest counts
  wanted.digests = {{"md5", std::string(32, '1')}};
  BOOST_TEST((status_with("other") == status::error));
  wanted.digests = {{"md5", "795f3202b17cb6bc3d4b771d8c6c9eaf"}}; // of "other"
  BOOST_TEST((status_with("other") == status::ok));
  BOOST_TEST((status_with("newer") == status::skipped));
  BOOST_TEST(files().size() == 6U);
}

BOOST_AUTO_TEST_CASE(digest_of_a_long_member_is_read_to_its_end) {
  how.record_digest = "sha256";
  const scripted_server& server = serve_targets();
  const auto done = run(tasks_for(server, {"a", "large", "b"}));
  task wanted = make_task(server.url("/large"), "large");
  wanted.digests = {*find(done, "large").outcome.digest};
  BOOST_TEST((outcome_of(wanted).status == status::skipped));
}

BOOST_AUTO_TEST_CASE(cancel_closes_the_shard) {
  const scripted_server& server =
      serve([this](scripted_connection on) { return play_and_cancel(std::move(on)); });
  how.max_requests = 1;
  const auto done = run(tasks_for(server, {"a", "b", "c", "d"}));
  BOOST_TEST(count(done, status::ok) == 2U);
  BOOST_TEST(count(done, status::error) == 2U);
  BOOST_TEST(shard("00000").size() == 2U);
}

BOOST_AUTO_TEST_CASE(broken_large_body_goes_on_with_the_next_attempt) {
  const scripted_server& server = answer({first_half, second_half});
  how.retry.most = 1;
  const outcome ended = outcome_of(make_task(server.url("/"), "folder/out"));
  BOOST_TEST((ended.status == status::ok));
  BOOST_TEST(ended.resumed == half);
  BOOST_TEST((shard("00000").at("folder/out") == large_body));
  BOOST_TEST(files().size() == 2U);
}

BOOST_AUTO_TEST_CASE(broken_large_body_goes_on_with_the_next_run) {
  const scripted_server& server = answer({first_half, second_half});
  const task wanted = make_task(server.url("/"), "folder/out");
  // The server has to be there for both runs.
  result<downloader> made = downloader::create(context, how);
  BOOST_TEST_REQUIRE(made.has_value());
  list_source first({wanted});
  list_source second({wanted});
  std::vector<tally> counted;
  const auto count_them = [&](std::exception_ptr failed, tally came) {
    BOOST_TEST(!failed);
    counted.push_back(came);
  };
  asio::co_spawn(context, made->download_many(first), count_them);
  context.run_for(std::chrono::seconds(20));
  context.restart();
  BOOST_TEST(files().size() == 2U); // the part and its note
  made = downloader::create(context, how);
  asio::co_spawn(context, made->download_many(second), count_them);
  context.run_for(std::chrono::seconds(20));
  BOOST_TEST_REQUIRE(counted.size() == 2U);
  BOOST_TEST(counted[0].errors == 1U);
  BOOST_TEST(counted[1].ok == 1U);
  BOOST_TEST((shard("00000").at("folder/out") == large_body));
  BOOST_TEST(files().size() == 2U);
}

BOOST_AUTO_TEST_CASE(disk_that_is_full_fails_every_task_of_the_shard_once) {
  const scripted_server& server = serve_targets();
  auto* const before = std::signal(SIGXFSZ, SIG_IGN);
  rlimit usual = {};
  ::getrlimit(RLIMIT_FSIZE, &usual);
  const rlimit short_files = {1000, usual.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &short_files);
  const auto done = run(tasks_for(server, {"a", "b", "large", "c"}));
  ::setrlimit(RLIMIT_FSIZE, &usual);
  std::signal(SIGXFSZ, before);
  BOOST_TEST(done.size() == 4U);
  for (const completion& each : done) {
    BOOST_TEST_REQUIRE((each.outcome.status == status::error));
    BOOST_TEST((each.outcome.error->stage == stage::output));
    BOOST_TEST(each.outcome.bytes == 0U);
    BOOST_TEST(each.outcome.shard == "");
  }
  BOOST_TEST(files().empty());
}

BOOST_AUTO_TEST_CASE(two_runs_at_once_take_different_numbers) {
  how.pack.tasks = 2;
  const scripted_server& server = serve_targets();
  const result<downloader> other = downloader::create(context, how);
  BOOST_TEST_REQUIRE(other.has_value());
  const auto done = run(tasks_for(server, numbered(6)));
  BOOST_TEST(count(done, status::ok) == 6U);
  BOOST_TEST(files().size() == 6U);
}

BOOST_AUTO_TEST_CASE(members_can_not_be_replaced) {
  how.overwrite = true;
  const result<downloader> refused = downloader::create(context, how);
  BOOST_TEST_REQUIRE(!refused.has_value());
  BOOST_TEST((refused.error().cause == cause::bad_option));
  how.overwrite = false;
  how.pack.tasks = 0;
  BOOST_TEST(!check_options(how).has_value());
  how.pack.tasks = 1;
  how.pack.bytes = 1023;
  BOOST_TEST(!check_options(how).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
