#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <poll.h>
#include <span>
#include <string>
#include <sys/types.h>
#include <vector>

namespace haul::test {

/// A program to run.
struct command_line {
  /// The program's path, then its arguments.
  std::vector<std::string> words;

  /// What differs from this process's environment; a variable without a value is taken away.
  std::map<std::string, std::optional<std::string>> environment;

  /// The folder it runs in, when not in this process's own.
  std::string folder;

  /// Where standard output goes when not to `process::output`, for instance `/dev/full`.
  std::string output_file;
};

/// How a program ended.
struct exit_report {
  int code = -1;  ///< what it returned, -1 when a signal ended it
  int signal = 0; ///< the signal that ended it, 0 when it returned
};

/// Starts a program with `descriptors` as its standard input, output and error; `prepare` is called
/// in the child when these stand.
pid_t start_program(const command_line& command, const int (&descriptors)[3], void (*prepare)());

/// Waits for a child that is known to end soon.
exit_report wait_for_exit(pid_t child);

/// When a program that is started now must have ended.
std::chrono::steady_clock::time_point latest_end();

/// Waits until there is something to read; false when `latest` came first.
bool wait_for_input(std::span<pollfd> descriptors, std::chrono::steady_clock::time_point latest);

/// What a system call returned, unless it failed: that is thrown.
int check_call(int outcome, const char* what);

} // namespace haul::test
