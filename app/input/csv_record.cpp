#include "csv_record.hpp"

#include "row_fields.hpp"

#include <algorithm>
#include <utility>

namespace haul {

bool csv_record::add(std::string_view line, std::string_view end) {
  std::size_t position = 0;
  while (position < line.size())
    position = step(line, position);
  if (!problem_.empty())
    return true;
  if (state_ == state::quoted) {
    value_ += end;
    return false;
  }
  close_value();
  return true;
}

// Reads on from `position`, and returns up to where.
std::size_t csv_record::step(std::string_view line, std::size_t position) {
  const char next = line[position];
  switch (state_) {
  case state::quoted:
    if (next != '"')
      return take(line, position, "\"");
    state_ = state::closed;
    return position + 1;
  case state::closed:
    if (next == '"') {
      value_ += '"';
      state_ = state::quoted;
      return position + 1;
    }
    break;
  case state::start:
    if (next == '"') {
      state_ = state::quoted;
      return position + 1;
    }
    [[fallthrough]];
  case state::plain:
    if (next == '"')
      return complain(line, "a quote inside a value without quotes");
    if (next != ',') {
      state_ = state::plain;
      return take(line, position, ",\"");
    }
    break;
  }
  if (next != ',')
    return complain(line, "neither a comma nor the end behind a value in quotes");
  close_value();
  return position + 1;
}

std::size_t csv_record::take(std::string_view line, std::size_t position, std::string_view until) {
  const std::size_t end = std::min(line.find_first_of(until, position), line.size());
  value_ += line.substr(position, end - position);
  return end;
}

std::size_t csv_record::complain(std::string_view line, const char* problem) {
  problem_ = problem;
  return line.size();
}

void csv_record::close_value() {
  if (count_++ <= most_fields)
    values_.push_back(std::move(value_));
  value_.clear();
  state_ = state::start;
}

} // namespace haul
