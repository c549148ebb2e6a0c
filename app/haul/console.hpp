#pragma once

#include <spdlog/logger.h>

namespace haul {

/// What the command answers, on standard output: each message is one line, as it stands, written
/// before the call returns. Text from outside must have gone through `printable`.
spdlog::logger& out();

/// What the command remarks, on standard error: each message is one line after `haul: `.
spdlog::logger& err();

/// The same without anything in front: for reports where standard output has another use.
spdlog::logger& plain_err();

/// Whether everything given to `out` was accepted by the system. A failure (a closed pipe, a full
/// disk) loses lines but stops nothing; it is told on `err` here, so call this once, at the end.
bool output_arrived();

} // namespace haul
