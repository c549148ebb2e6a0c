#include "report_text.hpp"

#include "amounts.hpp"
#include "timestamp.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace haul {

namespace {

using lines = std::vector<std::string>;

constexpr std::size_t most_lines_of_course = 12;

void add_counts(const report_figures& figures, lines& to) {
  const tally& counts = figures.rows.counts;
  to.push_back(fmt::format(
      "{} of {} in {}.", count_text(figures.records, "record"), count_text(counts.total(), "row"),
      count_text(figures.files, "file")));
  const auto add = [&](std::uint64_t count, std::string_view what) {
    if (count != 0)
      to.push_back(fmt::format("{} {}.", count, what));
  };
  add(counts.ok, fmt::format("ok, {}", byte_text(counts.bytes)));
  add(counts.skipped, "skipped");
  add(counts.unchanged, "unchanged");
  add(counts.not_found, "not found");
  add(counts.errors, counts.errors == 1 ? "error" : "errors");
  add(figures.rows.superseded, "superseded by a later record of the row");
}

void add_list(const report_figures& figures, lines& to) {
  const report_rows_end& rows = figures.rows;
  if (!figures.against_list)
    return;
  to.push_back(fmt::format("{} of the list missing.", count_text(rows.missing, "row")));
  for (const report_row& each : rows.missing_rows)
    to.push_back(fmt::format("  row {}: {}", each.row, each.code));
  if (rows.missing > rows.missing_rows.size())
    to.push_back(fmt::format("  and {} more", rows.missing - rows.missing_rows.size()));
  if (rows.not_in_list != 0)
    to.push_back(fmt::format("{} not in the list.", count_text(rows.not_in_list, "row")));
}

void add_repeats(const report_rows_end& rows, lines& to) {
  if (rows.repeated == 0)
    return;
  to.push_back(fmt::format(
      "{} repeated, {} of them in several files:", count_text(rows.repeated, "code"),
      rows.in_several_files));
  for (const report_repeat& each : rows.repeats)
    to.push_back(fmt::format(
        "  {}: {}, {}", each.code, count_text(each.rows, "row"), count_text(each.files, "file")));
  if (rows.repeated > rows.repeats.size())
    to.push_back(fmt::format("  and {} more", rows.repeated - rows.repeats.size()));
}

void add_errors(const report_rows_end& rows, lines& to) {
  if (rows.counts.errors == 0)
    return;
  to.emplace_back("Errors by kind:");
  for (std::size_t at = 0; at < std::min(rows.kinds.size(), report_examples); ++at) {
    const report_kind& each = rows.kinds[at];
    to.push_back(
        fmt::format("  {:>9}  {}, first {}: {}", each.errors, each.name, each.code, each.message));
  }
  to.emplace_back("Errors by host:");
  for (std::size_t at = 0; at < std::min(rows.hosts.size(), report_examples); ++at) {
    const report_host& each = rows.hosts[at];
    if (each.errors != 0)
      to.push_back(fmt::format(
          "  {:>9}  {}, of {}", each.errors, each.name.empty() ? "(none)" : each.name,
          count_text(each.rows, "row")));
  }
}

// So many pieces of time that they fit a screen.
void add_course(const report_course& course, lines& to) {
  if (course.moments.empty())
    return;
  const std::size_t together =
      (course.moments.size() + most_lines_of_course - 1) / most_lines_of_course;
  const std::chrono::seconds width = course.width * together;
  to.push_back(fmt::format("Over time, in pieces of {}:", duration_text(width)));
  for (std::size_t first = 0; first < course.moments.size(); first += together) {
    report_moment sum;
    for (std::size_t at = first; at < std::min(first + together, course.moments.size()); ++at)
      sum += course.moments[at];
    to.push_back(fmt::format(
        "  {}  {:.1f} rows/s, {}, {}", format_timestamp(course.begin + course.width * first),
        static_cast<double>(sum.records) / static_cast<double>(width.count()),
        rate_text(sum.bytes, width), count_text(sum.errors, "error")));
  }
}

void add_times(const report_figures& figures, lines& to) {
  const report_latency& latency = figures.latency;
  if (latency.records == 0)
    return;
  to.push_back(fmt::format(
      "Time of a row: median {}, 95 % within {}, 99 % within {}, longest {}.",
      duration_text(latency.median), duration_text(latency.p95), duration_text(latency.p99),
      duration_text(latency.longest)));
  to.emplace_back("Slowest:");
  for (const report_slow& each : figures.slowest)
    to.push_back(fmt::format(
        "  {:>9}  {} at {}, {}, {}", duration_text(each.elapsed), each.code, each.host,
        to_string(each.status), count_text(each.attempts, "attempt")));
}

} // namespace

std::vector<std::string> report_text(const report_figures& figures) {
  lines made;
  add_counts(figures, made);
  add_list(figures, made);
  add_repeats(figures.rows, made);
  add_errors(figures.rows, made);
  add_course(figures.course, made);
  add_times(figures, made);
  for (std::string& each : made)
    each = printable(each);
  return made;
}

} // namespace haul
