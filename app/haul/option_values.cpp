#include "option_values.hpp"

#include <haul/text.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <utility>

namespace haul {

error refused_option(std::string message) {
  error refused;
  refused.stage = stage::input;
  refused.cause = cause::bad_option;
  refused.message = std::move(message);
  return refused;
}

error refused_value(std::string_view text, std::string_view expected) {
  return refused_option(fmt::format("'{}' is not {}", printable(text), expected));
}

std::string main_name(std::string_view names) {
  const std::size_t start = names.find("--");
  const std::string_view from = names.substr(start == std::string_view::npos ? 0 : start);
  return std::string(from.substr(0, from.find(',')));
}

CLI::Option* add_value(
    CLI::App& command, const std::string& names, const std::string& value_name,
    const std::string& description, value_taker take) {
  // CLI11's own conversions are kept out: they take `{}` for an empty list.
  const CLI::callback_t take_last = [name = main_name(names),
                                     take = std::move(take)](const CLI::results_t& given) {
    if (const result<void> taken = take(given.back()); !taken)
      throw CLI::ValidationError(name, taken.error().message);
    return true;
  };
  return command.add_option(names, take_last, description)
      ->option_text(value_name)
      ->type_name(value_name)
      ->take_last();
}

CLI::Option* add_value(
    CLI::App& command, const std::string& names, const std::string& value_name,
    const std::string& description, const char* range,
    const std::function<bool(const std::string&)>& take) {
  return add_value(
      command, names, value_name, description,
      [range, take](const std::string& text) -> result<void> {
        if (!take(text))
          return refused_value(text, range);
        return {};
      });
}

} // namespace haul
