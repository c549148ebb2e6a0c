#pragma once

#include <array>
#include <string_view>

namespace haul {

/// How `haul get` ends. `exit_codes` says the same in words.
enum class exit_code : int {
  done = 0,
  some_failed = 1,
  usage = 2,
  deadline = 3,
  too_many_errors = 4,
  output_unusable = 5,
  interrupted = 130, // 128 + SIGINT
  terminated = 143,  // 128 + SIGTERM
};

/// A row of the table in docs/results.md.
struct exit_code_meaning {
  exit_code code;
  std::string_view meaning;
};

inline constexpr std::array<exit_code_meaning, 8> exit_codes = {{
    {exit_code::done, "all done; what stood already counts as done"},
    {exit_code::some_failed, "some rows failed"},
    {exit_code::usage, "the command line or the input can't be used; nothing was asked"},
    {exit_code::deadline, "the deadline of the run passed"},
    {exit_code::too_many_errors, "stopped because of too many errors"},
    {exit_code::output_unusable,
     "the disk is full, or the output folder or the results can't be written"},
    {exit_code::interrupted, "interrupted (SIGINT)"},
    {exit_code::terminated, "terminated (SIGTERM)"},
}};

/// What the exit code of a run depends on.
struct run_facts {
  int signal = 0; ///< the first that asked the run to end; 0: none
  bool output_unusable = false;
  bool too_many_errors = false;
  bool deadline_passed = false;
  bool some_failed = false; ///< not found among them where that counts as an error
};

/// The weightiest fact decides, in the order in which `run_facts` names them: what stopped a run is
/// also why rows of it failed. Any signal gives 128 + its number.
constexpr exit_code decide(const run_facts& facts) {
  if (facts.signal != 0)
    return static_cast<exit_code>(128 + facts.signal);
  if (facts.output_unusable)
    return exit_code::output_unusable;
  if (facts.too_many_errors)
    return exit_code::too_many_errors;
  if (facts.deadline_passed)
    return exit_code::deadline;
  return facts.some_failed ? exit_code::some_failed : exit_code::done;
}

} // namespace haul
