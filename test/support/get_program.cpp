#include "get_program.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <fcntl.h>
#include <filesystem>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace haul::test {

namespace json = boost::json;

namespace {

json_line load_schema() {
  const auto root = std::filesystem::path(HAUL_SOURCE_FOLDER);
  return json::parse(read_file(root / "docs" / "results.schema.json")).as_object();
}

bool has_type(const json::value& value, std::string_view type) {
  if (type == "integer")
    return value.is_int64() || value.is_uint64();
  if (type == "number")
    return value.is_number();
  if (type == "object")
    return value.is_object();
  return value.is_string();
}

std::string fault_of(const json_line& object, const json_line& schema) {
  for (const json::value& name : schema.at("required").as_array()) {
    if (!object.contains(name.as_string()))
      return "there is no " + std::string(name.as_string());
  }
  const json_line& properties = schema.at("properties").as_object();
  for (const auto& [name, value] : object) {
    const json::value* known = properties.if_contains(name);
    if (known == nullptr)
      return std::string(name) + " is not in the schema";
    const json_line& rule = known->as_object();
    if (const json::value* type = rule.if_contains("type");
        type != nullptr && !has_type(value, type->as_string()))
      return std::string(name) + " is no " + std::string(type->as_string());
    if (rule.contains("properties")) {
      const std::string inner = fault_of(value.as_object(), rule);
      if (!inner.empty())
        return std::string(name) + ": " + inner;
    }
  }
  return "";
}

} // namespace

std::vector<json_line> json_lines(const std::string& text) {
  std::vector<json_line> made;
  for (const std::string& line : lines_of(text))
    made.push_back(json::parse(line).as_object());
  return made;
}

std::string member(const json_line& line, std::string_view name) {
  const std::size_t dot = name.find('.');
  const json::value* found = line.if_contains(name.substr(0, dot));
  if (found == nullptr)
    return "";
  if (dot != std::string_view::npos)
    return member(found->as_object(), name.substr(dot + 1));
  return found->is_string() ? std::string(found->as_string()) : json::serialize(*found);
}

std::string schema_fault(const json_line& record) {
  static const json_line schema = load_schema();
  const std::string fault = fault_of(record, schema);
  if (!fault.empty())
    return fault;
  for (const json::value& status :
       schema.at("properties").as_object().at("status").as_object().at("enum").as_array()) {
    if (record.at("status") == status)
      return "";
  }
  return "the status is not in the schema";
}

command_line get_program::get(std::vector<std::string> arguments) const {
  const std::vector<std::string> first = {"get", "-d", folder().string()};
  arguments.insert(arguments.begin(), first.begin(), first.end());
  return haul_command(std::move(arguments));
}

finished_process get_program::get_recorded(std::vector<std::string> arguments) const {
  arguments.push_back("--results=" + results_path());
  // In front, so that codes behind `--` stay what they are.
  std::rotate(arguments.begin(), arguments.end() - 1, arguments.end());
  return run(get(std::move(arguments)));
}

std::string get_program::list(const std::string& name, std::string_view content) const {
  write_file(aside(name), content);
  return aside(name);
}

std::map<std::size_t, json_line> get_program::records() const {
  return records_in(read_file(results_path()));
}

std::map<std::size_t, json_line> get_program::records_in(const std::string& text) {
  std::map<std::size_t, json_line> made;
  if (!text.empty() && !text.ends_with('\n'))
    throw std::runtime_error("the last record has no end: " + text);
  for (json_line& each : json_lines(text)) {
    const std::string fault = schema_fault(each);
    if (!fault.empty())
      throw std::runtime_error(fault + " in " + json::serialize(each));
    const std::size_t row = std::stoul(member(each, "row"));
    if (!made.emplace(row, std::move(each)).second)
      throw std::runtime_error("two records of row " + std::to_string(row));
  }
  return made;
}

std::map<std::string, std::string> get_program::written() const {
  std::map<std::string, std::string> made;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder())) {
    if (!entry.is_directory())
      made[entry.path().lexically_relative(folder()).string()] = read_file(entry.path());
  }
  return made;
}

// Open for reading as well, the pipe needs nobody at its other end to be opened or written.
fed_pipe::fed_pipe(const std::string& path) : path_(path) {
  check_call(::mkfifo(path.c_str(), 0600), "mkfifo");
  descriptor_ = check_call(::open(path.c_str(), O_RDWR | O_CLOEXEC), "open");
}

void fed_pipe::write(std::string_view text) const {
  while (!text.empty()) {
    const ssize_t count = ::write(descriptor_, text.data(), text.size());
    check_call(static_cast<int>(count), "write");
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

void fed_pipe::close() {
  if (descriptor_ >= 0)
    ::close(descriptor_);
  descriptor_ = -1;
}

command_line reading_from(command_line command, const std::string& path) {
  const std::vector<std::string> shell = {"/bin/sh", "-c", "exec \"$@\" < \"$0\"", path};
  command.words.insert(command.words.begin(), shell.begin(), shell.end());
  return command;
}

} // namespace haul::test
