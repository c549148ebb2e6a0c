#include "results_files.hpp"

#include "console.hpp"
#include "input_failure.hpp"
#include "results_lines.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace haul {

void add_results_files(CLI::App& command, const std::string& name, std::vector<std::string>& into) {
  const auto take = [name, &into](const CLI::results_t& given) {
    if (std::find(given.begin(), given.end(), "") != given.end())
      throw CLI::ValidationError(name, "'' is not the name of a file");
    into = given;
    return true;
  };
  command
      .add_option(
          name, CLI::callback_t(take),
          "What haul get --results wrote, also .gz, .zst;\n"
          "-: standard input")
      ->option_text("...")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll) // first, as it may change the next
      ->expected(1, -1)
      ->allow_extra_args()
      ->required();
}

result<void> read_results(const std::string& path, const results_reading& how) {
  result<results_lines> lines = results_lines::open(path);
  if (!lines)
    return lines.error();
  while (true) {
    const result<std::optional<std::string_view>> line = lines->next();
    if (!line)
      return line.error();
    if (!*line)
      return {};
    const result<record> parsed = how.parse(**line);
    if (!parsed && lines->torn()) {
      if (how.tell_torn)
        err().warn("{}: line {} was torn and is left out", lines->name(), lines->number());
      return {};
    }
    if (!parsed)
      return input_failure(fmt::format(
          "{}, line {}: no record of a row: {}", lines->name(), lines->number(),
          parsed.error().message));
    if (const result<void> taken = how.take(*parsed); !taken)
      return taken;
  }
}

} // namespace haul
