#pragma once

#include "folder.hpp"

#include <haul/error.hpp>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace haul::bench {

/// A program to start.
struct program {
  std::filesystem::path file;
  std::vector<std::string> arguments;

  /// The only core it may use; any when there is none.
  std::optional<int> core;

  /// It is killed after this time, lest a run that hangs holds up all the others. 0: never.
  std::chrono::seconds patience{0};
};

/// How a program ended and what it used.
struct ended_process {
  int code = -1;  ///< what it returned, -1 when a signal ended it
  int signal = 0; ///< the signal, 0 when it returned
  double wall_seconds = 0;
  double user_seconds = 0;
  double system_seconds = 0;
  double memory_peak_kib = 0; ///< the most that was ever resident
  double voluntary_switches = 0;
  double involuntary_switches = 0;

  bool fine() const { return code == 0; }
  /// "exit code 1", "killed by signal 9 (Killed)".
  std::string describe() const;
};

/// A program that runs, with a pipe at its standard output and nothing at its standard input. It is
/// killed by the destructor, and when this process ends.
class child_process {
 public:
  static result<child_process> start(const program& what);

  child_process(child_process&& other) noexcept;
  child_process& operator=(child_process&&) = delete;
  ~child_process();

  /// The next line of its output without the line end; what is left when the output ends before.
  std::string read_line();

  /// What is left of its output, once that has ended.
  std::string read_all();

  /// Asks it to end.
  void terminate();

  /// The processor time it has used up to now; 0 when that is not to be known.
  double cpu_seconds() const;

  /// Whether it has ended by itself; `wait` is still due.
  bool has_ended() const;

  /// Waits for its end.
  ended_process wait();

 private:
  child_process(pid_t id, file_descriptor output);
  bool read_some();

  pid_t id_;
  file_descriptor output_;
  std::string unread_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

/// From now on the calling thread runs on this core only. Left as it is when that is not allowed.
void pin_to(int core);

/// A program found by its name as a shell finds it; empty when there is none.
std::filesystem::path find_program(std::string_view name);

/// The file of this program.
std::filesystem::path this_program();

} // namespace haul::bench
