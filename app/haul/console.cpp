#include "console.hpp"

#include <spdlog/sinks/stdout_sinks.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace haul {

namespace {

template<class Sink>
spdlog::logger make_logger(const char* pattern) {
  spdlog::logger made("haul", std::make_shared<Sink>());
  made.set_pattern(pattern);
  return made;
}

} // namespace

spdlog::logger& out() {
  static spdlog::logger logger = make_logger<spdlog::sinks::stdout_sink_st>("%v");
  return logger;
}

spdlog::logger& err() {
  static spdlog::logger logger = make_logger<spdlog::sinks::stderr_sink_st>("haul: %v");
  return logger;
}

spdlog::logger& plain_err() {
  static spdlog::logger logger = make_logger<spdlog::sinks::stderr_sink_st>("%v");
  return logger;
}

bool output_arrived() {
  // The C library remembers that a write failed, though not why; a pipe nobody reads is the usual
  // reason and needs no words.
  if (std::ferror(stdout) == 0) {
    return true;
  }
  err().error("some of the output could not be written to standard output");
  return false;
}

} // namespace haul
