// One program for each format, chosen by HAUL_FUZZ_FORMAT (`csv` for `input_format::csv`).
//
// The last byte also says how the input is cut into pieces. Whatever it is: the rows don't depend
// on the pieces, their lines never go back, and a list made of the good rows' texts gives the same
// rows again.

#include "input_format.hpp"
#include "row_reading.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace {

using namespace haul;
using namespace haul::test;

constexpr input_format format = input_format::HAUL_FUZZ_FORMAT;

void require(bool holds, const char* what) {
  if (holds)
    return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

bool equal(const row_result& left, const row_result& right) {
  return place_of(left).line == place_of(right).line &&
         place_of(left).text == place_of(right).text && shown(left) == shown(right);
}

void check_lines(const std::vector<row_result>& rows) {
  std::uint64_t line = 1;
  for (const row_result& each : rows) {
    require(place_of(each).line >= line, "a row's line is not in front of the one before");
    line = place_of(each).line;
  }
}

// A byte order mark in front of the first of the texts would be taken for that of the list.
bool has_mark(std::string_view text) {
  return text.starts_with("\xef\xbb\xbf");
}

bool can_go_first(const row_result& read) {
  return std::holds_alternative<row>(read) && !has_mark(place_of(read).text);
}

void check_round_trip(const row_reader& reader, const std::vector<row_result>& rows) {
  std::vector<row_result> good;
  for (const row_result& each : rows)
    if (can_go_first(each))
      good.push_back(each);
  if (good.empty() || has_mark(reader.prologue()))
    return;
  const auto again = make_reader(format, "again");
  const std::vector<row_result> reread = read_rows(*again, written_again(reader, good));
  require(shown(reread) == shown(good), "the texts of the rows give the rows again");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0)
    return 0;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto whole = make_reader(format, "list");
  const std::vector<row_result> rows = read_rows(*whole, input);
  const auto cut = make_reader(format, "list");
  const std::vector<row_result> same = read_rows(*cut, input, 1 + data[size - 1] % 32);
  require(std::ranges::equal(rows, same, equal), "pieces make no difference");
  check_lines(rows);
  check_round_trip(*whole, rows);
  return 0;
}
