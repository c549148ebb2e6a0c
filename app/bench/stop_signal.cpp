#include "stop_signal.hpp"

#include <csignal>

namespace haul::bench {

namespace {

volatile std::sig_atomic_t caught = 0;

void note(int number) {
  caught = number;
}

} // namespace

void catch_stop_signals() {
  std::signal(SIGINT, note);
  std::signal(SIGTERM, note);
}

int stop_signal() {
  return caught;
}

} // namespace haul::bench
