#pragma once

#include "client.hpp"

#include <haul/outcome.hpp>
#include <haul/task.hpp>

#include <exception>

namespace haul {

/// What an answer without a file says of the task. `asked_for_changes`: the request was for what
/// has changed.
outcome outcome_of_status(const response& answer, bool asked_for_changes);

/// A failure as an outcome.
outcome failed_with(error why);

/// What became of a task in which an exception was thrown: a bug.
outcome internal_failure(const std::exception_ptr& bug, const task& wanted);

} // namespace haul
