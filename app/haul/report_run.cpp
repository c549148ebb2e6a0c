#include "report_run.hpp"

#include "console.hpp"
#include "record.hpp"
#include "replaced_file.hpp"
#include "report_against.hpp"
#include "report_figures.hpp"
#include "report_html.hpp"
#include "report_json.hpp"
#include "report_rows.hpp"
#include "report_text.hpp"
#include "report_times.hpp"
#include "results_files.hpp"

#include <haul/text.hpp>

#include <optional>
#include <utility>

namespace haul {

namespace {

constexpr int all_is_done = 0;
constexpr int something_is_not = 1;
constexpr int cannot_be_used = 2;

result<report_figures> gather(const report_order& order) {
  report_figures made;
  report_rows rows;
  report_times times;
  results_reading reading;
  reading.parse = parse_record;
  reading.take = [&](const record& written) {
    ++made.records;
    times.add(written);
    return rows.add(written);
  };
  for (const std::string& path : order.results) {
    rows.begin_file();
    if (const result<void> read = read_results(path, reading); !read)
      return read.error();
  }
  made.against_list = !order.list.inputs.empty();
  if (made.against_list) {
    if (const result<void> added = expect_list(order.list, rows); !added)
      return added.error();
  }
  result<report_rows_end> end = rows.finish();
  if (!end)
    return end.error();
  made.files = order.results.size();
  made.rows = *std::move(end);
  made.course = times.course();
  made.latency = times.latency();
  made.slowest = times.slowest();
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
