#include "flags.hpp"
#include "haul_program.hpp"
#include "reply_server.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace {

using namespace haul::test;
using strings = std::vector<std::string>;

void check_match(const std::string& text, const std::string& pattern) {
  BOOST_TEST(std::regex_match(text, std::regex(pattern)), text << "\ndoes not match\n" << pattern);
}

void check_flag(const haul_program& haul, const std::string& code) {
  BOOST_TEST((haul.content(code + ".gif") == haul::find_flag(code)->gif), code);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(flags, haul_program)

BOOST_AUTO_TEST_CASE(without_arguments_the_twenty_most_populous_are_downloaded) {
  const finished_process ran = run(flags({}));
  BOOST_TEST(ran.ended.code == 0);
  check_match(
      ran.output, "LOCAL site: http://127\\.0\\.0\\.1:\\d+\n"
                  "Searching for 20 flags: from BD to VN\n"
                  "20 concurrent connections will be used\\.\n"
                  "--------------------\n"
                  "20 flags downloaded\\.\n"
                  "Elapsed time: \\d+\\.\\d\\ds\n");
  BOOST_TEST(ran.errors == "");
  BOOST_TEST(files().size() == 20U);
  for (const char* code : {"BD", "BR", "CN", "US", "VN"})
    check_flag(*this, code);
}

BOOST_AUTO_TEST_CASE(all_flags_are_those_of_the_package_to_the_byte) {
  const finished_process ran = run(flags({"-a", "-m", "100"}));
  BOOST_TEST(ran.ended.code == 0);
  BOOST_TEST(count_in(lines_of(ran.output), "flags downloaded") == haul::all_flags().size());
  BOOST_TEST(ran.output.find("\n100 concurrent connections will be used.\n") != std::string::npos);
  BOOST_TEST(files().size() == haul::all_flags().size());
  for (const haul::flag& each : haul::all_flags())
    check_flag(*this, std::string(each.code));
}

BOOST_AUTO_TEST_CASE(a_letter_means_its_codes_of_which_some_are_not_found) {
  const finished_process ran = run(flags({"b", "-v", "-m", "1"}));
  const strings lines = lines_of(ran.output);
  BOOST_TEST(ran.ended.code == 0);
  BOOST_TEST(lines[1] == "Searching for 26 flags: from BA to BZ");
  BOOST_TEST(lines[2] == "1 concurrent connection will be used.");
  BOOST_TEST(lines[3] == "BA OK");
  check_match(lines[5], "BC not found: http://127\\.0\\.0\\.1:\\d+/bc/bc\\.gif");
  BOOST_TEST(code_lines(lines).size() == 26U);
  const std::size_t downloaded = count_in(lines, "flags downloaded");
  BOOST_TEST(downloaded == files().size());
  BOOST_TEST(downloaded + count_in(lines, "not found") == 26U);
  BOOST_TEST(ran.errors == "");
}

BOOST_AUTO_TEST_CASE(every_code_of_a_failing_site_comes_out_exactly_once) {
  const finished_process ran =
      run(flags({"-e", "-s", "error", "-v", "-m", "1000", "--timeout", "1"}));
  const strings lines = lines_of(ran.output);
  BOOST_TEST(ran.ended.code == 1);
  BOOST_TEST(lines[0].starts_with("ERROR site: "));
  BOOST_TEST(lines[1] == "Searching for 676 flags: from AA to ZZ");
  BOOST_TEST(lines[2] == "676 concurrent connections will be used.");

  std::set<std::string> codes;
  std::size_t ok = 0;
  std::size_t not_found = 0;
  std::size_t errors = 0;
  for (const std::string& line : code_lines(lines)) {
    BOOST_TEST(codes.insert(line.substr(0, 2)).second, line << " came twice");
    ok += line.substr(2) == " OK";
    not_found += line.substr(2).starts_with(" not found: http://127.0.0.1:");
    errors += line.substr(2) == " error: HTTP 418 I'm a Teapot" ||
              line.substr(2) == " error: timed out waiting for the first byte after 1 s";
  }
  BOOST_TEST(codes.size() == 676U);
  BOOST_TEST(ok + not_found + errors == 676U);
  BOOST_TEST(count_in(lines, "flag") == ok);
  BOOST_TEST(count_in(lines, "not found") == not_found);
  BOOST_TEST(count_in(lines, "error") == errors);
  BOOST_TEST(files().size() == ok);
}

BOOST_AUTO_TEST_CASE(a_seed_makes_a_failing_site_repeatable) {
  // With this seed all three delays are short.
  const command_line same = flags({"BR", "CN", "US", "-s", "ERROR", "--seed", "39737", "-v"});
  strings first = code_lines(lines_of(run(same).output));
  strings second = code_lines(lines_of(run(same).output));
  std::sort(first.begin(), first.end());
  std::sort(second.begin(), second.end());
  BOOST_TEST(first.size() == 3U);
  BOOST_TEST(first == second, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_limit_takes_the_first_codes) {
  const finished_process ran = run(flags({"us", "cn", "br", "-l", "2"}));
  BOOST_TEST(ran.ended.code == 0);
  BOOST_TEST(lines_of(ran.output)[1] == "Searching for 2 flags: from BR to CN");
  BOOST_TEST(lines_of(ran.output)[2] == "2 concurrent connections will be used.");
  BOOST_TEST(files() == (strings{"BR.gif", "CN.gif"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(few_descriptors_mean_fewer_requests_at_once_and_no_failure) {
  command_line poor = flags({"-a", "-m", "100"});
  const char* const limiting = "ulimit -n 32 && exec \"$0\" \"$@\"";
  poor.words.insert(poor.words.begin(), {"/bin/sh", "-c", limiting});
  const finished_process ran = run(poor);
  BOOST_TEST(ran.ended.code == 0);
  BOOST_TEST(lines_of(ran.output)[2] == "4 concurrent connections will be used.");
  BOOST_TEST(
      ran.errors == "haul: fewer requests at once: this process may only have 32 descriptors\n");
  BOOST_TEST(files().size() == haul::all_flags().size());
}

BOOST_AUTO_TEST_CASE(one_flag_is_told_in_the_singular) {
  const finished_process ran = run(flags({"BR"}));
  check_match(
      ran.output, "LOCAL site: .*\n"
                  "Searching for 1 flag: BR\n"
                  "1 concurrent connection will be used\\.\n"
                  "--------------------\n"
                  "1 flag downloaded\\.\n"
                  "Elapsed time: .*\n");
}

BOOST_AUTO_TEST_CASE(not_found_alone_is_no_error) {
  const finished_process ran = run(flags({"ZZ"}));
  BOOST_TEST(ran.ended.code == 0);
  check_match(ran.output, "[^-]*--------------------\n1 not found\\.\nElapsed time: .*\n");
  BOOST_TEST(ran.errors == "");
  BOOST_TEST(files().empty());
}

BOOST_AUTO_TEST_CASE(files_of_an_earlier_run_are_replaced) {
  write_file(folder() / "BR.gif", "old");
  BOOST_TEST(run(flags({"BR"})).ended.code == 0);
  check_flag(*this, "BR");
}

BOOST_AUTO_TEST_CASE(a_folder_is_made_with_its_parents) {
  const std::string deep = (folder() / "a" / "b").string();
  BOOST_TEST(run(flags({"BR", "-d", deep})).ended.code == 0);
  BOOST_TEST(content("a/b/BR.gif").size() == haul::find_flag("BR")->gif.size());
}

BOOST_AUTO_TEST_CASE(the_default_folder_is_downloaded) {
  command_line plain = haul_command({"flags", "BR"});
  plain.folder = folder().string();
  BOOST_TEST(run(plain).ended.code == 0);
  BOOST_TEST(content("downloaded/BR.gif").size() == haul::find_flag("BR")->gif.size());
}

BOOST_AUTO_TEST_CASE(a_folder_that_can_not_be_made_ends_it_before_anything_starts) {
  write_file(folder() / "file", "in the way");
  const std::string impossible = (folder() / "file" / "sub").string();
  const finished_process ran = run(flags({"BR", "-d", impossible}));
  BOOST_TEST(ran.ended.code == 1);
  BOOST_TEST(ran.output == "");
  BOOST_TEST(ran.errors.starts_with("haul: "));
  BOOST_TEST(ran.errors.find(impossible) != std::string::npos, ran.errors);
}

BOOST_AUTO_TEST_CASE(a_base_url_is_asked_for_lower_case_paths) {
  const reply_server server([](const std::string& target) {
    return make_reply(target == "/flags/br/br.gif" ? "200 OK" : "404 Not Found", "GIF " + target);
  });
  const finished_process ran = run(flags({"br", "CN", "-v", "-s", server.url() + "/flags/"}));
  const strings lines = lines_of(ran.output);
  BOOST_TEST(ran.ended.code == 0);
  BOOST_TEST(lines[0] == "Site: " + server.url() + "/flags");
  const strings codes = code_lines(lines);
  BOOST_TEST(std::count(codes.begin(), codes.end(), "BR OK") == 1);
  const std::string missing = "CN not found: " + server.url() + "/flags/cn/cn.gif";
  BOOST_TEST(std::count(codes.begin(), codes.end(), missing) == 1);
  BOOST_TEST(content("BR.gif") == "GIF /flags/br/br.gif");
}

BOOST_AUTO_TEST_CASE(redirects_are_followed) {
  const reply_server server([](const std::string& target) {
    if (target == "/br/br.gif")
      return make_reply("302 Found", "gone", "Location: /elsewhere\r\n");
    return make_reply("200 OK", "from " + target);
  });
  BOOST_TEST(run(flags({"BR", "-s", server.url()})).ended.code == 0);
  BOOST_TEST(content("BR.gif") == "from /elsewhere");
}

BOOST_AUTO_TEST_SUITE_END()
