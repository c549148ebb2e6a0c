#include "layered_options.hpp"

#include "ascii.hpp"
#include "headers_file.hpp"
#include "settings.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

namespace haul {

namespace {

std::optional<bool> parse_yes_no(std::string_view text) {
  constexpr std::array<std::string_view, 4> yes = {"true", "yes", "on", "1"};
  constexpr std::array<std::string_view, 4> no = {"false", "no", "off", "0"};
  const std::string word = lower(text);
  if (std::find(yes.begin(), yes.end(), word) != yes.end())
    return true;
  if (std::find(no.begin(), no.end(), word) != no.end())
    return false;
  return std::nullopt;
}

void take_all(
    const value_taker& take, const std::string& place, const std::vector<std::string>& values) {
  for (const std::string& value : values) {
    if (const result<void> taken = take(value); !taken)
      throw CLI::ValidationError(place, taken.error().message);
  }
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t start = 0;
  while (start < text.size()) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    if (end > start)
      lines.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return lines;
}

} // namespace

std::string variable_of(std::string_view long_name) {
  std::string name = "HAUL_" + upper(long_name.substr(long_name.find_first_not_of('-')));
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

void layered_options::add(
    CLI::Option& handle, const std::string& names, value_taker take, bool flag, bool several) {
  handle.group(group_);
  option added;
  added.handle = &handle;
  added.name = main_name(names);
  added.flag = flag;
  added.several = several;
  added.take = std::move(take);
  options_.push_back(std::move(added));
}

void layered_options::value(
    const std::string& names, const std::string& value_name, const std::string& description,
    value_taker take) {
  CLI::Option* const handle = add_value(command_, names, value_name, description, take);
  add(*handle, names, std::move(take), false, false);
}

void layered_options::repeatable(
    const std::string& names, const std::string& value_name, const std::string& description,
    value_taker take) {
  const CLI::callback_t take_each = [name = main_name(names),
                                     take](const CLI::results_t& given_values) {
    take_all(take, name, given_values);
    return true;
  };
  CLI::Option* const handle = command_.add_option(names, take_each, description);
  handle->option_text(value_name + " ...")->type_name(value_name);
  handle->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  add(*handle, names, std::move(take), false, true);
}

void layered_options::flag(const std::string& names, const std::string& description, bool& target) {
  const value_taker take = [&target](const std::string& text) -> result<void> {
    const std::optional<bool> said = parse_yes_no(text);
    target = said.value_or(target);
    if (!said)
      return refused_value(text, "true or false");
    return {};
  };
  const CLI::callback_t take_last = [name = main_name(names),
                                     take](const CLI::results_t& given_values) {
    take_all(take, name, {given_values.back()});
    return true;
  };
  CLI::Option* const handle = command_.add_option(names, take_last, description);
  handle->expected(0)->take_last(); // CLI11's own flags count, and take `--flag=maybe` for a bug
  add(*handle, names, take, true, false);
}

void layered_options::config() {
  value(
      "--config", "FILE",
      "More options, a line each: max-requests = 100\n"
      "(default: none)",
      [this](const std::string& text) -> result<void> {
        file_ = text;
        return {};
      });
}

void layered_options::complete() {
  for (option& each : options_) {
    each.given = each.handle->count() > 0;
    if (!each.given)
      take_variable(each);
  }
  if (!file_.empty())
    take_file();
}

bool layered_options::given(std::string_view long_name) const {
  return std::any_of(options_.begin(), options_.end(), [&](const option& each) {
    return each.name == long_name && each.given;
  });
}

bool layered_options::on_command_line(std::string_view long_name) const {
  return std::any_of(options_.begin(), options_.end(), [&](const option& each) {
    return each.name == long_name && each.handle->count() > 0;
  });
}

void layered_options::take_variable(option& from) {
  const std::string variable = variable_of(from.name);
  const char* const text = std::getenv(variable.c_str());
  if (text == nullptr || *text == '\0')
    return;
  from.given = true;
  const std::vector<std::string> values =
      from.several ? lines_of(text) : std::vector<std::string>{text};
  take_all(from.take, variable, values);
}

void layered_options::take_file() {
  const result<std::string> text = read_option_file(file_);
  if (!text) {
    const bool by_flag = command_.get_option("--config")->count() > 0;
    throw CLI::ValidationError(by_flag ? "--config" : "HAUL_CONFIG", text.error().message);
  }
  const result<std::vector<setting>> settings = parse_settings(*text);
  if (!settings)
    throw CLI::ValidationError(fmt::format("{}:{}", file_, settings.error().message));
  for (const setting& each : *settings)
    take_setting(each);
}

void layered_options::take_setting(const setting& read) {
  const std::string place = fmt::format("{}:{}: {}", file_, read.line, read.name);
  const auto found = std::find_if(options_.begin(), options_.end(), [&](const option& each) {
    return each.name == "--" + read.name;
  });
  if (found == options_.end() || read.name == "config")
    throw CLI::ValidationError(place, "is not an option that can stand in this file");
  if (!found->several && read.values.size() != 1)
    throw CLI::ValidationError(place, "takes one value");
  if (found->given)
    return;
  found->given = true;
  take_all(found->take, place, read.values);
}

} // namespace haul
