#include "outcome_of.hpp"

#include "failure.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <utility>

namespace haul {

namespace {

error status_failure(const response& answer) {
  const response_head& head = answer.head();
  std::string message = fmt::format("HTTP {}", head.status);
  if (!head.reason.empty())
    message += " " + head.reason;
  error made = failure(stage::first_byte, cause::http_status, std::move(message));
  made.http_status = head.status;
  made.url = redact(answer.from().text());
  return made;
}

} // namespace

outcome outcome_of_status(const response& answer, bool asked_for_changes) {
  const unsigned number = answer.head().status;
  outcome made;
  if (number == 404)
    made.status = status::not_found;
  else if (number == 304 && asked_for_changes)
    made.status = status::unchanged;
  else
    made = failed_with(status_failure(answer));
  return made;
}

outcome failed_with(error why) {
  outcome made;
  made.status = status::error;
  made.error = std::move(why);
  return made;
}

outcome internal_failure(const std::exception_ptr& bug, const task& wanted) {
  std::string what = "a bug in haul";
  try {
    std::rethrow_exception(bug);
  } catch (const std::exception& thrown) {
    what += fmt::format(": {}", thrown.what());
  } catch (...) {
    what += ": an exception of no known kind";
  }
  outcome made = failed_with(failure(stage::internal, cause::internal, std::move(what)));
  made.error->url = redact(wanted.url);
  return made;
}

} // namespace haul
