#include "report_json.hpp"

#include "json_text.hpp"
#include "timestamp.hpp"

#include <cstdint>

namespace haul {

namespace {

// A list of what `object_of` makes of each.
template<class Values, class ObjectOf>
std::string list_of(const Values& values, ObjectOf object_of) {
  std::string made;
  for (const auto& each : values)
    made += (made.empty() ? "[" : ",") + object_of(each);
  return made.empty() ? "[]" : made + "]";
}

std::string kind_json(const report_kind& from) {
  json_object made;
  made.add_text("kind", from.name);
  made.add_number("errors", from.errors);
  made.add_text("first_code", from.code);
  made.add_text("first_message", from.message);
  return made.close();
}

std::string host_json(const report_host& from) {
  json_object made;
  made.add_text("host", from.name);
  made.add_number("rows", from.rows);
  made.add_number("errors", from.errors);
  made.add_number("bytes", from.bytes);
  return made.close();
}

std::string repeat_json(const report_repeat& from) {
  json_object made;
  made.add_text("code", from.code);
  made.add_number("rows", from.rows);
  made.add_number("files", from.files);
  return made.close();
}

std::string row_json(const report_row& from) {
  json_object made;
  made.add_number("row", from.row);
  made.add_text("code", from.code);
  return made.close();
}

std::string moment_json(const report_moment& from) {
  json_object made;
  made.add_number("records", from.records);
  made.add_number("errors", from.errors);
  made.add_number("bytes", from.bytes);
  return made.close();
}

std::string bar_json(const report_bar& from) {
  json_object made;
  made.add_milliseconds("most_ms", from.most);
  made.add_number("records", from.records);
  return made.close();
}

std::string slow_json(const report_slow& from) {
  json_object made;
  made.add_number("row", from.row);
  made.add_text("code", from.code);
  made.add_text("host", from.host);
  made.add_text("status", to_string(from.status));
  made.add_number("attempts", from.attempts);
  made.add_milliseconds("elapsed_ms", from.elapsed);
  return made.close();
}

std::string course_json(const report_course& from) {
  json_object made;
  if (!from.moments.empty())
    made.add_text("begin", format_timestamp(from.begin));
  made.add_number("width_s", static_cast<std::uint64_t>(from.width.count()));
  made.add_json("pieces", list_of(from.moments, moment_json));
  return made.close();
}

std::string latency_json(const report_latency& from) {
  json_object made;
  made.add_number("records", from.records);
  made.add_milliseconds("median_ms", from.median);
  made.add_milliseconds("p95_ms", from.p95);
  made.add_milliseconds("p99_ms", from.p99);
  made.add_milliseconds("longest_ms", from.longest);
  made.add_json("bars", list_of(from.bars, bar_json));
  return made.close();
}

} // namespace

std::string report_json(const report_figures& figures) {
  const report_rows_end& rows = figures.rows;
  json_object made;
  made.add_number("files", figures.files);
  made.add_number("records", figures.records);
  made.add_number("rows", rows.counts.total());
  made.add_number("ok", rows.counts.ok);
  made.add_number("skipped", rows.counts.skipped);
  made.add_number("unchanged", rows.counts.unchanged);
  made.add_number("not_found", rows.counts.not_found);
  made.add_number("errors", rows.counts.errors);
  made.add_number("bytes", rows.counts.bytes);
  made.add_number("superseded", rows.superseded);
  made.add_number("repeated_codes", rows.repeated);
  made.add_number("codes_in_several_files", rows.in_several_files);
  made.add_json("repeated", list_of(rows.repeats, repeat_json));
  if (figures.against_list) {
    made.add_number("missing", rows.missing);
    made.add_json("first_missing", list_of(rows.missing_rows, row_json));
    made.add_number("not_in_list", rows.not_in_list);
  }
  made.add_json("errors_by_kind", list_of(rows.kinds, kind_json));
  made.add_json("hosts", list_of(rows.hosts, host_json));
  made.add_json("over_time", course_json(figures.course));
  made.add_json("latency", latency_json(figures.latency));
  made.add_json("slowest", list_of(figures.slowest, slow_json));
  return made.close();
}

} // namespace haul
