#include "get_program.hpp"
#include "list_server.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace {

using namespace haul::test;
using strings = std::vector<std::string>;

struct fixture : get_program {
  // `haul verify -d FOLDER` and more.
  command_line verify(strings arguments) const {
    const strings first = {"verify", "-d", folder().string()};
    arguments.insert(arguments.begin(), first.begin(), first.end());
    return haul_command(std::move(arguments));
  }

  // With results that hold these lines.
  finished_process verify_lines(const std::string& lines, strings more = {}) const {
    more.push_back(list("results.jsonl", lines));
    return run(verify(std::move(more)));
  }

  void stands(const std::string& name, const std::string& content) const {
    write_file(folder() / name, content);
  }

  static std::string line(
      const std::string& status, const std::string& output, std::size_t bytes,
      const std::string& more = "") {
    return R"({"row":1,"code":"BR","url":"http://h/","status":")" + status +
           R"(","attempts":1,"bytes":)" + std::to_string(bytes) + R"(,"output":")" + output + "\"" +
           more + "}\n";
  }
};

const std::string md5_of_abc =
    R"(,"digest":{"algorithm":"md5","hex":"900150983cd24fb0d6963f7d28e17f72"})";

} // namespace

BOOST_FIXTURE_TEST_SUITE(verify, fixture)

BOOST_AUTO_TEST_CASE(what_was_downloaded_is_whole_until_it_changes) {
  const list_server server([](const std::string& target) {
    return target == "/c" ? answered("404 Not Found", "") : answered("200 OK", target);
  });
  const finished_process got = get_recorded({server.url("/{code}"), "a", "b", "c"});
  BOOST_TEST(got.ended.code == 0, got.errors);
  const finished_process fine = run(verify({results_path()}));
  BOOST_TEST(fine.ended.code == 0, fine.errors);
  BOOST_TEST(fine.output == "2 files whole.\n1 not checked, as the task had failed.\n");

  std::filesystem::remove(folder() / "a");
  stands("b", "longer");
  const finished_process changed = run(verify({results_path()}));
  BOOST_TEST(changed.ended.code == 1);
  const strings lines = lines_of(changed.output);
  BOOST_TEST_REQUIRE(lines.size() == 6U, changed.output);
  BOOST_TEST(count_in(lines, "missing") == 1U);
  BOOST_TEST(
      changed.output.find("a: 'a' is missing, a file of 2 bytes was expected\n") !=
          std::string::npos,
      changed.output);
  BOOST_TEST(
      changed.output.find("b: 'b' has 6 bytes, 2 were expected\n") != std::string::npos,
      changed.output);
}

BOOST_AUTO_TEST_CASE(recorded_digest_is_checked_and_both_values_are_told) {
  stands("x", "abc");
  BOOST_TEST(verify_lines(line("ok", "x", 3, md5_of_abc)).ended.code == 0);
  stands("x", "abd");
  const finished_process ran = verify_lines(line("ok", "x", 3, md5_of_abc));
  BOOST_TEST(ran.ended.code == 1);
  BOOST_TEST(
      lines_of(ran.output).front() == "BR: 'x' has the md5 4911e516e5aa21d327512e0c8b197616, "
                                      "900150983cd24fb0d6963f7d28e17f72 was expected");
}

BOOST_AUTO_TEST_CASE(last_record_of_all_results_counts) {
  stands("x", "abc");
  const std::string older = list("older.jsonl", line("ok", "x", 7) + line("skipped", "y", 0));
  const std::string newer = list("newer.jsonl", line("error", "y", 0) + line("ok", "x", 3));
  const finished_process ran = run(verify({older, newer, "--json"}));
  BOOST_TEST(ran.ended.code == 1);
  BOOST_TEST(
      ran.output == R"({"whole":1,"missing":1,"wrong":0,"not_checked":0})"
                    "\n");
  BOOST_TEST(ran.errors == "BR: 'y' is missing, a file was expected\n");
  BOOST_TEST(run(verify({newer, older, "-q"})).ended.code == 1);
}

BOOST_AUTO_TEST_CASE(quiet_says_nothing_but_with_the_exit_code) {
  const finished_process ran = verify_lines(line("ok", "x", 3) + "{\"row\":", {"--quiet"});
  BOOST_TEST(ran.ended.code == 1);
  BOOST_TEST(ran.output == "");
  BOOST_TEST(ran.errors == "");
  const finished_process counted = verify_lines(line("ok", "x", 3), {"--quiet", "--json"});
  BOOST_TEST(
      counted.output == R"({"whole":0,"missing":1,"wrong":0,"not_checked":0})"
                        "\n");
  BOOST_TEST(counted.errors == "");
}

