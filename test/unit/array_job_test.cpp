#include "array_job.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <optional>
#include <string>

namespace {

using variables = std::map<std::string, std::string>;

haul::result<haul::shard> told(
    const variables& set, std::optional<std::uint64_t> count = std::nullopt) {
  const auto from = [&](const char* name) {
    const auto found = set.find(name);
    return found == set.end() ? nullptr : found->second.c_str();
  };
  return haul::shard_of_array_job(from, count);
}

std::string text(const haul::result<haul::shard>& which) {
  if (!which)
    return which.error().message;
  return std::to_string(which->index) + "/" + std::to_string(which->count);
}

variables slurm(
    const char* number, const char* count, const char* first, const char* last, const char* step) {
  return {
      {"SLURM_ARRAY_TASK_ID", number},
      {"SLURM_ARRAY_TASK_COUNT", count},
      {"SLURM_ARRAY_TASK_MIN", first},
      {"SLURM_ARRAY_TASK_MAX", last},
      {"SLURM_ARRAY_TASK_STEP", step}};
}

// What is said after "--shard auto: ".
void check_refused(
    const variables& set, const std::string& part,
    std::optional<std::uint64_t> count = std::nullopt) {
  const std::string said = text(told(set, count));
  BOOST_TEST(said.starts_with("--shard auto: "), said);
  BOOST_TEST(said.find(part) != std::string::npos, said);
}

} // namespace

BOOST_AUTO_TEST_SUITE(array_job)

BOOST_AUTO_TEST_CASE(aws_batch_says_both) {
  const variables set = {{"AWS_BATCH_JOB_ARRAY_INDEX", "2"}, {"AWS_BATCH_JOB_ARRAY_SIZE", "10"}};
  BOOST_TEST(text(told(set)) == "2/10");
}

BOOST_AUTO_TEST_CASE(cloud_run_says_both) {
  const variables set = {{"CLOUD_RUN_TASK_INDEX", "0"}, {"CLOUD_RUN_TASK_COUNT", "1"}};
  BOOST_TEST(text(told(set)) == "0/1");
}

BOOST_AUTO_TEST_CASE(kubernetes_needs_the_count) {
  const variables set = {{"JOB_COMPLETION_INDEX", "3"}};
  BOOST_TEST(text(told(set, 8)) == "3/8");
  check_refused(set, "JOB_COMPLETION_INDEX doesn't say of how many; --shard-count must");
  check_refused(set, "JOB_COMPLETION_INDEX is 3, and of 3 shards the last is 2", 3);
}

BOOST_AUTO_TEST_CASE(slurm_arrays_may_begin_anywhere_and_go_by_steps) {
  BOOST_TEST(text(told(slurm("0", "8", "0", "7", "1"))) == "0/8");
  BOOST_TEST(text(told(slurm("7", "8", "0", "7", "1"))) == "7/8");
  BOOST_TEST(text(told(slurm("1", "8", "1", "8", "1"))) == "0/8");
  BOOST_TEST(text(told(slurm("30", "4", "10", "40", "10"))) == "2/4");
  BOOST_TEST(text(told(slurm("5", "1", "5", "5", "1"))) == "0/1");
}

BOOST_AUTO_TEST_CASE(slurm_lists_are_refused) {
  for (const char* number : {"1", "3", "5"})
    check_refused(slurm(number, "3", "1", "5", "1"), "3 tasks from 1 to 5, which are not evenly");
  check_refused(slurm("3", "4", "0", "6", "2"), "not evenly spaced; use --array=0-3");
  check_refused(slurm("0", "4", "0", "6", "0"), "not evenly");
  check_refused(slurm("0", "0", "0", "0", "1"), "not evenly");
}

// The one task of `--array=3` is not the whole list.
BOOST_AUTO_TEST_CASE(part_of_an_array_can_be_run_again_when_the_count_is_given) {
  BOOST_TEST(text(told(slurm("3", "1", "3", "3", "1"), 8)) == "3/8");
  BOOST_TEST(text(told(slurm("5", "3", "1", "5", "1"), 8)) == "5/8");
  check_refused(slurm("8", "1", "8", "8", "1"), "SLURM_ARRAY_TASK_ID is 8", 8);
}

BOOST_AUTO_TEST_CASE(what_is_missing_is_named) {
  check_refused({}, "this is no array job");
  check_refused({{"AWS_BATCH_JOB_ARRAY_INDEX", ""}}, "this is no array job");
  check_refused({{"AWS_BATCH_JOB_ARRAY_INDEX", "1"}}, "AWS_BATCH_JOB_ARRAY_SIZE is not set");
  check_refused({{"CLOUD_RUN_TASK_INDEX", "1"}}, "CLOUD_RUN_TASK_COUNT is not set");
  variables part = slurm("0", "8", "0", "7", "1");
  part.erase("SLURM_ARRAY_TASK_STEP");
  check_refused(part, "SLURM_ARRAY_TASK_STEP is not set; --shard-count says it instead");
}

BOOST_AUTO_TEST_CASE(what_is_no_number_is_named) {
  for (const char* text : {"x", "-1", "1.5", "4294967296", "\x1b[m"})
    check_refused({{"JOB_COMPLETION_INDEX", text}}, "JOB_COMPLETION_INDEX is '", 8);
  BOOST_TEST(text(told({{"JOB_COMPLETION_INDEX", "\x1b"}}, 8)).find('\x1b') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(systems_that_agree_are_one) {
  variables both = {{"AWS_BATCH_JOB_ARRAY_INDEX", "2"}, {"AWS_BATCH_JOB_ARRAY_SIZE", "10"}};
  both["JOB_COMPLETION_INDEX"] = "2";
  BOOST_TEST(text(told(both, 10)) == "2/10");
  both["JOB_COMPLETION_INDEX"] = "3";
  check_refused(
      both, "AWS_BATCH_JOB_ARRAY_INDEX says 2/10, and JOB_COMPLETION_INDEX says 3/10", 10);
}

BOOST_AUTO_TEST_SUITE_END()
