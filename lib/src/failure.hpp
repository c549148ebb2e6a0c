#pragma once

#include <haul/error.hpp>

#include <string>
#include <system_error>
#include <utility>

namespace haul {

/// An error without attempt and URL, which the caller who knows them fills in.
inline error failure(
    stage where, cause why, std::string message, std::error_code system = std::error_code()) {
  error made;
  made.stage = where;
  made.cause = why;
  made.message = std::move(message);
  made.system = system;
  return made;
}

} // namespace haul