BOOST_AUTO_TEST_CASE(torn_last_line_is_left_out_with_a_remark) {
  stands("x", "abc");
  const std::string whole = line("ok", "x", 3);
  const finished_process ran = verify_lines(whole + whole.substr(0, 40));
  BOOST_TEST(ran.ended.code == 0);
  BOOST_TEST(ran.output == "1 file whole.\n");
  BOOST_TEST(ran.errors.find("line 2 was torn and is left out\n") != std::string::npos, ran.errors);
  BOOST_TEST(ran.errors.find("results.jsonl'") != std::string::npos, ran.errors);
}

BOOST_AUTO_TEST_CASE(record_that_lacks_only_its_line_end_is_checked) {
  std::string unended = line("ok", "x", 3);
  unended.pop_back();
  const finished_process ran = verify_lines(unended);
  BOOST_TEST(ran.ended.code == 1);
  BOOST_TEST(ran.errors == "");
}

BOOST_AUTO_TEST_CASE(bad_line_stops_it_before_anything_is_said_of_a_file) {
  for (const std::string& bad :
       {std::string("nonsense\n"), std::string("\n"), std::string("[]\n"),
        line("ok", "y", 3, R"(,"digest":{"algorithm":"crc32","hex":"00"})"),
        line("ok", "y", 3, R"(,"digest":{"algorithm":"md5","hex":"00"})")}) {
    const finished_process ran = verify_lines(line("ok", "x", 3) + bad + line("ok", "z", 3));
    BOOST_TEST(ran.ended.code == 2, bad);
    BOOST_TEST(ran.output == "");
    BOOST_TEST(
        ran.errors.find("results.jsonl', line 2: no record of a row: ") != std::string::npos,
        ran.errors);
  }
}

BOOST_AUTO_TEST_CASE(results_come_from_standard_input_too) {
  stands("x", "abc");
  const std::string results = list("results.jsonl", line("ok", "x", 3));
  const finished_process ran = run(reading_from(verify({"-"}), results));
  BOOST_TEST(ran.ended.code == 0, ran.errors);
  BOOST_TEST(ran.output == "1 file whole.\n");
}

BOOST_AUTO_TEST_CASE(controls_of_records_do_not_reach_the_terminal) {
  const finished_process ran =
      verify_lines(line("ok", R"(x\u001b[2J)", 3) + line("ok", R"(../x\u202e\n)", 3));
  BOOST_TEST(ran.ended.code == 1);
  BOOST_TEST(ran.output.find('\x1b') == std::string::npos);
  BOOST_TEST(ran.output.find("\u202e") == std::string::npos);
  BOOST_TEST(lines_of(ran.output).size() == 4U, ran.output);
}

BOOST_AUTO_TEST_CASE(nothing_is_written_into_the_folder) {
  stands("x", "abc");
  BOOST_TEST(verify_lines(line("ok", "x", 3) + line("ok", "sub/y", 3)).ended.code == 1);
  BOOST_TEST(files() == strings{"x"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(wrong_usage_and_what_can_not_be_opened_end_with_2) {
  const std::string results = list("results.jsonl", "");
  for (const auto& [arguments, expected] : std::vector<std::pair<strings, std::string>>{
           {{"verify"}, "RESULTS is required"},
           {{"verify", ""}, "'' is not the name of a file"},
           {{"verify", "--dir", "", results}, "--dir"},
           {{"verify", "--fast", results}, "--fast"},
           {{"verify", aside("none")}, "none' can't be read"},
           {{"verify", "-d", aside("none"), results}, "none' can't be used"}}) {
    const finished_process ran = run(haul_command(arguments));
    BOOST_TEST(ran.ended.code == 2);
    BOOST_TEST(ran.output == "");
    BOOST_TEST(ran.errors.find(expected) != std::string::npos, ran.errors);
  }
}

BOOST_AUTO_TEST_CASE(help_tells_every_option_in_eighty_columns) {
  const finished_process ran = run(haul_command({"verify", "--help"}));
  BOOST_TEST(ran.ended.code == 0);
  for (const char* said :
       {"Usage: haul verify", "RESULTS", "-d,--dir", "default: .", "-q,--quiet", "--json",
        "Exit code"})
    BOOST_TEST(ran.output.find(said) != std::string::npos, said);
  for (const std::string& each : lines_of(ran.output))
    BOOST_TEST(each.size() <= 80U, each);
}

BOOST_AUTO_TEST_SUITE_END()
