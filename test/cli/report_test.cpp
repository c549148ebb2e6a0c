#include "get_program.hpp"
#include "list_server.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>
#include <vector>

namespace {

using namespace haul::test;
using strings = std::vector<std::string>;

struct fixture : get_program {
  static command_line report(strings arguments) {
    arguments.insert(arguments.begin(), "report");
    return haul_command(std::move(arguments));
  }

  // The members of `--json`, with these arguments.
  static json_line figures(strings arguments) {
    arguments.emplace_back("--json");
    const finished_process ran = run(report(std::move(arguments)));
    BOOST_TEST(ran.errors == "");
    const std::vector<json_line> lines = json_lines(ran.output);
    BOOST_TEST_REQUIRE(lines.size() == 1U, ran.output);
    return lines.front();
  }

  static std::string line(
      unsigned row, const std::string& code, const std::string& status,
      const std::string& more = "") {
    return R"({"row":)" + std::to_string(row) + R"(,"code":")" + code +
           R"(","url":"http://h.example/","status":")" + status +
           R"(","attempts":1,"bytes":10,"output":"","started_at":"2026-11-22T18:35:05.123Z",)" +
           R"("elapsed_ms":35)" + more + "}\n";
  }

  static std::string failed(unsigned row, const std::string& code) {
    return line(
        row, code, "error",
        R"(,"http_status":503,"error":{"kind":"http_status","stage":"response","message":"busy"})");
  }

  static bool says(const std::string& text, const std::string& what) {
    return text.find(what) != std::string::npos;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(report, fixture)

BOOST_AUTO_TEST_CASE(runs_of_haul_get_are_put_together) {
  const list_server server([](const std::string& target) {
    return target == "/c" ? answered("500 Internal Server Error", "") : answered("200 OK", target);
  });
  const std::string codes = list("codes.txt", "a\nb\nc\nd\n");
  const finished_process got = get_recorded(
      {server.url("/{code}"), "--retry", "0", "--input-file", codes, "--input-format", "urls"});
  BOOST_TEST(got.ended.code == 1, got.errors);
  const finished_process ran = run(report(
      {results_path(), "--against", codes, "--input-format", "urls", "--url",
       server.url("/{code}")}));
  BOOST_TEST(ran.ended.code == 1);
  BOOST_TEST(ran.errors == "");
  for (const char* said :
       {"4 records of 4 rows in 1 file.\n", "3 ok, 6 B.\n", "1 error.\n",
        "0 rows of the list missing.\n", "http_status 500, first c: ", "127.0.0.1, of 4 rows\n",
        "Over time, in pieces of 1.0 s:\n", "Slowest:\n"})
    BOOST_TEST(says(ran.output, said), said << " in " << ran.output);
  BOOST_TEST(!says(ran.output, "not in the list"), ran.output);
}

BOOST_AUTO_TEST_CASE(last_record_of_a_row_counts) {
  const std::string first = list("first.jsonl", failed(1, "a") + line(2, "b", "ok"));
  const std::string second = list("second.jsonl", line(1, "a", "ok"));
  const json_line one = figures({first});
  BOOST_TEST(member(one, "errors") == "1");
  const json_line both = figures({first, second});
  BOOST_TEST(member(both, "errors") == "0");
  BOOST_TEST(member(both, "ok") == "2");
  BOOST_TEST(member(both, "rows") == "2");
  BOOST_TEST(member(both, "records") == "3");
  BOOST_TEST(member(both, "superseded") == "1");
  BOOST_TEST(member(both, "codes_in_several_files") == "1");
  BOOST_TEST(run(report({first})).ended.code == 1);
  BOOST_TEST(run(report({first, second})).ended.code == 0);
  BOOST_TEST(run(report({second, first})).ended.code == 1);
}

BOOST_AUTO_TEST_CASE(codes_of_several_rows_and_files_are_named) {
  const std::string first = list("first.jsonl", line(1, "a", "ok") + line(2, "a", "ok"));
  const std::string second = list("second.jsonl", line(7, "b", "ok"));
  const std::string third = list("third.jsonl", line(8, "b", "ok") + line(9, "c", "ok"));
  const finished_process ran = run(report({first, second, third}));
  BOOST_TEST(ran.ended.code == 0);
  BOOST_TEST(
      says(
          ran.output, "2 codes repeated, 1 of them in several files:\n"
                      "  b: 2 rows, 2 files\n  a: 2 rows, 1 file\n"),
      ran.output);
}

BOOST_AUTO_TEST_CASE(rows_without_codes_are_told_apart_by_their_urls) {
  const std::string first = list("first.jsonl", line(1, "1", "ok"));
  std::string other = line(1, "1", "ok");
  other.replace(other.find("h.example"), 9, "other.example");
  const json_line both = figures({first, list("second.jsonl", other)});
  BOOST_TEST(member(both, "ok") == "2");
  BOOST_TEST(member(both, "superseded") == "0");
  BOOST_TEST(member(both, "repeated_codes") == "0");
}

BOOST_AUTO_TEST_CASE(what_is_missing_against_the_list_is_named) {
  const std::string wanted =
      list("list.csv", "code,url\na,http://h.example/\nb,http://h.example/\nc,http://h.example/\n");
  const std::string results =
      list("results.jsonl", line(1, "a", "ok") + line(2, "was", "ok") + line(9, "z", "ok"));
  const finished_process ran = run(report({results, "--against", wanted}));
  BOOST_TEST(ran.ended.code == 1);
  BOOST_TEST(
      says(
          ran.output,
          "2 rows of the list missing.\n  row 2: b\n  row 3: c\n2 rows not in the list.\n"),
      ran.output);
  const finished_process none = run(report({results, "--against", aside("none.csv")}));
  BOOST_TEST(none.ended.code == 2);
  BOOST_TEST(says(none.errors, "none.csv"), none.errors);
}

BOOST_AUTO_TEST_CASE(torn_last_line_is_left_out_and_a_bad_one_is_named) {
  const std::string whole = line(1, "a", "ok");
  const finished_process torn = run(report({list("torn.jsonl", whole + whole.substr(0, 40))}));
  BOOST_TEST(torn.ended.code == 0);
  BOOST_TEST(says(torn.errors, "torn.jsonl': line 2 was torn and is left out\n"), torn.errors);
  BOOST_TEST(says(torn.output, "1 record of 1 row in 1 file.\n"), torn.output);
  const finished_process bad = run(report({list("bad.jsonl", whole + "[]\n" + whole)}));
  BOOST_TEST(bad.ended.code == 2);
  BOOST_TEST(bad.output == "");
  BOOST_TEST(says(bad.errors, "bad.jsonl', line 2: no record of a row: "), bad.errors);
}

BOOST_AUTO_TEST_CASE(standard_input_is_read_and_nothing_is_a_report_of_nothing) {
  const std::string some = list("some.jsonl", line(1, "a", "ok"));
  BOOST_TEST(says(run(reading_from(report({"-"}), some)).output, "1 record of 1 row in 1 file.\n"));
  const finished_process empty = run(report({list("empty.jsonl", "")}));
  BOOST_TEST(empty.ended.code == 0);
  BOOST_TEST(empty.output == "0 records of 0 rows in 1 file.\n");
}

BOOST_AUTO_TEST_CASE(controls_of_records_do_not_reach_the_terminal) {
  const std::string results = list(
      "results.jsonl",
      failed(1, R"(x\u001b[2J)") + line(2, R"(y\u202e\n)", "ok") + line(3, R"(y\u202e\n)", "ok"));
  for (const strings& more : {strings{results}, strings{results, "--json"}}) {
    const finished_process ran = run(report(more));
    BOOST_TEST(ran.ended.code == 1);
    BOOST_TEST(!says(ran.output, "\x1b"));
    BOOST_TEST(!says(ran.output, "\u202e"));
  }
}

BOOST_AUTO_TEST_CASE(page_escapes_what_came_from_outside_and_asks_for_nothing) {
  std::string results = failed(1, R"(<script>alert(1)</script>\u202e)");
  results += line(2, R"(\"><img src=//h.example/>&'x)", "ok");
  const std::string path = list("results.jsonl", results);
  const finished_process ran = run(report({path, "--html", aside("page.html")}));
  BOOST_TEST(ran.ended.code == 1);
  BOOST_TEST(says(ran.output, "2 records of 2 rows in 1 file.\n"), ran.output);
  const std::string page = aside_content("page.html");
  for (const char* said :
       {"&lt;script&gt;", "&quot;&gt;&lt;img", "&amp;&#39;x", "default-src 'none'",
        "prefers-color-scheme: dark", "width=device-width", "<title>Rows a second over time",
        "<title>How long rows took", "http_status 503"})
    BOOST_TEST(says(page, said), said);
  for (const char* never : {"<script", "<img", "<link", "@import", "url(", "\u202e", "not in the"})
    BOOST_TEST(!says(page, never), never);
}

BOOST_AUTO_TEST_CASE(page_of_nothing_has_no_charts) {
  const finished_process ran =
      run(report({list("empty.jsonl", ""), "--html", aside("page.html"), "--json"}));
  BOOST_TEST(ran.ended.code == 0);
  const std::string page = aside_content("page.html");
  BOOST_TEST(says(page, "</html>\n"));
  BOOST_TEST(!says(page, "<svg"));
}

BOOST_AUTO_TEST_CASE(page_never_replaces_what_is_read_and_must_be_writable) {
  const std::string results = list("results.jsonl", line(1, "a", "ok"));
  const finished_process same = run(report({results, "--html", results}));
  BOOST_TEST(same.ended.code == 2);
  BOOST_TEST(says(same.errors, "names a file that is read"), same.errors);
  BOOST_TEST(aside_content("results.jsonl") == line(1, "a", "ok"));
  for (const std::string& path : {std::string("/dev/full"), aside("none/page.html")}) {
    const finished_process refused = run(report({results, "--html", path}));
    BOOST_TEST(refused.ended.code == 2);
    BOOST_TEST(says(refused.errors, path), refused.errors);
    BOOST_TEST(refused.output == "");
  }
}

BOOST_AUTO_TEST_CASE(wrong_usage_ends_with_2) {
  const std::string results = list("results.jsonl", "");
  for (const auto& [arguments, expected] : std::vector<std::pair<strings, std::string>>{
           {{}, "FILE is required"},
           {{""}, "'' is not the name of a file"},
           {{aside("none")}, "none' can't be read"},
           {{results, "--against", ""}, "--against"},
           {{results, "--url", "http://h/{code}"}, "--against"},
           {{results, "--input-format", "xls"}, "--input-format"},
           {{"-", "--against", "-"}, "standard input can be read only once"}}) {
    const finished_process ran = run(report(arguments));
    BOOST_TEST(ran.ended.code == 2);
    BOOST_TEST(ran.output == "");
    BOOST_TEST(says(ran.errors, expected), ran.errors);
  }
}

BOOST_AUTO_TEST_CASE(help_tells_every_option_in_eighty_columns) {
  const finished_process ran = run(haul_command({"report", "--help"}));
  BOOST_TEST(ran.ended.code == 0);
  for (const char* said :
       {"Usage: haul report", "FILE", "--against", "--input-format", "--url", "--html", "--json",
        "Exit code"})
    BOOST_TEST(says(ran.output, said), said);
  for (const std::string& each : lines_of(ran.output))
    BOOST_TEST(each.size() <= 80U, each);
}

BOOST_AUTO_TEST_SUITE_END()
