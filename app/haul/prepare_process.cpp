#include "prepare_process.hpp"

#include "descriptor_limit.hpp"

#include <clocale>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace haul {

namespace {

// A program started with one of these closed would get its number for a socket or a file, and what
// is said on the console would be written into that. Reading only, so that saying something is
// noticed as an error.
void hold_standard_descriptors() {
  int opened = 0;
  do {
    opened = open("/dev/null", O_RDONLY | O_CLOEXEC);
  } while (opened >= 0 && opened <= STDERR_FILENO);
  if (opened >= 0)
    close(opened);
}

} // namespace

void prepare_process() {
  hold_standard_descriptors();

  // Says whether the terminal takes UTF-8; numbers stay as they are in C.
  std::setlocale(LC_CTYPE, "");

  // A closed pipe is an error of a write, not the end of the downloads.
  std::signal(SIGPIPE, SIG_IGN);

  // Neither is a file that reaches a limit of the system (`ulimit -f`) the end of the others.
  std::signal(SIGXFSZ, SIG_IGN);

  // A request takes up to three: two ends of a connection and a file.
  raise_descriptor_limit();
}

} // namespace haul
