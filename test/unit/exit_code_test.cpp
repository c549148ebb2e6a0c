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

BOOST_AUTO_TEST_CASE(the_document_has_the_same_table) {
  const auto root = std::filesystem::path(HAUL_SOURCE_FOLDER);
  std::ifstream file(root / "docs" / "results.md");
  const std::string text(std::istreambuf_iterator<char>(file), {});
  std::string table = "| Code | Meaning |\n|---|---|\n";
  for (const haul::exit_code_meaning& each : haul::exit_codes)
    table += "| " + std::to_string(static_cast<int>(each.code)) + " | " +
             std::string(each.meaning) + " |\n";
  BOOST_TEST(text.find(table + "\n") != std::string::npos, table);
}

BOOST_AUTO_TEST_SUITE_END()
