// `haul get --pack tar`, and what other programs make of its shards.
#include "get_program.hpp"
#include "list_server.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <map>
#include <string>
#include <vector>

namespace {

using namespace haul::test;
using strings = std::vector<std::string>;

struct fixture : get_program {
  // The members of a shard, as `tar` lists them.
  strings listed(const std::string& shard) const {
    command_line tar;
    tar.words = {"/usr/bin/env", "tar", "-tf", (folder() / shard).string()};
    const finished_process said = run(tar);
    BOOST_TEST(said.ended.code == 0, said.errors);
    BOOST_TEST(said.errors == "");
    return lines_of(said.output);
  }

  // Those of all whole shards, sorted.
  strings all_listed() const {
    strings made;
    for (const std::string& name : files()) {
      if (!name.ends_with(".tar"))
        continue;
      const strings some = listed(name);
      made.insert(made.end(), some.begin(), some.end());
    }
    std::sort(made.begin(), made.end());
    return made;
  }

  std::string list_of(int count) const {
    std::string text;
    for (int each = 0; each != count; ++each)
      text += server.url("/" + std::to_string(each)) + "\n";
    return list("list.txt", text);
  }

  static strings numbered(int count) {
    strings made;
    for (int each = 0; each != count; ++each)
      made.push_back(std::to_string(each));
    std::sort(made.begin(), made.end());
    return made;
  }

  // Every number is a member of one whole shard, and nothing is left over.
  void check_whole(int count) const {
    BOOST_TEST(all_listed() == numbered(count), boost::test_tools::per_element());
    for (const std::string& name : files())
      BOOST_TEST((name.ends_with(".tar") || name.ends_with(".jsonl")), name);
  }

  command_line get_numbers(const std::string& from, strings more = {}) const {
    strings arguments = {"-i", from, "-o", "{url:basename}", "--pack", "tar", "--pack-size",
                         "20", "-m", "4",  "--max-per-host", "0"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return get(std::move(arguments));
  }

  list_server server;
};

const char* const read_groups = R"(
import sys, tarfile
groups = []
for shard in sys.argv[1:]:
    before = None
    for member in tarfile.open(shard, mode='r|'):
        key, _, extension = member.name.partition('.')
        if key != before:
            groups.append((key, []))
        groups[-1][1].append(extension)
        before = key
for key, extensions in groups:
    print(key, *sorted(extensions))
)";

} // namespace

BOOST_FIXTURE_TEST_SUITE(get_pack, fixture)

BOOST_AUTO_TEST_CASE(tar_lists_what_was_packed) {
  const std::string from = list_of(50);
  const finished_process done = run(get_numbers(from));
  BOOST_TEST(done.ended.code == 0, done.errors);
  BOOST_TEST(files().size() == 6U);
  BOOST_TEST(listed("part-00000.tar").size() == 20U);
  BOOST_TEST(listed("part-00002.tar").size() == 10U);
  check_whole(50);
}

BOOST_AUTO_TEST_CASE(size_may_be_of_bytes) {
  const std::string from = list_of(10);
  const finished_process done = run(get_numbers(from, {"--pack-size", "2KiB"}));
  BOOST_TEST(done.ended.code == 0, done.errors);
  BOOST_TEST(listed("part-00000.tar").size() == 2U); // a block for the head, one for the content
  check_whole(10);
}

BOOST_AUTO_TEST_CASE(record_names_the_shard) {
  const std::string from = list_of(30);
  run(get_numbers(from, {"--results", results_path()}));
  std::map<std::string, std::size_t> shards;
  for (const auto& [row, record] : records())
    ++shards[member(record, "shard")];
  BOOST_TEST(shards.size() == 2U);
  BOOST_TEST(shards["part-00000.tar"] == 20U);
}

BOOST_AUTO_TEST_CASE(rerun_asks_for_nothing_that_is_packed) {
  const std::string from = list_of(30);
  BOOST_TEST(run(get_numbers(from)).ended.code == 0);
  server.forget();
  BOOST_TEST(run(get_numbers(from, {"--results", results_path()})).ended.code == 0);
  BOOST_TEST(server.count() == 0U);
  for (const auto& [row, record] : records())
    BOOST_TEST(member(record, "status") == "skipped");
}

