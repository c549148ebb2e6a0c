#pragma once

#include "option_values.hpp"

#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace haul {

struct setting;

/// Options that can be given on the command line, in the environment and in a configuration file:
/// `--max-requests` also as `HAUL_MAX_REQUESTS` and as `max-requests` in the file. For each option
/// alone the nearest place counts: the flag, else the variable, else the file.
///
/// What is refused throws `CLI::ValidationError` that names the place: the option, the variable, or
/// the file, line and option. An empty variable counts as none. Several values of a repeatable
/// option stand each on its line in a variable, and in a list in a file.
///
/// Must outlive the parsing of the command line. Not copied or moved, as the command refers to it.
class layered_options {
 public:
  /// `command` must outlive this.
  explicit layered_options(CLI::App& command) : command_(command) {}
  layered_options(const layered_options&) = delete;
  layered_options& operator=(const layered_options&) = delete;

  /// Under which heading of the help the options added from now on stand.
  void group(std::string name) { group_ = std::move(name); }

  /// Adds an option with one value, see `add_value`; the last one counts.
  void value(
      const std::string& names, const std::string& value_name, const std::string& description,
      value_taker take);

  /// Adds an option that may come several times; `take` is called for each value in order.
  void repeatable(
      const std::string& names, const std::string& value_name, const std::string& description,
      value_taker take);

  /// Adds an option without a value. `--name=false` and, in the other places, `true`, `yes`, `on`
  /// or `1` and `false`, `no`, `off` or `0`, in any case, say it in full.
  void flag(const std::string& names, const std::string& description, bool& target);

  /// Adds `--config FILE`, the configuration file; an empty name, also in the way of an option over
  /// the variable, means none.
  void config();

  /// To be called once the command line was parsed: takes what environment and file have for the
  /// options that were not given there.
  void complete();

  /// Whether the option was given in any place. Known after `complete`.
  bool given(std::string_view long_name) const;

  /// Whether it was given on the command line. Known once that was parsed.
  bool on_command_line(std::string_view long_name) const;

 private:
  struct option {
    CLI::Option* handle;
    std::string name; ///< `--max-requests`
    bool flag;
    bool several;
    value_taker take;
    bool given = false;
  };

  void add(
      CLI::Option& handle, const std::string& names, value_taker take, bool flag, bool several);
  void take_variable(option& from);
  void take_file();
  void take_setting(const setting& read);

  CLI::App& command_;
  std::string group_ = "Options";
  std::deque<option> options_; // callbacks keep references
  std::string file_;
};

/// The variable of an option: `HAUL_MAX_REQUESTS` for `--max-requests`.
std::string variable_of(std::string_view long_name);

} // namespace haul
