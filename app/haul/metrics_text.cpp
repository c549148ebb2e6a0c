#include "metrics_text.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace haul {

namespace {

// Whatever is no text becomes visible escapes first: the format has no others for it.
std::string escaped(std::string_view value) {
  std::string made;
  for (const char each : printable(value)) {
    if (each == '\\' || each == '"')
      made += '\\';
    made += each;
  }
  return made;
}

} // namespace

void metrics_text::begin(std::string_view name, std::string_view type, std::string_view help) {
  family_ = name;
  fmt::format_to(std::back_inserter(text_), "# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

void metrics_text::counter(std::string_view name, std::string_view help) {
  begin(name, "counter", help);
}

void metrics_text::gauge(std::string_view name, std::string_view help) {
  begin(name, "gauge", help);
}

void metrics_text::add(
    std::string_view suffix, const std::vector<metric_label>& labels, std::string_view value) {
  text_.append(family_).append(suffix);
  char before = '{';
  const auto add_label = [&](const metric_label& label) {
    fmt::format_to(
        std::back_inserter(text_), "{}{}=\"{}\"", before, label.name, escaped(label.value));
    before = ',';
  };
  std::ranges::for_each(common_, add_label);
  std::ranges::for_each(labels, add_label);
  if (before == ',')
    text_ += '}';
  text_.append(" ").append(value).append("\n");
}

void metrics_text::sample(std::uint64_t value, const std::vector<metric_label>& labels) {
  add("", labels, std::to_string(value));
}

void metrics_text::sample(double value, const std::vector<metric_label>& labels) {
  add("", labels, fmt::format("{}", value));
}

void metrics_text::histogram(
    std::string_view name, std::string_view help, const duration_histogram& of) {
  begin(name, "histogram", help);
  for (std::size_t limit = 0; limit < duration_histogram::limits_in_seconds.size(); ++limit) {
    const std::string up_to = fmt::format("{}", duration_histogram::limits_in_seconds[limit]);
    add("_bucket", {{"le", up_to}}, std::to_string(of.up_to(limit)));
  }
  add("_bucket", {{"le", "+Inf"}}, std::to_string(of.count()));
  add("_sum", {}, fmt::format("{}", of.sum_in_seconds()));
  add("_count", {}, std::to_string(of.count()));
}

} // namespace haul
