#pragma once

#include "haul_program.hpp"

#include <boost/json/object.hpp>

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace haul::test {

/// The members of one line of results, or of a log.
using json_line = boost::json::object;

/// Every line of `text`, each of which must be one JSON object: throws otherwise.
std::vector<json_line> json_lines(const std::string& text);

/// The text of a member; `error.kind` is one of a member that is an object. Empty when there is
/// none. Numbers as they are written.
std::string member(const json_line& line, std::string_view name);

/// What docs/results.schema.json finds wrong with a record: a member that is missing, has the wrong
/// type or is not named there. Empty when it is right.
std::string schema_fault(const json_line& record);

/// A folder for what `haul get` downloads, another one for lists, results and the like, and runs of
/// the command over them.
class get_program : public haul_program {
 public:
  /// `haul get -d FOLDER` and more, in a plain environment without any `HAUL_` option.
  command_line get(std::vector<std::string> arguments) const;

  /// The same, with `--results` and this file, to its end.
  finished_process get_recorded(std::vector<std::string> arguments) const;

  /// The path of a file beside the lists; it need not be there.
  std::string aside(const std::string& name) const { return (desk_.path() / name).string(); }

  /// Writes a list and returns its path.
  std::string list(const std::string& name, std::string_view content) const;

  /// What a file beside the lists holds.
  std::string aside_content(const std::string& name) const { return read_file(aside(name)); }

  std::string results_path() const { return aside("results.jsonl"); }

  /// The records that `--results` with `results_path` holds: by row, each of which may be there
  /// only once, or it throws, as it does for what the schema doesn't allow.
  std::map<std::size_t, json_line> records() const;

  /// The same for results that stand in a text.
  static std::map<std::size_t, json_line> records_in(const std::string& text);

  /// Every file below the folder with its content, part files included.
  std::map<std::string, std::string> written() const;

 private:
  temporary_folder desk_;
};

/// A pipe with a name, which a program reads as a file or as its standard input while the test
/// writes into it.
class fed_pipe {
 public:
  explicit fed_pipe(const std::string& path);
  ~fed_pipe() { close(); }
  fed_pipe(const fed_pipe&) = delete;
  fed_pipe& operator=(const fed_pipe&) = delete;

  const std::string& path() const { return path_; }

  /// Blocks while the pipe is full.
  void write(std::string_view text) const;

  /// The end of the input.
  void close();

 private:
  std::string path_;
  int descriptor_ = -1;
};

/// The same program with a file (or a pipe) as its standard input.
command_line reading_from(command_line command, const std::string& path);

} // namespace haul::test
