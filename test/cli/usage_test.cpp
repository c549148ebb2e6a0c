#include "haul_program.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace haul::test;
using strings = std::vector<std::string>;

void check_wrong(strings arguments, const std::string& option, const std::string& range) {
  arguments.insert(arguments.begin(), "flags");
  const finished_process ran = run(haul_command(arguments));
  BOOST_TEST_CONTEXT(ran.errors) {
    BOOST_TEST(ran.ended.code == 2);
    BOOST_TEST(ran.output == "");
    const strings lines = lines_of(ran.errors);
    BOOST_TEST_REQUIRE(lines.size() == 3U);
    BOOST_TEST(lines[0].starts_with("haul: "));
    BOOST_TEST(lines[0].find(option) != std::string::npos);
    BOOST_TEST(lines[0].find(range) != std::string::npos);
    BOOST_TEST(lines[1] == "haul: usage: haul flags [OPTIONS] [CC...]");
    BOOST_TEST(lines[2] == "haul: 'haul flags --help' tells more");
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(usage)

BOOST_AUTO_TEST_CASE(wrong_numbers_name_option_and_range) {
  for (const char* wrong : {"0", "1001", "x", "-1", ""})
    check_wrong({"-m", wrong}, "--max-requests", "from 1 to 1000");
  check_wrong({"--max_req=0"}, "--max-requests", "from 1 to 1000");
  check_wrong({"-l", "-3"}, "--limit", "from 1 on");
  check_wrong({"--limit", "0"}, "--limit", "from 1 on");
  check_wrong({"--timeout", "0"}, "--timeout", "from 0.001 to 86400");
  check_wrong({"--timeout", "soon"}, "--timeout", "from 0.001 to 86400");
  check_wrong({"--seed", "-1"}, "--seed", "from 0 to");
}

BOOST_AUTO_TEST_CASE(wrong_codes_name_the_argument) {
  check_wrong({"BRA"}, "CC", "'BRA' is neither");
  check_wrong({"BR", "B1"}, "CC", "'B1' is neither");
  check_wrong({"-a", "BRA"}, "CC", "'BRA' is neither");
  check_wrong({"flags"}, "CC", "'flags' is neither");
}

BOOST_AUTO_TEST_CASE(a_wrong_server_names_option_and_labels) {
  check_wrong({"-s", "NEAR"}, "--server", "LOCAL, DELAY, ERROR, REMOTE");
  check_wrong({"-s", "ftp://host"}, "--server", "http or https");
  check_wrong({"-s", "http://host/?a=b"}, "--server", "query");
}

BOOST_AUTO_TEST_CASE(missing_values_and_unknown_options_are_named) {
  check_wrong({"-m"}, "--max-requests", "required");
  check_wrong({"--server"}, "--server", "required");
  check_wrong({"-d", ""}, "--dir", "folder");
  check_wrong({"--colour"}, "--colour", "not expected");
  check_wrong({"-x", "BR"}, "-x", "not expected");
}

BOOST_AUTO_TEST_CASE(no_or_another_subcommand_is_wrong_usage) {
  for (const char* wrong : {"", "fly", "--fly"}) {
    const bool none = std::string(wrong).empty();
    const finished_process ran = run(haul_command(none ? strings() : strings{wrong}));
    BOOST_TEST(ran.ended.code == 2);
    BOOST_TEST(ran.output == "");
    BOOST_TEST(ran.errors.find(none ? "subcommand is required" : wrong) != std::string::npos);
    BOOST_TEST(ran.errors.find("\nhaul: usage: haul ") != std::string::npos, ran.errors);
  }
}

BOOST_AUTO_TEST_CASE(help_tells_every_option_with_default_and_range) {
  for (const char* option : {"-h", "--help"}) {
    const finished_process ran = run(haul_command({"flags", option}));
    BOOST_TEST(ran.ended.code == 0);
    BOOST_TEST(ran.errors == "");
    for (const char* said :
         {"Usage: haul flags", "-a,--all", "-e,--every", "-l,--limit",
          "-m,--max-requests,--max_req", "-s,--server", "-d,--dir", "--timeout", "--seed",
          "-v,--verbose", "from 1 to 1000", "default 30", "default 3.1", "LOCAL (default)",
          "default: downloaded", "https://www.fluentpython.com/data/flags", "Exit code"})
      BOOST_TEST(ran.output.find(said) != std::string::npos, said);
  }
}

BOOST_AUTO_TEST_CASE(help_fits_eighty_columns) {
  for (const std::string& line : lines_of(run(haul_command({"flags", "--help"})).output))
    BOOST_TEST(line.size() <= 80U, line);
}

BOOST_AUTO_TEST_CASE(help_names_the_subcommands) {
  const finished_process ran = run(haul_command({"--help"}));
  BOOST_TEST(ran.ended.code == 0);
  BOOST_TEST(ran.output.find("\n  flags ") != std::string::npos);
  BOOST_TEST(ran.output.find("\n  serve ") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(version_is_one_line) {
  const finished_process ran = run(haul_command({"--version"}));
  BOOST_TEST(ran.ended.code == 0);
  BOOST_TEST(lines_of(ran.output).size() == 1U);
  BOOST_TEST(ran.output.starts_with("haul "));
}

BOOST_AUTO_TEST_SUITE_END()
