#include "get_program.hpp"
#include "list_server.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace {

using namespace haul::test;
using strings = std::vector<std::string>;

struct fixture : get_program {
  // The port stands in the folder of a host that has one.
  std::string host() const {
    return "127.0.0.1_" + server.url().substr(server.url().rfind(':') + 1);
  }

  strings names() const {
    strings made;
    for (const auto& [name, content] : written())
      made.push_back(name);
    return made;
  }

  list_server server;
};

struct hostile_code {
  const char* name;
  const char* json; // what stands between the quotes of a row in JSON
};

std::ostream& operator<<(std::ostream& to, const hostile_code& shown) {
  return to << shown.name;
}

const hostile_code hostile_codes[] = {
    {"parent", ".."},         {"self", "."},           {"climbing", "../x"},
    {"deep", "a/../../x"},    {"absolute", "/etc/x"},  {"slash", "a/b"},
    {"backslash", "a\\\\b"},  {"null", "a\\u0000b"},   {"escape", "a\\u001b[2Jb"},
    {"end_of_line", "a\\nb"}, {"delete", "a\\u007fb"}, {"dash", "-rf"},
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(get_outputs, fixture)

BOOST_AUTO_TEST_CASE(file_is_named_by_the_code_or_else_by_the_url) {
  const std::string rows = list(
      "t.jsonl", "{\"url\": \"" + server.url("/a/b.gif") + "\"}\n{\"url\": \"" + server.url("/c/") +
                     "\"}\n{\"code\": \"C\", \"url\": \"" + server.url("/d") + "\"}\n");
  BOOST_TEST(get_recorded({"-i", rows}).ended.code == 0);
  const strings expected = {host() + "/a/b.gif", host() + "/c/index.html", "C"};
  BOOST_TEST(names() == expected, boost::test_tools::per_element());
  BOOST_TEST(member(records().at(2), "output") == host() + "/c/index.html");
}

BOOST_AUTO_TEST_CASE(two_queries_are_two_files) {
  const std::string urls =
      list("u.txt", server.url("/a.gif?x=1") + "\n" + server.url("/a.gif?x=2") + "\n");
  BOOST_TEST(run(get({"-i", urls})).ended.code == 0);
  BOOST_TEST_REQUIRE(names().size() == 2U);
  for (const std::string& name : names()) {
    BOOST_TEST(name.starts_with(host() + "/a-"));
    BOOST_TEST(name.ends_with(".gif"));
    BOOST_TEST(name.find("x=") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(single_url_is_a_run_of_one_row) {
  BOOST_TEST(get_recorded({server.url("/x/y")}).ended.code == 0);
  BOOST_TEST(names() == strings{host() + "/x/y"}, boost::test_tools::per_element());
  BOOST_TEST(records().size() == 1U);
}

BOOST_AUTO_TEST_CASE(template_makes_folders_and_applies_transforms) {
  BOOST_TEST(
      run(get({server.url("/{code}"), "Br", "-o", "{code:hash2}/{code:lower}/{row}{code:upper}"}))
          .ended.code == 0);
  BOOST_TEST(names() == strings{"75/br/1BR"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(basename_and_extension_come_from_the_url) {
  const std::string urls = list("u.txt", server.url("/d/a.tar.gz?v=1") + "\n");
  BOOST_TEST(run(get({"-i", urls, "-o", "all/{row}-{url:basename}"})).ended.code == 0);
  BOOST_TEST(run(get({"-i", urls, "-o", "all/{row}{url:ext}"})).ended.code == 0);
  BOOST_TEST(names() == (strings{"all/1-a.tar.gz", "all/1.gz"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(values_are_percent_encoded_into_urls) {
  BOOST_TEST(
      run(get({server.url("/q/{code}?c={code}"), "a b&c=d?#%\xc3\xa9", "-o", "{row}"}))
          .ended.code == 0);
  const std::string encoded = "a%20b%26c%3Dd%3F%23%25%C3%A9";
  BOOST_TEST(
      server.targets() == strings{"/q/" + encoded + "?c=" + encoded},
      boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE_F(fixture, hostile_code_is_an_error_of_its_row_alone, hostile_codes, hostile) {
  const std::string rows = list(
      "t.jsonl", "{\"code\": \"one\"}\n{\"code\": \"" + std::string(hostile.json) +
                     "\"}\n{\"code\": \"two\"}\n");
  for (const strings& naming : {strings{}, strings{"-o", "{code}"}, strings{"-o", "sub/{code}"}}) {
    strings arguments = {server.url("/{code}"), "-i", rows, "--overwrite"};
    arguments.insert(arguments.end(), naming.begin(), naming.end());
    std::filesystem::remove(results_path());
    const finished_process ran = get_recorded(arguments);
    BOOST_TEST(ran.ended.code == 1);
    const auto told = records();
    BOOST_TEST_REQUIRE(told.size() == 3U);
    BOOST_TEST(member(told.at(1), "status") == "ok");
    BOOST_TEST(member(told.at(2), "error.kind") == "bad_output", told.at(2));
    BOOST_TEST(member(told.at(3), "status") == "ok");
    BOOST_TEST(ran.output.find('\x1b') == std::string::npos);
  }
  BOOST_TEST(server.count() == 6U);
  BOOST_TEST(
      names() == (strings{"one", "sub/one", "sub/two", "two"}), boost::test_tools::per_element());
  // Beside the folder, and in the one that the program ran in, there is nothing new either.
  BOOST_TEST(!std::filesystem::exists(folder().parent_path() / "x"));
  BOOST_TEST(!std::filesystem::exists("/etc/x"));
}

BOOST_AUTO_TEST_CASE(code_that_begins_with_dashes_stands_behind_two) {
  BOOST_TEST(get_recorded({server.url("/{code}"), "-o", "x{code}", "--", "-1"}).ended.code == 0);
  BOOST_TEST(names() == strings{"x-1"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(link_in_the_folder_leads_nothing_out_of_it) {
  const temporary_folder outside;
  std::filesystem::create_directory_symlink(outside.path(), folder() / "sub");
  write_file(outside.path() / "safe", "old");
  std::filesystem::create_symlink(outside.path() / "safe", folder() / "b");
  const std::string rows = list(
      "t.csv", "url,output\n" + server.url("/a") + ",sub/a\n" + server.url("/b") + ",b\n" +
                   server.url("/c") + ",c\n");
  BOOST_TEST(get_recorded({"-i", rows, "--overwrite"}).ended.code != 0);
  BOOST_TEST(member(records().at(1), "status") == "error");
  BOOST_TEST(outside.content().size() == 1U);
  BOOST_TEST(read_file(outside.path() / "safe") == "old");
  BOOST_TEST(content("c") == "/c");
}

BOOST_AUTO_TEST_CASE(file_that_stands_is_skipped_without_a_request) {
  write_file(folder() / "BR", "mine");
  const finished_process ran = get_recorded({server.url("/{code}"), "BR", "CN"});
  BOOST_TEST(ran.ended.code == 0);
  BOOST_TEST(server.targets() == strings{"/CN"}, boost::test_tools::per_element());
  BOOST_TEST(content("BR") == "mine");
  BOOST_TEST(member(records().at(1), "status") == "skipped");
  BOOST_TEST(member(records().at(1), "attempts") == "0");
  BOOST_TEST(count_in(lines_of(ran.output), "skipped") == 1U);
}

BOOST_AUTO_TEST_CASE(overwrite_asks_again_and_replaces) {
  write_file(folder() / "BR", "mine");
  BOOST_TEST(get_recorded({server.url("/{code}"), "BR", "--overwrite"}).ended.code == 0);
  BOOST_TEST(content("BR") == "/BR");
  BOOST_TEST(member(records().at(1), "status") == "ok");
}

BOOST_AUTO_TEST_CASE(file_that_is_overwritten_stands_until_the_new_one_is_whole) {
  write_file(folder() / "BR", "mine");
  const list_server torn([](const std::string&) {
    list_reply half = answered("200 OK", "0123456789");
    half.bytes.resize(half.bytes.size() - 5);
    half.then = afterwards::close;
    return half;
  });
  BOOST_TEST(run(get({torn.url("/{code}"), "BR", "--overwrite", "--retry", "0"})).ended.code == 1);
  BOOST_TEST(torn.count() == 1U);
  BOOST_TEST(content("BR") == "mine");
}

BOOST_AUTO_TEST_CASE(output_in_flight_is_an_error_of_the_later_row) {
  // The first answer comes once the second row was refused: the server holds it back until then.
  list_server slow([](const std::string&) {
    list_reply silent;
    silent.then = afterwards::be_silent;
    return silent;
  });
  const std::string rows = list(
      "t.csv", "url,output\n" + slow.url("/1") + ",same\n" + slow.url("/2") + ",same\n" +
                   server.url("/3") + ",other\n");
  const finished_process ran =
      get_recorded({"-i", rows, "--first-byte-timeout", "1.5", "--retry", "0"});
  BOOST_TEST(ran.ended.code == 1);
  BOOST_TEST_REQUIRE(records().size() == 3U);
  BOOST_TEST(member(records().at(1), "error.kind") == "timed_out");
  BOOST_TEST(member(records().at(2), "error.kind") == "output_in_use");
  BOOST_TEST(member(records().at(2), "error.message").find("same") != std::string::npos);
  BOOST_TEST(member(records().at(2), "input.line") == "3");
  BOOST_TEST(slow.count() == 1U);
  BOOST_TEST(names() == strings{"other"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(output_that_was_finished_earlier_simply_stands) {
  fed_pipe pipe(aside("rows.csv"));
  process started(get({"-i", pipe.path(), "-v", "--results", results_path()}));
  pipe.write("code,url,output\nfirst," + server.url("/1") + ",same\n");
  started.wait_for("first ok");
  pipe.write("second," + server.url("/2") + ",same\n");
  pipe.close();
  BOOST_TEST(started.finish().code == 0);
  BOOST_TEST(member(records().at(2), "status") == "skipped");
  BOOST_TEST(content("same") == "/1");
}

BOOST_AUTO_TEST_CASE(file_that_stands_where_a_folder_should_be_fails_its_row) {
  write_file(folder() / "sub", "mine");
  BOOST_TEST(get_recorded({server.url("/{code}"), "a", "-o", "sub/{code}"}).ended.code == 1);
  BOOST_TEST(member(records().at(1), "error.stage") == "output");
  BOOST_TEST(content("sub") == "mine");
  BOOST_TEST(server.count() == 0U);
}

BOOST_AUTO_TEST_CASE(size_and_digest_of_a_row_are_held_against_the_body) {
  const std::string digest(64, '0');
  const std::string rows = list(
      "t.csv", "url,output,size,sha256\n" + server.url("/1") + ",1,3,\n" + server.url("/2") +
                   ",2,," + digest + "\n" + server.url("/3") + ",3,2,\n");
  BOOST_TEST(get_recorded({"-i", rows, "--retry", "0"}).ended.code == 1);
  BOOST_TEST(member(records().at(1), "error.kind") == "wrong_content");
  BOOST_TEST(member(records().at(2), "error.kind") == "wrong_content");
  BOOST_TEST(member(records().at(3), "status") == "ok");
  BOOST_TEST(names() == strings{"3"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(folder_is_made_with_its_parents) {
  const finished_process ran =
      run(get({server.url("/{code}"), "BR", "-d", (folder() / "a" / "b").string()}));
  BOOST_TEST(ran.ended.code == 0, ran.errors);
  BOOST_TEST(names() == strings{"a/b/BR"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(name_from_the_server_plays_no_part) {
  const list_server naming([](const std::string& target) {
    if (target == "/a")
      return answered("302 Found", "", "Location: /evil/name\r\n");
    return answered("200 OK", "x", "Content-Disposition: attachment; filename=\"../evil\"\r\n");
  });
  BOOST_TEST(get_recorded({naming.url("/{code}"), "a"}).ended.code == 0);
  BOOST_TEST(names() == strings{"a"}, boost::test_tools::per_element());
  BOOST_TEST(member(records().at(1), "final_url") == naming.url("/evil/name"));
}

BOOST_AUTO_TEST_SUITE_END()
