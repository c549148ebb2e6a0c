#pragma once

#include <haul/error.hpp>

#include <string>
#include <system_error>
#include <utility>

namespace haul {

/// An input that can't be read as a whole: the command line names it, so it is that which is wrong.
inline error input_failure(std::string message, std::error_code system = std::error_code()) {
  error made;
  made.stage = stage::input;
  made.cause = cause::bad_option;
  made.message = std::move(message);
  made.system = system;
  return made;
}

} // namespace haul
