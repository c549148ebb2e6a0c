#include "exit_code.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

BOOST_AUTO_TEST_SUITE(exit_code)

BOOST_AUTO_TEST_CASE(the_weightiest_fact_decides) {
  haul::run_facts facts;
  const auto decided = [&] { return static_cast<int>(haul::decide(facts)); };
  BOOST_TEST(decided() == 0);
  facts.some_failed = true;
  BOOST_TEST(decided() == 1);
  facts.deadline_passed = true;
  BOOST_TEST(decided() == 3);
  facts.too_many_errors = true;
  BOOST_TEST(decided() == 4);
  facts.output_unusable = true;
  BOOST_TEST(decided() == 5);
  facts.signal = SIGINT;
  BOOST_TEST(decided() == 130);
  facts.signal = SIGTERM;
  BOOST_TEST(decided() == 143);
}

BOOST_AUTO_TEST_CASE(each_fact_alone_has_its_own_code) {
  haul::run_facts only;
  only.deadline_passed = true;
  BOOST_TEST((haul::decide(only) == haul::exit_code::deadline));
  only = {};
  only.too_many_errors = true;
  BOOST_TEST((haul::decide(only) == haul::exit_code::too_many_errors));
  only = {};
  only.output_unusable = true;
  BOOST_TEST((haul::decide(only) == haul::exit_code::output_unusable));
  only = {};
  only.signal = SIGINT;
  BOOST_TEST((haul::decide(only) == haul::exit_code::interrupted));
}

std::string document(const char* name) {
  std::ifstream file(std::filesystem::path(HAUL_SOURCE_FOLDER) / "docs" / name);
  return {std::istreambuf_iterator<char>(file), {}};
}

BOOST_AUTO_TEST_CASE(the_document_has_the_same_table) {
  const std::string text = document("results.md");
  std::string table = "| Code | Meaning |\n|---|---|\n";
  for (const haul::exit_code_meaning& each : haul::exit_codes)
    table += "| " + std::to_string(static_cast<int>(each.code)) + " | " +
             std::string(each.meaning) + " |\n";
  BOOST_TEST(text.find(table + "\n") != std::string::npos, table);
}

// test/cluster/engines_test holds what stands there to the files of the systems.
BOOST_AUTO_TEST_CASE(each_code_is_mapped_for_batch_systems) {
  const std::string text = document("clusters.md");
  for (const haul::exit_code_meaning& each : haul::exit_codes) {
    const std::string row = "\n| " + std::to_string(static_cast<int>(each.code)) + " | ";
    BOOST_TEST(text.find(row) != std::string::npos, row);
  }
}

BOOST_AUTO_TEST_SUITE_END()
