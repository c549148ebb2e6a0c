#include <haul/outcome.hpp>

namespace haul {

std::string_view to_string(status value) {
  switch (value) {
  case status::ok: return "ok";
  case status::not_found: return "not_found";
  case status::error: return "error";
  case status::skipped: return "skipped";
  case status::unchanged: return "unchanged";
  }
  return "unknown";
}

void tally::add(const outcome& finished) {
  switch (finished.status) {
  case status::ok: ++ok; break;
  case status::not_found: ++not_found; break;
  case status::skipped: ++skipped; break;
  case status::unchanged: ++unchanged; break;
  case status::error:
    ++errors;
    if (finished.error && finished.error->cause == cause::cancelled)
      ++cancelled;
    break;
  }
  bytes += finished.bytes;
}

} // namespace haul