BOOST_AUTO_TEST_CASE(kill_loses_no_whole_shard_and_repeats_no_member) {
  constexpr int all = 400;
  const std::string from = list_of(all);
  for (const std::size_t moment : {1U, 25U, 60U, 100U, 41U}) {
    const strings before = all_listed();
    server.forget();
    process started(get_numbers(from));
    server.wait_for_requests(moment);
    started.send_signal(SIGKILL);
    started.finish();
    const strings asked = server.targets();
    // Nothing is asked for again that stood, and everything that stood still stands.
    for (const std::string& each : before)
      BOOST_TEST((std::ranges::count(asked, "/" + each) == 0));
    const strings after = all_listed();
    BOOST_TEST(std::includes(after.begin(), after.end(), before.begin(), before.end()));
  }
  const finished_process last = run(get_numbers(from));
  BOOST_TEST(last.ended.code == 0, last.errors);
  check_whole(all);
}

BOOST_AUTO_TEST_CASE(sigterm_closes_the_shard) {
  std::atomic<unsigned> asked = 0;
  list_server slow([&](const std::string& target) {
    list_reply made = answered("200 OK", target);
    if (++asked > 5) {
      made.bytes.clear();
      made.then = afterwards::be_silent;
    }
    return made;
  });
  std::string text;
  for (int each = 0; each != 20; ++each)
    text += slow.url("/" + std::to_string(each)) + "\n";
  const std::string from = list("slow.txt", text);
  process started(get_numbers(from, {"-m", "1", "--grace", "0", "--results", results_path()}));
  slow.wait_for_requests(6);
  started.send_signal(SIGTERM);
  BOOST_TEST(started.finish().code == 143);
  BOOST_TEST(listed("part-00000.tar").size() == 5U);
  BOOST_TEST(files().size() == 2U);
  std::size_t done = 0;
  for (const auto& [row, record] : records())
    done += member(record, "status") == "ok" ? 1U : 0U;
  BOOST_TEST(done == 5U);
}

// Readers of WebDataset take neighbours with the same key for one sample. One request at a time
// keeps the order of the list.
BOOST_AUTO_TEST_CASE(one_request_at_a_time_keeps_samples_together) {
  std::string text;
  for (int each = 0; each != 25; ++each) {
    text += server.url("/" + std::to_string(each) + ".jpg") + "\n";
    text += server.url("/" + std::to_string(each) + ".json") + "\n";
  }
  const std::string from = list("samples.txt", text);
  BOOST_TEST(run(get_numbers(from, {"-m", "1"})).ended.code == 0);
  command_line python;
  python.words = {"/usr/bin/env", "python3", "-c", read_groups};
  for (const char* each : {"part-00000.tar", "part-00001.tar", "part-00002.tar"})
    python.words.push_back((folder() / each).string());
  const finished_process read = run(python);
  BOOST_TEST(read.ended.code == 0, read.errors);
  strings expected;
  for (int each = 0; each != 25; ++each)
    expected.push_back(std::to_string(each) + " jpg json");
  BOOST_TEST(lines_of(read.output) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_does_not_go_together_is_refused) {
  const std::string from = list_of(1);
  BOOST_TEST(run(get_numbers(from, {"--overwrite"})).ended.code == 2);
  BOOST_TEST(run(get_numbers(from, {"--pack", "zip"})).ended.code == 2);
  BOOST_TEST(run(get_numbers(from, {"--pack-size", "0"})).ended.code == 2);
  BOOST_TEST(run(get_numbers(from, {"--pack-size", "1000001"})).ended.code == 2);
  BOOST_TEST(server.count() == 0U);
}

BOOST_AUTO_TEST_CASE(members_are_verified_in_their_shards) {
  BOOST_TEST(
      run(get(
              {"-i", list_of(30), "--pack", "tar", "--pack-size", "10", "--digest", "md5",
               "--results", results_path()}))
          .ended.code == 0);
  const command_line verify = haul_command({"verify", results_path(), "-d", folder().string()});
  const finished_process fine = run(verify);
  BOOST_TEST(fine.ended.code == 0, fine.output);
  BOOST_TEST(fine.output == "30 files whole.\n");

  // A byte of the first member's content, behind its header.
  std::string shard = content("part-00001.tar");
  shard[512] = static_cast<char>(shard[512] ^ 1);
  write_file(folder() / "part-00001.tar", shard);
  std::filesystem::remove(folder() / "part-00002.jsonl");
  const finished_process damaged = run(verify);
  BOOST_TEST(damaged.ended.code == 1);
  BOOST_TEST(damaged.output.find("has the md5 ") != std::string::npos, damaged.output);
  BOOST_TEST(
      damaged.output.find("shard 'part-00002.jsonl' is missing") != std::string::npos,
      damaged.output);
}

BOOST_AUTO_TEST_SUITE_END()
