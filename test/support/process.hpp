#pragma once

#include "child.hpp"

#include <chrono>
#include <string>
#include <sys/types.h>

namespace haul::test {

/// A program that runs, with pipes at its standard output and standard error and nothing at its
/// standard input. Everything has to be over in 150 s, or it is killed and an exception says so
/// with what it had written. Not copyable; a program that still runs is killed by the destructor.
class process {
 public:
  explicit process(const command_line& command);
  ~process();
  process(const process&) = delete;
  process& operator=(const process&) = delete;

  /// Reads until `text` stands somewhere in the output or the errors. Throws when the program ends
  /// before that.
  void wait_for(const std::string& text);

  void send_signal(int number);

  /// To the one process that it has started.
  void send_signal_to_child(int number);

  /// What the program has as its descriptor `number`: `/dev/null`, `pipe:[123]`.
  std::string descriptor(int number) const;

  /// Closes the reading end of the standard output, as a `head` that has seen enough.
  void close_output();

  /// Reads on until the program has ended.
  exit_report finish();

  const std::string& output() const { return output_.text; }
  const std::string& errors() const { return errors_.text; }

 private:
  struct stream {
    int descriptor = -1;
    std::string text;
    void close_it();
  };
  bool read_some();
  [[noreturn]] void give_up(const std::string& why);

  std::chrono::steady_clock::time_point latest_end_ = latest_end();
  pid_t child_ = -1;
  stream output_;
  stream errors_;
};

/// What a program wrote, and how it ended.
struct finished_process {
  exit_report ended;
  std::string output;
  std::string errors;
};

/// Runs a program to its end.
finished_process run(const command_line& command);

} // namespace haul::test
