#include <haul/error.hpp>

#include <fmt/format.h>

#include <stdexcept>

namespace haul {

std::string_view to_string(stage value) {
  switch (value) {
  case stage::input: return "input";
  case stage::resolve: return "resolve";
  case stage::connect: return "connect";
  case stage::tls: return "tls";
  case stage::request: return "request";
  case stage::first_byte: return "first_byte";
  case stage::redirect: return "redirect";
  case stage::body: return "body";
  case stage::output: return "output";
  case stage::internal: return "internal";
  }
  return "unknown";
}

std::string_view to_string(cause value) {
  switch (value) {
  case cause::bad_option: return "bad_option";
  case cause::bad_url: return "bad_url";
  case cause::bad_output: return "bad_output";
  case cause::output_in_use: return "output_in_use";
  case cause::name_not_found: return "name_not_found";
  case cause::look_up_failed: return "look_up_failed";
  case cause::address_refused: return "address_refused";
  case cause::connect_failed: return "connect_failed";
  case cause::untrusted: return "untrusted";
  case cause::tls_failed: return "tls_failed";
  case cause::connection_lost: return "connection_lost";
  case cause::timed_out: return "timed_out";
  case cause::malformed_response: return "malformed_response";
  case cause::limit_exceeded: return "limit_exceeded";
  case cause::http_status: return "http_status";
  case cause::redirect_refused: return "redirect_refused";
  case cause::redirect_loop: return "redirect_loop";
  case cause::too_many_redirects: return "too_many_redirects";
  case cause::wrong_content: return "wrong_content";
  case cause::disk_full: return "disk_full";
  case cause::output_failed: return "output_failed";
  case cause::cancelled: return "cancelled";
  case cause::internal: return "internal";
  }
  return "unknown";
}

std::string error::describe() const {
  std::string line = fmt::format("{} ({}", message, to_string(stage));
  if (attempt != 0)
    line += fmt::format(", attempt {}", attempt);
  if (!url.empty())
    line += fmt::format(", {}", url);
  return line + ")";
}

void throw_exception_from_error(const error& failure, const boost::source_location& where) {
  throw std::runtime_error(
      fmt::format("{} at {}:{}", failure.describe(), where.file_name(), where.line()));
}

} // namespace haul
