#pragma once

#include "input_format.hpp"
#include "option_values.hpp"
#include "quantities.hpp"

#include <chrono>
#include <string>
#include <utility>

namespace haul {

// What puts the value of an option into its place; each target must outlive the taker.

/// Whole numbers from `least` to `most`.
template<class Number>
value_taker take_number(Number& target, Number least, Number most) {
  return [&target, least, most](const std::string& text) -> result<void> {
    const std::optional<Number> number = parse_number<Number>(text, least, most);
    if (!number) {
      return refused_value(
          text, "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    }
    target = *number;
    return {};
  };
}

/// What `parse`, which gives a `result`, makes of the text.
template<class Value, class Parse>
value_taker take_parsed(Value& target, Parse parse) {
  return [&target, parse = std::move(parse)](const std::string& text) -> result<void> {
    auto parsed = parse(text);
    if (!parsed)
      return parsed.error();
    target = std::move(*parsed);
    return {};
  };
}

/// Durations, see `parse_duration`.
inline value_taker take_duration(
    std::chrono::milliseconds& target, std::chrono::milliseconds least,
    std::chrono::milliseconds most) {
  return take_parsed(
      target, [least, most](const std::string& text) { return parse_duration(text, least, most); });
}

/// Text that `fits`; else an error that it is not `range`, which lives for ever.
template<class Target, class Fits>
value_taker take_text(Target& target, const char* range, Fits fits) {
  return [&target, range, fits](const std::string& text) -> result<void> {
    if (!fits(text))
      return refused_value(text, range);
    target = text;
    return {};
  };
}

/// The name of an input format, see `input_format_named`.
inline value_taker take_input_format(std::string& target) {
  return take_text(
      target, "urls, tsv, csv, jsonl, aria2, tsv-http-data, fetch or metalink",
      [](const std::string& text) { return input_format_named(text).has_value(); });
}

inline bool is_some(const std::string& text) {
  return !text.empty();
}

} // namespace haul
