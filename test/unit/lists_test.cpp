// The examples in test/data/lists: the same twelve rows in every format.

#include "input_format.hpp"
#include "row_reading.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

namespace {

using namespace haul::test;
using haul::input_format;

using texts = std::vector<std::string>;

const std::filesystem::path folder =
    std::filesystem::path(HAUL_SOURCE_FOLDER) / "test" / "data" / "lists";

const std::map<input_format, std::string> examples = {
    {input_format::urls, "urls.txt"},
    {input_format::tsv, "flags.tsv"},
    {input_format::csv, "flags.csv"},
    {input_format::json_lines, "flags.jsonl"},
    {input_format::aria2, "flags.aria2"},
    {input_format::tsv_http_data, "flags-storage-transfer.txt"},
    {input_format::fetch, "fetch.txt"},
    {input_format::metalink, "flags.meta4"},
};

std::string content_of(input_format format) {
  std::ifstream file(folder / examples.at(format), std::ios::binary);
  BOOST_REQUIRE(file.is_open());
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<haul::row_result> rows_of(input_format format, std::size_t piece = in_one_piece) {
  const auto reader = haul::make_reader(format, "list");
  return read_rows(*reader, content_of(format), piece);
}

// The values of one field, `-` where there is none.
texts column(input_format format, std::string_view name) {
  texts values;
  for (const haul::row_result& each : rows_of(format)) {
    const std::string* const value = std::get<haul::row>(each).find(name);
    values.push_back(value ? *value : "-");
  }
  return values;
}

void check_same(std::string_view name, const std::vector<input_format>& formats) {
  const texts expected = column(formats.front(), name);
  BOOST_TEST(expected.size() == 12U);
  BOOST_TEST(expected.front() != "-");
  for (const input_format each : formats)
    BOOST_TEST(column(each, name) == expected, to_string(each) << " " << name);
}

} // namespace

BOOST_AUTO_TEST_SUITE(lists)

BOOST_AUTO_TEST_CASE(every_format_has_the_same_urls) {
  check_same("url", {haul::all_input_formats.begin(), haul::all_input_formats.end()});
  BOOST_TEST(column(input_format::urls, "url").at(11) == "http://127.0.0.1:8000/de/de.gif");
}

BOOST_AUTO_TEST_CASE(formats_with_outputs_have_the_same) {
  check_same(
      "output", {input_format::tsv, input_format::csv, input_format::json_lines,
                 input_format::aria2, input_format::fetch, input_format::metalink});
}

BOOST_AUTO_TEST_CASE(formats_with_sizes_have_the_same) {
  check_same(
      "size", {input_format::tsv, input_format::csv, input_format::json_lines,
               input_format::tsv_http_data, input_format::fetch, input_format::metalink});
}

BOOST_AUTO_TEST_CASE(formats_with_digests_have_the_same) {
  check_same(
      "sha256", {input_format::tsv, input_format::csv, input_format::json_lines,
                 input_format::aria2, input_format::metalink});
  check_same("md5", {input_format::metalink, input_format::tsv_http_data});
}

BOOST_AUTO_TEST_CASE(formats_with_codes_have_the_same) {
  check_same("code", {input_format::tsv, input_format::csv, input_format::json_lines});
}

BOOST_AUTO_TEST_CASE(formats_with_mirrors_have_the_same) {
  const texts expected = column(input_format::tsv, "mirror");
  BOOST_TEST(expected.at(1) == "http://127.0.0.1:8001/cn/cn.gif");
  for (const input_format each :
       {input_format::json_lines, input_format::aria2, input_format::metalink})
    BOOST_TEST(column(each, "mirror") == expected);
}

BOOST_AUTO_TEST_CASE(pieces_make_no_difference) {
  for (const input_format each : haul::all_input_formats)
    for (const std::size_t piece : {1U, 2U, 5U, 64U})
      BOOST_TEST(shown(rows_of(each, piece)) == shown(rows_of(each)));
}

BOOST_AUTO_TEST_CASE(texts_of_some_rows_make_a_list_of_the_same_format) {
  for (const input_format each : haul::all_input_formats) {
    const auto reader = haul::make_reader(each, "list");
    auto rows = read_rows(*reader, content_of(each));
    rows.erase(rows.begin() + 7);
    rows.erase(rows.begin(), rows.begin() + 2);
    const auto again = haul::make_reader(each, "list");
    const auto reread = read_rows(*again, written_again(*reader, rows));
    BOOST_TEST(shown(reread) == shown(rows), to_string(each));
    BOOST_TEST(reread.size() == 9U);
  }
}

BOOST_AUTO_TEST_CASE(formats_that_can_be_told_are_guessed) {
  for (const auto& [format, name] : examples)
    if (format != input_format::fetch && format != input_format::csv && format != input_format::tsv)
      BOOST_TEST((haul::guess_format("-", content_of(format).substr(0, 200)) == format), name);
}

BOOST_AUTO_TEST_SUITE_END()
