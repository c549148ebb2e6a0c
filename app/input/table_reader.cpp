#include "table_reader.hpp"

#include "row_fields.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

namespace haul {

table_reader::table_reader(kind what, std::string file)
    : line_row_reader(std::move(file)),
      kind_(what) {
}

std::optional<row_result> table_reader::read(const input_line& line) {
  if (!open_ && line.text.empty())
    return std::nullopt;
  if (!add_line(line)) {
    if (place_.text.size() <= line_reader::longest)
      return std::nullopt;
    place_.text.clear();
    return bad({}, "a quote that is not closed within 1 MiB");
  }
  if (names_.empty())
    return take_header();
  return take_record();
}

// Whether the record is complete.
bool table_reader::add_line(const input_line& line) {
  if (!open_) {
    open_ = true;
    place_ = place(line);
    csv_ = csv_record();
  } else {
    place_.text += line.text;
  }
  if (kind_ == kind::csv) {
    const bool complete = csv_.add(line.text, line.end);
    if (!complete)
      place_.text += line.end;
    values_ = complete ? csv_.values() : std::vector<std::string>();
    count_ = csv_.count();
    return complete;
  }
  values_.clear();
  count_ = 1 + static_cast<std::size_t>(std::ranges::count(line.text, '\t'));
  std::string_view rest = line.text;
  while (values_.size() <= most_fields) {
    const std::size_t tab = rest.find('\t');
    values_.emplace_back(rest.substr(0, tab));
    if (tab == std::string_view::npos)
      break;
    rest.remove_prefix(tab + 1);
  }
  return true;
}

std::optional<row_result> table_reader::take_header() {
  const std::string problem = header_problem();
  if (!problem.empty())
    return bad({}, "the header: " + problem);
  for (const std::string& each : values_)
    names_.push_back(field_name(each));
  header_ = place_.text + '\n';
  open_ = false;
  return std::nullopt;
}

std::string table_reader::header_problem() const {
  if (!csv_.problem().empty())
    return csv_.problem();
  if (count_ > most_fields)
    return "more than 1,000 columns";
  std::set<std::string> seen;
  for (const std::string& each : values_) {
    if (each.empty())
      return "a column without a name";
    if (const std::string name = field_name(each); name != "mirror" && !seen.insert(name).second)
      return "two columns with the name " + name;
  }
  return {};
}

row_result table_reader::take_record() {
  if (!csv_.problem().empty())
    return bad(values_.size() < names_.size() ? names_[values_.size()] : "", csv_.problem());
  if (count_ != names_.size())
    return bad(
        {}, std::to_string(count_) + " values, but the header has " +
                std::to_string(names_.size()) + " names");
  row made{std::move(place_), {}};
  made.fields.reserve(names_.size());
  for (std::size_t column = 0; column < names_.size(); ++column)
    add_field(made, names_[column], values_[column]);
  open_ = false;
  return checked(std::move(made));
}

// Without a header there is nothing to read the rest by.
row_result table_reader::bad(std::string field, std::string message) {
  open_ = false;
  if (names_.empty())
    stop();
  return bad_row{std::move(place_), std::move(field), std::move(message)};
}

std::optional<row_result> table_reader::read_too_long(const input_line& line) {
  if (!open_)
    place_ = place(line);
  place_.text.clear();
  return bad({}, "a line of more than 1 MiB");
}

std::optional<row_result> table_reader::read_end() {
  if (!open_)
    return std::nullopt;
  place_.text.clear(); // fed back, it would swallow what is put behind it
  return bad({}, "a quote that is not closed");
}

} // namespace haul
