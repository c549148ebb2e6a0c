#pragma once

#include "child.hpp"

#include <chrono>
#include <string>

namespace haul::test {

/// A program that runs on a terminal of its own: standard input, output and error are one
/// pseudo-terminal, which is also its controlling terminal, so that Ctrl-C means what it means to a
/// person. The same limit of time as for `process` holds.
class terminal_process {
 public:
  terminal_process(const command_line& command, unsigned columns);
  ~terminal_process();
  terminal_process(const terminal_process&) = delete;
  terminal_process& operator=(const terminal_process&) = delete;

  /// Reads until `text` was written `count` times. Throws when the program ends before that.
  void wait_for(const std::string& text, unsigned count = 1);

  /// Types on the keyboard.
  void type(const std::string& keys);

  void resize(unsigned columns);

  /// Reads on until the program has ended.
  exit_report finish();

  /// Every byte the terminal got, with `\r\n` for an end of line.
  const std::string& shown() const { return shown_; }

 private:
  bool read_some();
  [[noreturn]] void give_up(const std::string& why);

  std::chrono::steady_clock::time_point latest_end_ = latest_end();
  int terminal_ = -1;
  pid_t child_ = -1;
  std::string shown_;
};

} // namespace haul::test
