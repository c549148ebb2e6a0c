#include "console.hpp"
#include "flags_command.hpp"
#include "get_command.hpp"
#include "get_report.hpp"
#include "layered_options.hpp"
#include "prepare_process.hpp"
#include "report_command.hpp"
#include "serve_command.hpp"
#include "verify_command.hpp"

#include <haul/text.hpp>

#include <CLI/CLI.hpp>

#include <chrono>
#include <cstdlib>
#include <exception>
#include <string>
#include <string_view>

namespace {

constexpr int wrong_usage = 2;

std::string without_line_end(std::string text) {
  while (text.ends_with('\n'))
    text.pop_back();
  return text;
}

std::string complaint(const CLI::App& app, const CLI::ParseError& error) {
  // CLI11 only misses the subcommand, where a wrong one was given.
  if (app.get_subcommands().empty() && !app.remaining().empty())
    return "'" + app.remaining().front() + "' is neither a subcommand nor an option";
  return error.what();
}

// The options were not all read, so it is looked for what was said of the form. A configuration
// file is not: it may be what is wrong.
bool wants_json(const CLI::App& used) {
  const CLI::Option* const form = used.get_option_no_throw("--log-format");
  if (form == nullptr)
    return false;
  if (form->count() != 0)
    return form->results().back() == "json";
  const char* const variable = std::getenv(haul::variable_of("--log-format").c_str());
  return variable != nullptr && std::string_view(variable) == "json";
}

int refuse(const CLI::App& app, const CLI::ParseError& error) {
  const auto chosen = app.get_subcommands();
  const CLI::App& used = chosen.empty() ? app : *chosen.front();
  const std::string name = chosen.empty() ? "haul" : "haul " + used.get_name();
  if (wants_json(used)) {
    const auto now = std::chrono::system_clock::now();
    haul::plain_err().error(haul::json_log_line(now, "error", complaint(app, error)));
    return wrong_usage;
  }
  CLI::Formatter formatter;
  formatter.label("Usage", "usage");
  haul::err().error(haul::printable(complaint(app, error)));
  haul::err().error(without_line_end(formatter.make_usage(&used, name)));
  haul::err().error("'{} --help' tells more", name);
  return wrong_usage;
}

int run(int argument_count, char** arguments) {
  CLI::App app("Downloads many things at once and says for each what happened.", "haul");
  app.set_version_flag("--version", "haul " HAUL_VERSION);
  app.require_subcommand(1);
  const auto get = haul::add_get_command(app);
  const auto flags = haul::add_flags_command(app);
  const auto serve = haul::add_serve_command(app);
  const auto report = haul::add_report_command(app);
  const auto verify = haul::add_verify_command(app);

  try {
    app.parse(argument_count, arguments);
  } catch (const CLI::CallForHelp&) {
    haul::out().info(without_line_end(app.help()));
    return 0;
  } catch (const CLI::CallForVersion& version) {
    haul::out().info(version.what());
    return 0;
  } catch (const CLI::ParseError& error) {
    return refuse(app, error);
  }
  if (app.got_subcommand("get"))
    return get();
  if (app.got_subcommand("report"))
    return report();
  if (app.got_subcommand("verify"))
    return verify();
  return app.got_subcommand("flags") ? flags() : serve();
}

} // namespace

int main(int argument_count, char** arguments) {
  haul::prepare_process();
  int code = 1;
  try {
    code = run(argument_count, arguments);
  } catch (const std::exception& bug) {
    haul::err().critical("internal error: {}", haul::printable(bug.what()));
  }
  const bool complete = haul::output_arrived();
  return code == 0 && !complete ? 1 : code;
}
