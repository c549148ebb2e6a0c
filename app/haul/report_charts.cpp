#include "report_charts.hpp"

#include "amounts.hpp"
#include "timestamp.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <string>
#include <vector>

namespace haul {

namespace {

// What a chart shows at one place of its axis, errors standing on the rest.
struct column {
  double rest = 0;
  double errors = 0;
};

struct axes {
  std::string_view title;
  std::string description;
  std::string unit;
  std::array<std::string, 3> below; ///< at the begin, in the middle, at the end
};

// The next number above that a person would put at an axis, half of which is one, too.
double end_of_axis(double most) {
  if (most <= 0)
    return 1;
  const double ten = std::pow(10.0, std::floor(std::log10(most)));
  for (const double each : {1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0}) {
    if (each * ten >= most)
      return each * ten;
  }
  return 10 * ten;
}

std::string rects(const std::vector<column>& columns, double end) {
  std::string made;
  for (std::size_t at = 0; at < columns.size(); ++at) {
    const double rest = 100 * columns[at].rest / end;
    const double errors = 100 * columns[at].errors / end;
    if (rest > 0)
      fmt::format_to(
          std::back_inserter(made),
          R"(<rect class="rest" x="{}.05" y="{:.3f}" width=".9" height="{:.3f}"/>)", at, 100 - rest,
          rest);
    if (errors > 0)
      fmt::format_to(
          std::back_inserter(made),
          R"(<rect class="errors" x="{}.05" y="{:.3f}" width=".9" height="{:.3f}"/>)", at,
          100 - rest - errors, errors);
  }
  return made;
}

// The drawing is stretched to the width of the page, so the texts stand beside it and not in it:
// they would be stretched, too, or be too small on a phone.
std::string chart(const axes& of, const std::vector<column>& columns) {
  double most = 0;
  for (const column& each : columns)
    most = std::max(most, each.rest + each.errors);
  const double end = end_of_axis(most);
  return fmt::format(
      R"(<div class="chart"><div class="unit">{}</div>)"
      R"(<div class="side"><span>{:g}</span><span>{:g}</span><span>0</span></div>)"
      R"(<svg viewBox="0 0 {} 100" preserveAspectRatio="none" role="img">)"
      R"(<title>{}</title><desc>{}</desc>)"
      R"(<path class="grid" d="M0 0H{}M0 50H{}M0 100H{}"/>{}</svg>)"
      R"(<div class="below"><span>{}</span><span>{}</span><span>{}</span></div></div>)"
      "\n",
      of.unit, end, end / 2, columns.size(), of.title, html_text(of.description), columns.size(),
      columns.size(), columns.size(), rects(columns, end), of.below[0], of.below[1], of.below[2]);
}

// `18:35:05`, and the day in front where there is more than one.
std::string moment_text(std::chrono::system_clock::time_point moment, bool with_day) {
  const std::string all = format_timestamp(moment);
  const std::string time = all.substr(11, 8);
  return with_day ? all.substr(0, 10) + " " + time : time;
}

} // namespace

std::string html_text(std::string_view text) {
  std::string made;
  for (const char each : printable(text)) {
    switch (each) {
    case '&': made += "&amp;"; break;
    case '<': made += "&lt;"; break;
    case '>': made += "&gt;"; break;
    case '"': made += "&quot;"; break;
    case '\'': made += "&#39;"; break;
    default: made += each;
    }
  }
  return made;
}

std::string course_chart(const report_course& course) {
  if (course.moments.empty())
    return "";
  std::vector<column> columns;
  const auto width = static_cast<double>(course.width.count());
  for (const report_moment& each : course.moments) {
    column& made = columns.emplace_back();
    made.rest = static_cast<double>(each.records - each.errors) / width;
    made.errors = static_cast<double>(each.errors) / width;
  }
  const std::chrono::seconds length = course.width * columns.size();
  const auto end = course.begin + length;
  const bool days =
      format_timestamp(course.begin).substr(0, 10) != format_timestamp(end).substr(0, 10);
  axes of;
  of.title = "Rows a second over time";
  of.description = fmt::format(
      "{} of {} each, from {} to {}", count_text(columns.size(), "piece"),
      duration_text(course.width), moment_text(course.begin, true), moment_text(end, true));
  of.unit = "rows/s";
  of.below = {
      moment_text(course.begin, days), moment_text(course.begin + length / 2, days),
      moment_text(end, days)};
  return chart(of, columns);
}

std::string latency_chart(const report_latency& latency) {
  if (latency.bars.empty())
    return "";
  std::vector<column> columns;
  for (const report_bar& each : latency.bars)
    columns.emplace_back().rest = static_cast<double>(each.records);
  // Ten bars make a power of ten, so half of them make a square root.
  const auto last = static_cast<double>(latency.bars.back().most.count());
  const auto before = [&](double bars) {
    return duration_text(std::chrono::microseconds(std::llround(last * std::pow(10, -bars / 10))));
  };
  const auto bars = static_cast<double>(columns.size());
  axes of;
  of.title = "How long rows took";
  of.description = fmt::format(
      "Rows by the time they took: median {}, 95 % within {}, 99 % within {}, longest {}",
      duration_text(latency.median), duration_text(latency.p95), duration_text(latency.p99),
      duration_text(latency.longest));
  of.unit = "rows";
  of.below = {before(bars), before(bars / 2), duration_text(latency.bars.back().most)};
  return chart(of, columns);
}

std::string cell_bar(double value, double most, std::string_view kind) {
  return fmt::format(
      R"(<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">)"
      R"(<rect class="{}" width="{:.2f}" height="1"/></svg>)",
      kind, most <= 0 ? 0.0 : 100 * value / most);
}

} // namespace haul
