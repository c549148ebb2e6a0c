#include "row_fields.hpp"

#include <haul/text.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace haul {

namespace {

constexpr std::array<std::string_view, 10> known_names = {
    "url", "code", "output", "size", "sha256", "sha512", "sha1", "md5", "mirror", "header"};

bool is_known(std::string_view name) {
  return std::ranges::find(known_names, name) != known_names.end();
}

bool has_a_protocol(std::string_view url) {
  return equal_in_any_case(url.substr(0, 7), "http://") ||
         equal_in_any_case(url.substr(0, 8), "https://");
}

// One more than may be is enough to see that there are too many.
void append(row& to, std::string_view name, std::string_view value) {
  if (to.fields.size() <= most_fields)
    to.fields.push_back({std::string(name), std::string(value)});
}

} // namespace

std::string_view trimmed(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \t");
  if (start == std::string_view::npos)
    return {};
  return text.substr(start, text.find_last_not_of(" \t") - start + 1);
}

std::vector<std::string_view> split(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> parts;
  std::size_t start = text.find_first_not_of(separators);
  while (start != std::string_view::npos) {
    const std::size_t end = std::min(text.find_first_of(separators, start), text.size());
    parts.push_back(text.substr(start, end - start));
    start = text.find_first_not_of(separators, end);
  }
  return parts;
}

std::string field_name(std::string_view name) {
  if (equal_in_any_case(name, "mirrors"))
    return "mirror";
  for (const std::string_view known : known_names)
    if (equal_in_any_case(name, known))
      return std::string(known);
  return std::string(name);
}

void add_field(row& to, std::string_view name, std::string_view value) {
  if (name == "mirror") {
    for (const std::string_view each : split(value, " |"))
      append(to, name, each);
    return;
  }
  if (value.empty() && is_known(name))
    return;
  const auto earlier = std::ranges::find(to.fields, name, &field::name);
  if (name == "header" || earlier == to.fields.end())
    append(to, name, value);
  else
    earlier->value = value;
}

void add_urls(row& to, const std::vector<std::string_view>& urls) {
  const bool any = std::ranges::any_of(urls, has_a_protocol);
  bool first = true;
  for (const std::string_view each : urls) {
    if (any && !has_a_protocol(each))
      continue;
    append(to, first ? "url" : "mirror", each);
    first = false;
  }
}

row_result checked(row made) {
  if (made.fields.size() > most_fields)
    return bad_row{std::move(made.place), {}, "more than 1,000 values"};
  return made;
}

std::string_view digest_field(std::string_view type) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> types = {
      {{"sha-256", "sha256"}, {"sha-512", "sha512"}, {"sha-1", "sha1"}, {"md5", "md5"}}};
  for (const auto& [written, field] : types)
    if (equal_in_any_case(type, written))
      return field;
  return {};
}

} // namespace haul
