#include "report_run.hpp"

#include "console.hpp"
#include "input_failure.hpp"
#include "record.hpp"
#include "replaced_file.hpp"
#include "report_against.hpp"
#include "report_figures.hpp"
#include "report_html.hpp"
#include "report_json.hpp"
#include "report_rows.hpp"
#include "report_text.hpp"
#include "report_times.hpp"
#include "verify_lines.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <optional>
#include <string_view>
#include <utility>

namespace haul {

namespace {

constexpr int all_is_done = 0;
constexpr int something_is_not = 1;
constexpr int cannot_be_used = 2;

// What is gathered of all files.
struct gathered {
  report_rows rows;
  report_times times;
  std::uint64_t records = 0;
};

result<void> add_file(const std::string& path, gathered& into) {
  result<verify_lines> lines = verify_lines::open(path);
  if (!lines)
    return lines.error();
  into.rows.begin_file();
  while (true) {
    const result<std::optional<std::string_view>> line = lines->next();
    if (!line)
      return line.error();
    if (!*line)
      return {};
    const result<record> parsed = parse_record(**line);
    if (!parsed && lines->torn()) {
      err().warn("{}: line {} was torn and is left out", lines->name(), lines->number());
      return {};
    }
    if (!parsed)
      return input_failure(fmt::format(
          "{}, line {}: no record of a row: {}", lines->name(), lines->number(),
          parsed.error().message));
    ++into.records;
    into.times.add(*parsed);
    if (const result<void> added = into.rows.add(*parsed); !added)
      return added;
  }
}

result<report_figures> gather(const report_order& order) {
  gathered all;
  for (const std::string& path : order.results) {
    if (const result<void> added = add_file(path, all); !added)
      return added.error();
  }
  report_figures made;
  made.against_list = !order.list.inputs.empty();
  if (made.against_list) {
    if (const result<void> added = expect_list(order.list, all.rows); !added)
      return added.error();
  }
  result<report_rows_end> rows = all.rows.finish();
  if (!rows)
    return rows.error();
  made.files = order.results.size();
  made.records = all.records;
  made.rows = *std::move(rows);
  made.course = all.times.course();
  made.latency = all.times.latency();
  made.slowest = all.times.slowest();
  return made;
}

int refuse(const error& why) {
  err().error(printable(why.message));
  return cannot_be_used;
}

} // namespace

int run_report(const report_order& order) {
  std::optional<replaced_file> page;
  if (!order.html.empty()) {
    result<replaced_file> opened = replaced_file::open(order.html);
    if (!opened)
      return refuse(opened.error());
    page = *std::move(opened);
  }
  const result<report_figures> figures = gather(order);
  if (!figures)
    return refuse(figures.error());
  if (page) {
    if (const result<void> written = page->write(report_html(*figures)); !written)
      return refuse(written.error());
  }
  if (order.json) {
    out().info(report_json(*figures));
  } else {
    for (const std::string& line : report_text(*figures))
      out().info(line);
  }
  const report_rows_end& rows = figures->rows;
  return rows.counts.errors + rows.missing == 0 ? all_is_done : something_is_not;
}

} // namespace haul
