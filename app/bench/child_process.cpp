#include "child_process.hpp"

#include "failure.hpp"
#include "meter.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <sched.h>
#include <sstream>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace haul::bench {

namespace {

constexpr int could_not_start = 127; // as a shell has it

error system_failure(std::string_view what) {
  const std::error_code why(errno, std::generic_category());
  return failure(stage::internal, cause::internal, fmt::format("{}: {}", what, why.message()), why);
}

// In the child, between fork and exec.
void prepare(const program& what, int output) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  if (what.core)
    pin_to(*what.core);
  // The alarm outlives exec.
  ::alarm(static_cast<unsigned>(what.patience.count()));
}

} // namespace

void pin_to(int core) {
  cpu_set_t only;
  CPU_ZERO(&only);
  CPU_SET(core, &only);
  ::sched_setaffinity(0, sizeof(only), &only);
}

std::string ended_process::describe() const {
  if (signal == SIGALRM)
    return "it took too long";
  if (signal != 0)
    return fmt::format("killed by signal {} ({})", signal, ::sigdescr_np(signal));
  return fmt::format("exit code {}", code);
}

result<child_process> child_process::start(const program& what) {
  std::vector<std::string> words = {what.file.string()};
  words.insert(words.end(), what.arguments.begin(), what.arguments.end());
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& each : words)
    argv.push_back(each.data());
  argv.push_back(nullptr);

  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    return system_failure("can't make a pipe");
  file_descriptor reading(ends[0]);
  const file_descriptor writing(ends[1]);
  const pid_t id = ::fork();
  if (id < 0)
    return system_failure("can't start a process");
  if (id == 0) {
    prepare(what, writing.get());
    ::execv(argv.front(), argv.data());
    ::_exit(could_not_start);
  }
  return child_process(id, std::move(reading));
}

child_process::child_process(pid_t id, file_descriptor output)
    : id_(id),
      output_(std::move(output)) {
}

child_process::child_process(child_process&& other) noexcept
    : id_(std::exchange(other.id_, -1)),
      output_(std::move(other.output_)),
      unread_(std::move(other.unread_)),
      started_(other.started_) {
}

child_process::~child_process() {
  if (id_ == -1)
    return;
  ::kill(id_, SIGKILL);
  wait();
}

bool child_process::read_some() {
  std::array<char, 4096> buffer{};
  while (true) {
    const ssize_t read = ::read(output_.get(), buffer.data(), buffer.size());
    if (read < 0 && errno == EINTR)
      continue;
    if (read > 0)
      unread_.append(buffer.data(), static_cast<std::size_t>(read));
    return read > 0;
  }
}

std::string child_process::read_line() {
  while (unread_.find('\n') == std::string::npos) {
    if (!read_some())
      return std::exchange(unread_, {});
  }
  const std::size_t end = unread_.find('\n');
  std::string line = unread_.substr(0, end);
  unread_.erase(0, end + 1);
  return line;
}

std::string child_process::read_all() {
  while (read_some()) {
  }
  return std::exchange(unread_, {});
}

void child_process::terminate() {
  ::kill(id_, SIGTERM);
}

double child_process::cpu_seconds() const {
  clockid_t clock{};
  timespec used{};
  if (::clock_getcpuclockid(id_, &clock) != 0 || ::clock_gettime(clock, &used) != 0)
    return 0;
  return static_cast<double>(used.tv_sec) + 1e-9 * static_cast<double>(used.tv_nsec);
}

bool child_process::has_ended() const {
  siginfo_t found{};
  ::waitid(P_PID, static_cast<id_t>(id_), &found, WEXITED | WNOHANG | WNOWAIT);
  return found.si_pid == id_;
}

ended_process child_process::wait() {
  int status = 0;
  rusage usage{};
  while (::wait4(id_, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  id_ = -1;
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - started_;
  ended_process made;
  if (WIFEXITED(status))
    made.code = WEXITSTATUS(status);
  else
    made.signal = WTERMSIG(status);
  made.wall_seconds = wall.count();
  made.user_seconds = user_seconds(usage);
  made.system_seconds = system_seconds(usage);
  made.memory_peak_kib = static_cast<double>(usage.ru_maxrss); // in KiB on Linux
  made.voluntary_switches = static_cast<double>(usage.ru_nvcsw);
  made.involuntary_switches = static_cast<double>(usage.ru_nivcsw);
  return made;
}

std::filesystem::path find_program(std::string_view name) {
  const char* const path = std::getenv("PATH");
  // Where servers are, which is not on everybody's path.
  std::istringstream folders(fmt::format("{}:/usr/sbin", path == nullptr ? "/usr/bin" : path));
  for (std::string folder; std::getline(folders, folder, ':');) {
    const std::filesystem::path found = std::filesystem::path(folder) / name;
    if (::access(found.c_str(), X_OK) == 0)
      return found;
  }
  return {};
}

std::filesystem::path this_program() {
  return std::filesystem::read_symlink("/proc/self/exe");
}

} // namespace haul::bench
