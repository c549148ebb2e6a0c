#pragma once

#include <haul/error.hpp>

#include <boost/system/result.hpp>

#include <string>

namespace haul {

/// Why no task can be made of a row: one of its fields.
struct bad_field {
  haul::cause cause = haul::cause::bad_option;
  std::string field;   ///< its name; never empty
  std::string message; ///< one line for a person, fit for a terminal, without secrets of URLs
};

/// Only `value()` must not be asked of a failure: it has no exception of its own.
template<class T>
using field_result = boost::system::result<T, bad_field>;

} // namespace haul
