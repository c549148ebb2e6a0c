#include "metric_label.hpp"

#include "ascii.hpp"
#include "option_values.hpp"

#include <haul/text.hpp>

#include <algorithm>
#include <array>

namespace haul {

namespace {

constexpr std::array<std::string_view, 5> own_labels = {"host", "kind", "le", "status", "version"};

bool is_name(std::string_view text) {
  const auto fits = [](char each) {
    return is_letter(each) || (each >= '0' && each <= '9') || each == '_';
  };
  return !text.empty() && std::ranges::all_of(text, fits) && (is_letter(text[0]) || text[0] == '_');
}

} // namespace

result<metric_label> parse_metric_label(std::string_view text) {
  const std::size_t sign = text.find('=');
  const std::string_view name = text.substr(0, sign);
  if (sign == std::string_view::npos || !is_name(name) || name.starts_with("__") ||
      sign + 1 == text.size())
    return refused_value(text, "NAME=VALUE with a name of letters, digits and '_', as in shard=7");
  if (std::ranges::find(own_labels, name) != own_labels.end())
    return refused_value(text, "a label of one's own: haul's metrics have one of that name");
  metric_label made;
  made.name = name;
  made.value = text.substr(sign + 1);
  if (printable(made.value) != made.value)
    return refused_value(text, "text that every terminal shows");
  return made;
}

} // namespace haul
