#include "get_program.hpp"
#include "list_server.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace haul::test;
using strings = std::vector<std::string>;
using variables = std::map<std::string, std::string>;

struct fixture : get_program {
  // Every code that was asked for is asked for once.
  std::size_t all_once() const {
    strings targets = server.targets();
    std::sort(targets.begin(), targets.end());
    BOOST_TEST((std::adjacent_find(targets.begin(), targets.end()) == targets.end()));
    return targets.size();
  }

  finished_process get_in(const variables& environment, strings arguments) const {
    command_line command = get(std::move(arguments));
    command.environment.insert(environment.begin(), environment.end());
    return run(command);
  }

  // The last line of what is said to a shard of an array job that can't be one.
  void check_refused(const variables& environment, strings options, const std::string& part) const {
    options.insert(options.end(), {server.url("/{code}"), "1..3"});
    const finished_process ran = get_in(environment, std::move(options));
    BOOST_TEST(ran.ended.code == 2);
    BOOST_TEST(ran.errors.find(part) != std::string::npos, ran.errors);
    BOOST_TEST(server.count() == 0U);
  }

  list_server server;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(get_shards, fixture)

BOOST_AUTO_TEST_CASE(shards_by_row_are_equal_and_share_no_row) {
  for (const char* which : {"0/3", "1/3", "2/3"}) {
    const std::size_t before = server.count();
    const finished_process ran = run(get({"--shard", which, server.url("/{code}"), "1..20"}));
    BOOST_TEST(ran.ended.code == 0, ran.errors);
    BOOST_TEST(server.count() - before >= 6U);
    BOOST_TEST(server.count() - before <= 7U);
  }
  BOOST_TEST(all_once() == 20U);
  BOOST_TEST(files().size() == 20U);
}

BOOST_AUTO_TEST_CASE(rows_keep_the_numbers_of_the_whole_list) {
  const std::string from = list(
      "list.tsv", "url\tcode\n" + server.url("/a") + "\ta\n" + server.url("/b") + "\tb\n" +
                      server.url("/c") + "\tc\n");
  BOOST_TEST(get_recorded({"--shard", "1/2", "-i", from, "-o", "{row}-{code}"}).ended.code == 0);
  BOOST_TEST(records().size() == 1U);
  BOOST_TEST(member(records().at(2), "code") == "b");
  BOOST_TEST(member(records().at(2), "input.line") == "3");
  BOOST_TEST(files() == strings{"2-b"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(bad_row_is_reported_by_one_shard) {
  const std::string from =
      list("list.tsv", "url\tsize\n" + server.url("/a") + "\tx\n" + server.url("/b") + "\t2\n");
  for (const char* rule : {"row", "host", "code"}) {
    std::size_t complaints = 0;
    for (const char* which : {"0/4", "1/4", "2/4", "3/4"}) {
      const finished_process ran = run(get({"--shard", which, "--shard-by", rule, "-i", from}));
      complaints += ran.ended.code == 1 ? 1U : 0U;
      BOOST_TEST(ran.ended.code <= 1);
    }
    BOOST_TEST(complaints == 1U, rule);
  }
}

BOOST_AUTO_TEST_CASE(each_host_has_one_shard) {
  const std::string port = server.url().substr(server.url().rfind(':'));
  std::string text;
  for (int each = 0; each != 60; ++each)
    text += "http://127.0.0." + std::to_string(1 + each % 10) + port + "/" + std::to_string(each) +
            "\n";
  const std::string from = list("list.txt", text);
  std::map<std::string, std::string> homes;
  for (const std::string which : {"0/3", "1/3", "2/3"}) {
    const finished_process ran =
        run(get({"--shard", which, "--shard-by", "host", "-i", from, "--dry-run"}));
    for (const std::string& line : lines_of(ran.output)) {
      const std::size_t start = line.find("http://");
      const std::string host = line.substr(start, line.find(port, start) - start);
      BOOST_TEST(homes.emplace(host, which).first->second == which, line);
    }
    BOOST_TEST(ran.ended.code == 0, ran.errors);
  }
  BOOST_TEST(homes.size() == 10U);
}

BOOST_AUTO_TEST_CASE(codes_find_their_shard_wherever_they_stand) {
  for (const strings& order : {strings{"a", "b", "c", "d"}, strings{"d", "c", "b", "a"}}) {
    strings arguments = {"--shard", "0/2",         "--shard-by",
                         "code",    "--overwrite", server.url("/{code}")};
    arguments.insert(arguments.end(), order.begin(), order.end());
    BOOST_TEST(run(get(arguments)).ended.code == 0);
  }
  strings targets = server.targets();
  std::sort(targets.begin(), targets.end());
  BOOST_TEST(targets.size() % 2 == 0U);
  for (std::size_t each = 0; each + 1 < targets.size(); each += 2)
    BOOST_TEST(targets[each] == targets[each + 1]);
}

BOOST_AUTO_TEST_CASE(index_goes_into_the_names_of_what_is_written) {
  const finished_process ran = run(get(
      {"--shard", "1/2", "-d", (folder() / "part-{shard}").string(), "--results",
       aside("results-{shard}.jsonl"), "--failed", aside("failed-{shard}.tsv"),
       server.url("/{code}"), "a", "b"}));
  BOOST_TEST(ran.ended.code == 0, ran.errors);
  BOOST_TEST(written().contains("part-1/b"));
  BOOST_TEST(json_lines(aside_content("results-1.jsonl")).size() == 1U);
}

BOOST_AUTO_TEST_CASE(systems_that_run_arrays_are_understood) {
  const std::vector<std::pair<variables, strings>> systems = {
      {{{"JOB_COMPLETION_INDEX", "1"}}, {"--shard-count", "2"}},
      {{{"AWS_BATCH_JOB_ARRAY_INDEX", "1"}, {"AWS_BATCH_JOB_ARRAY_SIZE", "2"}}, {}},
      {{{"CLOUD_RUN_TASK_INDEX", "1"}, {"CLOUD_RUN_TASK_COUNT", "2"}}, {}},
      {{{"SLURM_ARRAY_TASK_ID", "20"},
        {"SLURM_ARRAY_TASK_COUNT", "2"},
        {"SLURM_ARRAY_TASK_MIN", "10"},
        {"SLURM_ARRAY_TASK_MAX", "20"},
        {"SLURM_ARRAY_TASK_STEP", "10"}},
       {}},
  };
  for (const auto& [environment, options] : systems) {
    server.forget();
    strings arguments = {"--shard", "auto", "--overwrite"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    arguments.insert(arguments.end(), {server.url("/{code}"), "a", "b", "c"});
    const finished_process ran = get_in(environment, arguments);
    BOOST_TEST(ran.ended.code == 0, ran.errors);
    BOOST_TEST(server.targets() == strings{"/b"}, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(what_says_no_shard_is_refused) {
  check_refused({}, {"--shard", "auto"}, "this is no array job");
  check_refused({{"JOB_COMPLETION_INDEX", "1"}}, {"--shard", "auto"}, "--shard-count must");
  check_refused({}, {"--shard", "3/3"}, "of 3 the first is 0 and the last 2");
  check_refused({}, {"--shard", "1"}, "not auto or I/N");
  check_refused({}, {"--shard", "0/2", "--shard-count", "2"}, "--shard-count: it goes with");
  check_refused({}, {"--shard", "0/2", "--shard-by", "url"}, "not row, host or code");
  check_refused({{"HAUL_SHARD", "2/2"}}, {}, "HAUL_SHARD");
}

// Who looks at the whole list looks for what repeats in all of it.
BOOST_AUTO_TEST_CASE(input_is_checked_as_a_whole) {
  const std::string from =
      list("list.txt", server.url("/a") + "\n" + server.url("/b") + "\n" + server.url("/a") + "\n");
  const finished_process ran = run(get({"--shard", "1/2", "--check-input", "-i", from}));
  BOOST_TEST(ran.ended.code == 2);
  BOOST_TEST(ran.errors.find("is the output of 2 rows") != std::string::npos, ran.errors);
}

BOOST_AUTO_TEST_SUITE_END()
