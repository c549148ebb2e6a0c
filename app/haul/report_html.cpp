#include "report_html.hpp"

#include "amounts.hpp"
#include "report_charts.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace haul {

namespace {

constexpr std::string_view head = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>haul report</title>
<style>
:root { --back: #fff; --text: #1b1f24; --faint: #57606a; --line: #d0d7de; --rest: #0969da;
  --errors: #cf222e; }
@media (prefers-color-scheme: dark) {
  :root { --back: #0d1117; --text: #e6edf3; --faint: #9198a1; --line: #30363d; --rest: #4493f8;
    --errors: #f85149; }
}
body { margin: 0 auto; max-width: 60rem; padding: 1rem; background: var(--back);
  color: var(--text); font: 1rem/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums; }
h1 { font-size: 1.5rem; margin: 0 0 .5rem; }
h2 { font-size: 1.125rem; margin: 2rem 0 .5rem; }
p { margin: .25rem 0; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); gap: .75rem;
  margin: 1rem 0; }
dl div { border: 1px solid var(--line); border-radius: .375rem; padding: .5rem .75rem; }
dt, .unit, .side, .below, th, .note { color: var(--faint); font-size: .8125rem; }
dd { margin: 0; font-size: 1.375rem; }
.bad { color: var(--errors); }
.chart { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: .125rem .5rem; }
.chart svg { width: 100%; height: 12rem; overflow: visible; }
.unit, .below { grid-column: 2; }
.side { display: flex; flex-direction: column; justify-content: space-between; text-align: right;
  margin: -.6rem 0; }
.below { display: grid; grid-template-columns: repeat(3, 1fr); }
.below span:nth-child(2) { text-align: center; }
.below span:nth-child(3) { text-align: right; }
.grid { stroke: var(--line); stroke-width: 1; vector-effect: non-scaling-stroke; }
.rest { fill: var(--rest); }
.errors { fill: var(--errors); }
.key::before { content: ""; display: inline-block; width: .75em; height: .75em;
  margin-right: .375em; background: var(--rest); }
.key.red::before { background: var(--errors); }
.key { margin-right: 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .375rem .5rem .375rem 0; text-align: left;
  vertical-align: top; overflow-wrap: anywhere; }
th { font-weight: 400; overflow-wrap: normal; }
td:last-child, th:last-child { padding-right: 0; }
.number { width: 1%; text-align: right; white-space: nowrap; overflow-wrap: normal; padding-right: 1rem; }
.bar { display: block; width: 100%; height: .5rem; margin: .125rem 0; }
.name { width: 1%; white-space: nowrap; padding-right: 1rem; }
</style>
</head>
<body>
<h1>haul report</h1>
)";

std::string number(std::uint64_t value) {
  return fmt::format(R"(<td class="number">{}</td>)", value);
}

// `behind` is HTML already.
std::string cell(std::string_view text, std::string_view behind = "") {
  return fmt::format("<td>{}{}</td>", html_text(text), behind);
}

// One that is kept on one line: only for short texts.
std::string name_cell(std::string_view text) {
  return fmt::format(R"(<td class="name">{}</td>)", html_text(text));
}

// `headings` is HTML already, as the rows are.
std::string table(std::string_view title, std::string_view headings, const std::string& rows) {
  if (rows.empty())
    return "";
  return fmt::format(
      "<h2>{}</h2>\n<table>\n<thead><tr>{}</tr></thead>\n<tbody>\n{}</tbody>\n</table>\n", title,
      headings, rows);
}

std::string tile(std::string_view name, const std::string& value, bool bad) {
  return fmt::format(
      "<div><dt>{}</dt><dd{}>{}</dd></div>\n", name, bad ? R"( class="bad")" : "", value);
}

std::string tiles(const report_figures& figures) {
  const report_rows_end& rows = figures.rows;
  const tally& counts = rows.counts;
  std::string made = tile("rows", std::to_string(counts.total()), false);
  made += tile("ok", std::to_string(counts.ok), false);
  made += tile("errors", std::to_string(counts.errors), counts.errors != 0);
  if (figures.against_list)
    made += tile("missing", std::to_string(rows.missing), rows.missing != 0);
  const auto add = [&](std::string_view name, std::uint64_t count, bool bad) {
    if (count != 0)
      made += tile(name, std::to_string(count), bad);
  };
  add("not found", counts.not_found, false);
  add("skipped", counts.skipped, false);
  add("unchanged", counts.unchanged, false);
  add("superseded records", rows.superseded, false);
  add("repeated codes", rows.repeated, rows.in_several_files != 0);
  if (figures.against_list)
    add("not in the list", rows.not_in_list, true);
  return "<dl>\n" + made + tile("bytes", byte_text(counts.bytes), false) + "</dl>\n";
}

std::string charts(const report_figures& figures) {
  std::string made;
  if (const std::string course = course_chart(figures.course); !course.empty())
    made += fmt::format(
        "<h2>Rows a second over time</h2>\n"
        R"(<p class="note"><span class="key">done</span><span class="key red">errors</span>)"
        "times are UTC, a bar is {}</p>\n{}",
        duration_text(figures.course.width), course);
  const report_latency& latency = figures.latency;
  if (latency.records != 0)
    made += fmt::format(
        "<h2>How long rows took</h2>\n"
        R"(<p class="note">median {}, 95 % within {}, 99 % within {}, longest {}; the axis is )"
        "logarithmic</p>\n{}",
        duration_text(latency.median), duration_text(latency.p95), duration_text(latency.p99),
        duration_text(latency.longest), latency_chart(latency));
  return made;
}

std::string kinds(const report_rows_end& rows) {
  std::string made;
  for (std::size_t at = 0; at < std::min(rows.kinds.size(), report_examples); ++at) {
    const report_kind& each = rows.kinds[at];
    made += "<tr>" + name_cell(each.name) + number(each.errors) +
            cell(each.code + ": " + each.message) + "</tr>\n";
  }
  return table(
      "Errors by kind", R"(<th>kind</th><th class="number">errors</th><th>the first</th>)", made);
}

std::string hosts(const report_rows_end& rows) {
  std::string made;
  for (std::size_t at = 0; at < std::min(rows.hosts.size(), report_examples); ++at) {
    const report_host& each = rows.hosts[at];
    if (each.errors == 0)
      break;
    const std::string bar = cell_bar(
        static_cast<double>(each.errors), static_cast<double>(rows.hosts.front().errors), "errors");
    made += "<tr>" + cell(each.name.empty() ? "(none)" : each.name, bar) + number(each.errors) +
            number(each.rows) + "</tr>\n";
  }
  return table(
      "Errors by host",
      R"(<th>host</th><th class="number">errors</th><th class="number">of rows</th>)", made);
}

std::string slowest(const report_figures& figures) {
  std::string made;
  for (const report_slow& each : figures.slowest) {
    const bool failed = each.status == status::error;
    const std::string bar = cell_bar(
        static_cast<double>(each.elapsed.count()),
        static_cast<double>(figures.slowest.front().elapsed.count()), failed ? "errors" : "rest");
    made += "<tr>" + cell(each.code + " at " + each.host, bar) +
            fmt::format(R"(<td class="number">{}</td>)", duration_text(each.elapsed)) +
            name_cell(to_string(each.status)) + "</tr>\n";
  }
  return table("Slowest rows", R"(<th>code</th><th class="number">time</th><th>status</th>)", made);
}

std::string missing(const report_rows_end& rows) {
  std::string made;
  for (const report_row& each : rows.missing_rows)
    made += "<tr>" + number(each.row) + cell(each.code) + "</tr>\n";
  return table(
      fmt::format("The first of {} missing", count_text(rows.missing, "row")),
      R"(<th class="number">row</th><th>code</th>)", made);
}

std::string repeats(const report_rows_end& rows) {
  std::string made;
  for (const report_repeat& each : rows.repeats)
    made += "<tr>" + cell(each.code) + number(each.rows) + number(each.files) + "</tr>\n";
  return table(
      fmt::format("The first of {}", count_text(rows.repeated, "repeated code")),
      R"(<th>code</th><th class="number">rows</th><th class="number">files</th>)", made);
}

} // namespace

std::string report_html(const report_figures& figures) {
  std::string made(head);
  made += fmt::format(
      "<p>{} in {}.</p>\n", count_text(figures.records, "record"),
      count_text(figures.files, "file"));
  made += tiles(figures) + charts(figures) + kinds(figures.rows) + hosts(figures.rows) +
          slowest(figures) + missing(figures.rows) + repeats(figures.rows);
  return made + "</body>\n</html>\n";
}

} // namespace haul
