#include "aria2_reader.hpp"

#include "row_fields.hpp"

#include <haul/text.hpp>

#include <utility>

namespace haul {

namespace {

bool is_indented(const input_line& line) {
  return line.text.starts_with(' ') || line.text.starts_with('\t');
}

// `./a/` is `a`, and `.` is nothing: an output name has no such parts.
std::string_view tidy_folder(std::string_view folder) {
  while (folder.starts_with("./"))
    folder.remove_prefix(2);
  while (folder.size() > 1 && folder.ends_with('/'))
    folder.remove_suffix(1);
  return folder == "." ? std::string_view() : folder;
}

std::string joined(std::string_view folder, const std::string& name) {
  if (folder.empty())
    return name;
  return std::string(folder) + (folder.ends_with('/') ? "" : "/") + name;
}

} // namespace

aria2_reader::aria2_reader(std::string file) : line_row_reader(std::move(file)) {
}

std::optional<row_result> aria2_reader::read(const input_line& line) {
  const std::string_view content = trimmed(line.text);
  if (content.empty() || content.starts_with('#'))
    return std::nullopt;
  return is_indented(line) ? add_option(line) : start(line);
}

std::optional<row_result> aria2_reader::read_too_long(const input_line& line) {
  if (line.text.starts_with('#'))
    return std::nullopt;
  std::optional<row_result> before;
  if (!is_indented(line) || !open_)
    before = start(line);
  cut_ = true;
  complain({}, "a line of more than 1 MiB");
  return before;
}

std::optional<row_result> aria2_reader::read_end() {
  if (!open_)
    return std::nullopt;
  open_ = false;
  if (!problem_.message.empty()) {
    if (cut_)
      place_.text.clear(); // fed back, it would be another row
    problem_.place = std::move(place_);
    return std::exchange(problem_, {});
  }
  const std::string uris = place_.text.substr(0, place_.text.find('\n'));
  std::vector<std::string_view> urls;
  for (const std::string_view each : split(uris, "\t"))
    if (const std::string_view url = trimmed(each); !url.empty())
      urls.push_back(url);
  row made{std::move(place_), {}};
  add_urls(made, urls);
  if (!out_.empty())
    add_field(made, "output", joined(tidy_folder(dir_), out_));
  else if (!dir_.empty())
    add_field(made, "dir", dir_);
  for (const field& each : fields_)
    add_field(made, each.name, each.value);
  return checked(std::move(made));
}

// The row before it is complete now.
std::optional<row_result> aria2_reader::start(const input_line& line) {
  std::optional<row_result> before = read_end();
  open_ = true;
  place_ = place(line);
  cut_ = false;
  out_.clear();
  dir_.clear();
  fields_.clear();
  problem_ = {};
  return before;
}

std::optional<row_result> aria2_reader::add_option(const input_line& line) {
  if (!open_)
    return refuse(line, {}, "an indented line without a URL above it");
  if (place_.text.size() + 1 + line.text.size() > line_reader::longest) {
    cut_ = true;
    complain({}, "a row of more than 1 MiB");
    return std::nullopt;
  }
  place_.text += '\n';
  place_.text += line.text;
  const std::string_view option = trimmed(line.text);
  const std::size_t equals = option.find('=');
  if (equals == std::string_view::npos)
    complain({}, "an indented line that is not NAME=VALUE");
  else
    set_option(trimmed(option.substr(0, equals)), trimmed(option.substr(equals + 1)));
  return std::nullopt;
}

void aria2_reader::set_option(std::string_view name, std::string_view value) {
  if (name == "out")
    out_ = value;
  else if (name == "dir")
    dir_ = value;
  else if (name == "checksum")
    set_checksum(value);
  else if (name == "header" && fields_.size() == most_fields)
    complain("header", "more than 1,000 headers");
  else if (name == "header")
    fields_.push_back({"header", std::string(value)});
}

void aria2_reader::set_checksum(std::string_view value) {
  const std::size_t equals = value.find('=');
  const std::string_view name = digest_field(value.substr(0, equals));
  if (name.empty() || equals == std::string_view::npos)
    complain(
        "checksum", "not sha-256, sha-512, sha-1 or md5, and a digest: " + redact_if_url(value));
  else if (fields_.size() < most_fields)
    fields_.push_back({std::string(name), std::string(value.substr(equals + 1))});
  else
    complain("checksum", "more than 1,000 headers and digests");
}

void aria2_reader::complain(std::string field, std::string message) {
  if (problem_.message.empty())
    problem_ = {{}, std::move(field), std::move(message)};
}

} // namespace haul
