#include "child.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace haul::test {

namespace {

constexpr std::chrono::seconds longest_run{150};

std::vector<std::string> environment_for(const command_line& command) {
  std::vector<std::string> variables;
  for (char** each = environ; *each != nullptr; ++each) {
    const std::string variable = *each;
    if (!command.environment.contains(variable.substr(0, variable.find('='))))
      variables.push_back(variable);
  }
  for (const auto& [name, value] : command.environment) {
    if (value)
      variables.push_back(name + "=" + *value);
  }
  return variables;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> made;
  for (std::string& word : words)
    made.push_back(word.data());
  made.push_back(nullptr);
  return made;
}

} // namespace

pid_t start_program(const command_line& command, const int (&descriptors)[3], void (*prepare)()) {
  // Everything that allocates comes before the fork.
  std::vector<std::string> words = command.words;
  std::vector<std::string> variables = environment_for(command);
  const std::vector<char*> word_pointers = pointers(words);
  const std::vector<char*> variable_pointers = pointers(variables);

  const pid_t child = check_call(fork(), "fork");
  if (child != 0)
    return child;
  for (int number = 0; number < 3; ++number) {
    dup2(descriptors[number], number);
  }
  prepare();
  if (!command.folder.empty() && chdir(command.folder.c_str()) != 0)
    _exit(126);
  // What the test program ignores or blocks is not the business of the one it starts.
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int number : {SIGINT, SIGTERM, SIGPIPE})
    std::signal(number, SIG_DFL);
  execve(word_pointers[0], word_pointers.data(), variable_pointers.data());
  _exit(127);
}

exit_report wait_for_exit(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR)
      throw std::system_error(errno, std::generic_category(), "waitpid");
  }
  exit_report ended;
  if (WIFSIGNALED(status))
    ended.signal = WTERMSIG(status);
  else
    ended.code = WEXITSTATUS(status);
  return ended;
}

std::chrono::steady_clock::time_point latest_end() {
  return std::chrono::steady_clock::now() + longest_run;
}

bool wait_for_input(std::span<pollfd> descriptors, std::chrono::steady_clock::time_point latest) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      latest - std::chrono::steady_clock::now());
  const int milliseconds = static_cast<int>(std::max<std::int64_t>(left.count(), 0));
  return check_call(poll(descriptors.data(), descriptors.size(), milliseconds), "poll") > 0;
}

int check_call(int outcome, const char* what) {
  if (outcome < 0)
    throw std::system_error(errno, std::generic_category(), what);
  return outcome;
}

} // namespace haul::test
