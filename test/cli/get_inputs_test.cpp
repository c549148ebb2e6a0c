#include "content_encoding.hpp"
#include "get_program.hpp"
#include "list_server.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

namespace {

using namespace haul::test;
using strings = std::vector<std::string>;

// The lists in test/data/lists ask for these twelve.
const strings flag_codes = {"br", "cn", "in", "us", "id", "pk", "ng", "bd", "ru", "mx", "jp", "de"};

struct fixture : get_program {
  strings sorted_targets() const {
    strings made = server.targets();
    std::sort(made.begin(), made.end());
    return made;
  }

  list_server server;
};

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at))
    text.replace(at, from.size(), to);
  return text;
}

std::string example_text(const std::string& name) {
  const auto root = std::filesystem::path(HAUL_SOURCE_FOLDER) / "test";
  return read_file(root / "data" / "lists" / name);
}

const strings example_names = {
    "urls.txt",    "flags.tsv",   "flags.csv", "flags.jsonl",
    "flags.aria2", "flags.meta4", "fetch.txt", "flags-storage-transfer.txt"};

// What `haul serve` has for a target, whose sizes and digests the lists name.
finished_process fetched_from_flag_site(const get_program& program, const std::string& name) {
  process site(haul_command({"serve", "--port", "0", "--site", "LOCAL"}));
  site.wait_for("/\n");
  const std::string url = site.output().substr(site.output().find("http://"));
  const std::string origin = url.substr(0, url.find('/', 7));
  const std::string list =
      program.list(name, replaced(example_text(name), "http://127.0.0.1:8000", origin));
  const finished_process ran = program.get_recorded({"-i", list, "-o", "{url:basename}"});
  site.send_signal(SIGTERM);
  site.finish();
  return ran;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(get_inputs, fixture)

BOOST_DATA_TEST_CASE_F(
    fixture, every_format_gives_the_same_files_and_records, example_names, name) {
  const finished_process ran = fetched_from_flag_site(*this, name);
  BOOST_TEST_CONTEXT(ran.output << ran.errors) {
    BOOST_TEST(ran.ended.code == 0);
    const auto told = records();
    BOOST_TEST_REQUIRE(told.size() == flag_codes.size());
    for (std::size_t index = 0; index < flag_codes.size(); ++index) {
      const json_line& each = told.at(index + 1);
      const std::string file = flag_codes[index] + ".gif";
      BOOST_TEST(member(each, "status") == "ok");
      BOOST_TEST(member(each, "http_status") == "200");
      BOOST_TEST(member(each, "attempts") == "1");
      BOOST_TEST(member(each, "output") == file);
      BOOST_TEST(member(each, "url").ends_with("/" + flag_codes[index] + "/" + file));
      BOOST_TEST(member(each, "input.file") == aside(name));
      BOOST_TEST(content(file).starts_with("GIF8"));
      BOOST_TEST(member(each, "bytes") == std::to_string(content(file).size()));
    }
    BOOST_TEST(files().size() == flag_codes.size());
  }
}

BOOST_AUTO_TEST_CASE(codes_and_ranges_fill_the_template) {
  const finished_process ran =
      get_recorded({server.url("/{code}"), "BR", "008..010", "1..2", "a..c"});
  BOOST_TEST(ran.ended.code == 0);
  const strings expected = {"/008", "/009", "/010", "/1", "/2", "/BR", "/a", "/b", "/c"};
  BOOST_TEST(sorted_targets() == expected, boost::test_tools::per_element());
  BOOST_TEST(records().size() == expected.size());
  BOOST_TEST(member(records().at(2), "code") == "008");
  BOOST_TEST(!records().at(2).contains("input"));
}

BOOST_AUTO_TEST_CASE(columns_fill_url_output_and_headers) {
  const std::string table =
      list("t.csv", "code,Dir,kind\r\nBR,South America,A/B.GIF\r\nFR,\"Europe, West\",c.gif\r\n");
  const finished_process ran = get_recorded(
      {server.url("/{Dir}/{code:lower}?k={kind}"), "-i", table, "-o", "{code}{kind:ext:lower}",
       "-H", "X-Where: {Dir}"});
  BOOST_TEST(ran.ended.code == 0, ran.errors);
  const strings expected = {"/Europe%2C%20West/fr?k=c.gif", "/South%20America/br?k=A%2FB.GIF"};
  BOOST_TEST(sorted_targets() == expected, boost::test_tools::per_element());
  BOOST_TEST(files() == (strings{"BR.gif", "FR.gif"}), boost::test_tools::per_element());
  std::string all;
  for (const std::string& each : server.requests())
    all += each;
  BOOST_TEST(all.find("\r\nX-Where: South America\r\n") != std::string::npos, all);
  BOOST_TEST(all.find("\r\nX-Where: Europe, West\r\n") != std::string::npos, all);
}

BOOST_AUTO_TEST_CASE(row_without_code_gets_its_number) {
  const std::string table = list("t.tsv", "name\tcode\nx\t\ny\tC\nz\t\n");
  const finished_process ran =
      get_recorded({server.url("/{name}"), "-i", table, "-o", "{row}-{code}"});
  BOOST_TEST(ran.ended.code == 0, ran.errors);
  BOOST_TEST(files() == (strings{"1-1", "2-C", "3-3"}), boost::test_tools::per_element());
  BOOST_TEST(member(records().at(3), "code") == "3");
  BOOST_TEST(member(records().at(3), "input.line") == "4");
}

BOOST_AUTO_TEST_CASE(plain_list_beside_a_template_holds_codes) {
  const std::string codes = list("codes.txt", "# two\nBR\n\nCN\n");
  const finished_process ran =
      get_recorded({server.url("/{code:lower}"), "-i", codes, "--input-format", "urls"});
  BOOST_TEST(ran.ended.code == 0, ran.errors);
  BOOST_TEST(sorted_targets() == (strings{"/br", "/cn"}), boost::test_tools::per_element());
  BOOST_TEST(files() == (strings{"BR", "CN"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(compressed_lists_are_read_as_they_are) {
  const auto table = [&](const std::string& path) {
    return "code\turl\na\t" + server.url(path + "a") + "\nb\t" + server.url(path + "b") + "\n";
  };
  const std::string gz = list("one.tsv.gz", gzip(table("/gz/")));
  const std::string zst = list("two.tsv.zst", zstd(table("/zst/")));
  const finished_process ran = get_recorded({"-i", gz, "-i", zst, "-o", "{row}"});
  BOOST_TEST(ran.ended.code == 0, ran.errors);
  BOOST_TEST(records().size() == 4U);
  BOOST_TEST(member(records().at(4), "input.line") == "3");
  BOOST_TEST(content("2") == "/gz/b");
  BOOST_TEST(content("4") == "/zst/b");
}

BOOST_AUTO_TEST_CASE(several_lists_are_one_input) {
  const std::string one = list("one.txt", server.url("/a") + "\n" + server.url("/b") + "\n");
  const std::string two = list("two.csv", "url,output\n" + server.url("/c") + ",see\n");
  BOOST_TEST(get_recorded({"-i", one, "-i", two}).ended.code == 0);
  const auto told = records();
  BOOST_TEST(told.size() == 3U);
  BOOST_TEST(member(told.at(2), "input.file") == one);
  BOOST_TEST(member(told.at(3), "input.file") == two);
  BOOST_TEST(member(told.at(3), "input.line") == "2");
  BOOST_TEST(content("see") == "/c");
}

BOOST_AUTO_TEST_CASE(standard_input_is_a_list) {
  const std::string urls = list("urls", server.url("/a") + "\n" + server.url("/b"));
  const finished_process ran =
      run(reading_from(get({"-i", "-", "-o", "{row}", "--results", results_path()}), urls));
  BOOST_TEST(ran.ended.code == 0, ran.errors);
  BOOST_TEST(content("2") == "/b");
  BOOST_TEST(member(records().at(2), "input.file") == "-");
}

BOOST_AUTO_TEST_CASE(pipe_that_stays_open_is_asked_for_as_it_comes) {
  fed_pipe pipe(aside("pipe"));
  // Without the format, the second line tells a list of aria2 from a plain one.
  process started(
      reading_from(get({"-i", "-", "--input-format", "urls", "-o", "{row}"}), pipe.path()));
  pipe.write(server.url("/1") + "\n");
  server.wait_for_requests(1);
  pipe.write(server.url("/2") + "\n" + server.url("/3") + "\n" + server.url("/4"));
  server.wait_for_requests(3);
  pipe.close();
  BOOST_TEST(started.finish().code == 0);
  BOOST_TEST(written().size() == 4U);
  BOOST_TEST(content("4") == "/4");
}

BOOST_AUTO_TEST_CASE(first_request_comes_before_the_second_thousand_lines) {
  const auto thousand = [&](unsigned first) {
    std::string lines;
    for (unsigned number = first; number < first + 1000; ++number)
      lines += server.url("/" + std::to_string(number)) + "\n";
    return lines;
  };
  fed_pipe pipe(aside("pipe"));
  process started(get({"-i", pipe.path(), "-o", "{row}", "-q"}));
  pipe.write(thousand(1));
  server.wait_for_requests(1);
  pipe.write(thousand(1001));
  pipe.write(thousand(2001));
  pipe.close();
  BOOST_TEST(started.finish().code == 0, started.errors());
  BOOST_TEST(server.count() == 3000U);
  BOOST_TEST(files().size() == 3000U);
}

BOOST_AUTO_TEST_CASE(bad_rows_are_records_with_file_line_and_field) {
  const std::string table = list(
      "t.tsv", "url\toutput\tsize\n" + server.url("/1") + "\t1\t\n" + "ftp://h/2\t2\t\n" +
                   "\t3\t\n" + server.url("/4") + "\t../4\t\n" + server.url("/5") + "\t5\tmany\n" +
                   server.url("/6") + "\t6\t2\n");
  const finished_process ran = get_recorded({"-i", table});
  BOOST_TEST(ran.ended.code == 1);
  const auto told = records();
  BOOST_TEST_REQUIRE(told.size() == 6U);
  const strings kinds = {"", "bad_url", "bad_url", "bad_output", "bad_option", ""};
  const strings fields = {"", "", "'url'", "'output'", "'size'", ""};
  for (std::size_t row = 1; row <= 6; ++row) {
    BOOST_TEST_CONTEXT("row " << row) {
      const json_line& each = told.at(row);
      BOOST_TEST(member(each, "error.kind") == kinds[row - 1]);
      BOOST_TEST(member(each, "input.file") == table);
      BOOST_TEST(member(each, "input.line") == std::to_string(row + 1));
      BOOST_TEST(member(each, "error.message").find(fields[row - 1]) != std::string::npos, each);
      if (!kinds[row - 1].empty())
        BOOST_TEST(member(each, "attempts") == "0");
    }
  }
  BOOST_TEST(sorted_targets() == (strings{"/1", "/6"}), boost::test_tools::per_element());
  BOOST_TEST(files() == (strings{"1", "6"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(missing_column_is_an_error_of_each_row) {
  const std::string rows =
      list("t.jsonl", "{\"a\": \"1\"}\n{\"b\": \"2\"}\nnot json\n{\"a\": \"4\"}\n");
  const finished_process ran = get_recorded({server.url("/{a}"), "-i", rows});
  BOOST_TEST(ran.ended.code == 1);
  const auto told = records();
  BOOST_TEST_REQUIRE(told.size() == 4U);
  BOOST_TEST(member(told.at(2), "error.message") == "field 'a': there is no 'a'");
  BOOST_TEST(member(told.at(3), "status") == "error");
  BOOST_TEST(member(told.at(3), "input.line") == "3");
  BOOST_TEST(sorted_targets() == (strings{"/1", "/4"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(list_that_breaks_off_has_its_rows_done_and_an_error) {
  // Lines that hardly compress, so that the piece that is there holds rows.
  std::string text;
  for (unsigned number = 1; number <= 5000; ++number)
    text += server.url("/" + std::to_string(number * 2654435761U)) + "\n";
  const std::string packed = gzip(text);
  const std::string cut = list("cut.txt.gz", packed.substr(0, packed.size() / 2));
  const finished_process ran = get_recorded({"-i", cut, "-o", "{row}"});
  BOOST_TEST(ran.ended.code == 1);
  const auto told = records();
  BOOST_TEST_REQUIRE(told.size() > 1U);
  const auto& [last_row, last] = *told.rbegin();
  BOOST_TEST(last_row == told.size());
  BOOST_TEST(member(last, "status") == "error");
  BOOST_TEST(member(last, "input.file") == cut);
  BOOST_TEST(files().size() == told.size() - 1);
}

BOOST_AUTO_TEST_CASE(unreadable_list_ends_before_the_first_request) {
  const std::string good = list("good.txt", server.url("/a") + "\n");
  const std::string cut = list("cut.txt.gz", gzip(server.url("/b") + "\n").substr(0, 9));
  for (const std::string& wrong : {aside("missing.txt"), folder().string()}) {
    const finished_process ran = run(get({"-i", good, "-i", wrong}));
    BOOST_TEST(ran.ended.code == 2);
    BOOST_TEST(ran.errors.find(wrong) != std::string::npos, ran.errors);
  }
  const finished_process guessing = run(get({"-i", list("what", "neither\tnor\n")}));
  BOOST_TEST(guessing.ended.code == 2);
  BOOST_TEST(guessing.errors.find("--input-format") != std::string::npos, guessing.errors);
  BOOST_TEST(run(get({"-i", cut})).ended.code == 2);
  BOOST_TEST(server.count() == 0U);
  BOOST_TEST(files().empty());
}

BOOST_AUTO_TEST_SUITE_END()
