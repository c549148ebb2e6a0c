#pragma once

#include "record.hpp"

#include <haul/error.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace haul {

/// Adds the argument of a command that reads results: one file or more, called `name` in its help
/// and in what is refused. `into`, which must outlive the parsing, gets them in their order.
void add_results_files(CLI::App& command, const std::string& name, std::vector<std::string>& into);

/// How results are read.
struct results_reading {
  /// What makes a record of a line, such as `parse_record`.
  std::function<result<record>(std::string_view line)> parse;

  /// Gets each record in its order; an error of it ends the reading.
  std::function<result<void>(const record& written)> take;

  /// Whether a last line that a kill has torn, which is left out in any case, is told on standard
  /// error.
  bool tell_torn = true;
};

/// Reads the records of one file, see `results_lines`. The error names the file, and the line of
/// which no record can be made.
result<void> read_results(const std::string& path, const results_reading& how);

} // namespace haul
