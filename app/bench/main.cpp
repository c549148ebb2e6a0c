#include "bench_commands.hpp"
#include "bench_options.hpp"
#include "descriptor_limit.hpp"
#include "stop_signal.hpp"

#include <chrono>
#include <exception>
#include <filesystem>

namespace {

using namespace haul::bench;

constexpr int wrong_usage = 2;
constexpr int signal_base = 128;

int measure(const CLI::App& app, const bench_options& chosen) {
  if (app.got_subcommand("curl"))
    return measure_curl(chosen);
  if (app.got_subcommand("lists"))
    return measure_lists(chosen);
  if (app.got_subcommand("peers"))
    return measure_peers(chosen);
  if (app.got_subcommand("hosts"))
    return measure_hosts(chosen);
  if (app.got_subcommand("names"))
    return measure_names(chosen);
  if (app.got_subcommand("durable"))
    return measure_durable(chosen);
  if (app.got_subcommand("files"))
    return measure_files(chosen);
  if (app.got_subcommand("far"))
    return measure_far(chosen);
  return measure_matrix(chosen);
}

int run(int argument_count, char** arguments) {
  CLI::App app(
      "Measures three ways to download many things at once: one after the other, by threads, and "
      "asynchronously, which is haul itself.",
      "haul-bench");
  bench_options chosen;
  add_options(app, chosen);
  try {
    app.parse(argument_count, arguments);
  } catch (const CLI::ParseError& wrong) {
    return app.exit(wrong) == 0 ? 0 : wrong_usage;
  }
  haul::raise_descriptor_limit();
  if (app.got_subcommand("cell"))
    return run_child_cell(chosen);
  if (app.got_subcommand("write-alone"))
    return run_write_alone(chosen);
  if (app.got_subcommand("write-bare"))
    return run_write_bare(chosen);
  if (app.got_subcommand("serve"))
    return serve_cell(std::chrono::milliseconds(chosen.serve_delay));
  catch_stop_signals();
  if (!chosen.output.empty())
    std::filesystem::create_directories(chosen.output);
  const int code = measure(app, chosen);
  return stop_signal() != 0 ? signal_base + stop_signal() : code;
}

} // namespace

int main(int argument_count, char** arguments) {
  try {
    return run(argument_count, arguments);
  } catch (const std::exception& failed) {
    return haul::bench::complain(failed.what());
  }
}
