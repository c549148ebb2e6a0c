#include "pty.hpp"

#include <array>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <stdexcept>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace haul::test {

namespace {

void set_size(int terminal, unsigned columns) {
  winsize size{};
  size.ws_row = 24;
  size.ws_col = static_cast<unsigned short>(columns);
  check_call(ioctl(terminal, TIOCSWINSZ, &size), "TIOCSWINSZ");
}

unsigned occurrences(const std::string& text, const std::string& part) {
  unsigned count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

} // namespace

terminal_process::terminal_process(const command_line& command, unsigned columns) {
  terminal_ = check_call(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), "posix_openpt");
  check_call(grantpt(terminal_), "grantpt");
  check_call(unlockpt(terminal_), "unlockpt");
  set_size(terminal_, columns);
  const int slave = check_call(open(ptsname(terminal_), O_RDWR | O_NOCTTY | O_CLOEXEC), "ptsname");
  child_ = start_program(command, {slave, slave, slave}, [] {
    setsid();
    ioctl(STDIN_FILENO, TIOCSCTTY, 0);
  });
  close(slave);
}

terminal_process::~terminal_process() {
  close(terminal_);
  if (child_ > 0) {
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
  }
}

void terminal_process::wait_for(const std::string& text, unsigned count) {
  while (occurrences(shown_, text) < count) {
    if (!read_some())
      give_up("ended before it wrote '" + text + "'");
  }
}

void terminal_process::type(const std::string& keys) {
  check_call(static_cast<int>(write(terminal_, keys.data(), keys.size())), "write");
}

void terminal_process::resize(unsigned columns) {
  set_size(terminal_, columns);
}

exit_report terminal_process::finish() {
  while (read_some()) {
  }
  const exit_report ended = wait_for_exit(child_);
  child_ = -1;
  return ended;
}

// False once nobody has the terminal open any more.
bool terminal_process::read_some() {
  pollfd waiting{terminal_, POLLIN, 0};
  if (!wait_for_input(std::span(&waiting, 1), latest_end_))
    give_up("did not end in time");
  std::array<char, 4096> buffer;
  const ssize_t count = read(terminal_, buffer.data(), buffer.size());
  if (count <= 0)
    return false; // Linux says EIO here
  shown_.append(buffer.data(), static_cast<std::size_t>(count));
  return true;
}

void terminal_process::give_up(const std::string& why) {
  throw std::runtime_error("the program " + why + "\n--- shown\n" + shown_);
}

} // namespace haul::test
