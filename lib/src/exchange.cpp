#include "exchange.hpp"

#include "failure.hpp"

#include <fmt/format.h>

namespace haul {

error lost_connection(stage where, bool answered, boost::system::error_code why) {
  if (where == stage::request)
    return failure(
        where, cause::connection_lost,
        fmt::format("connection lost while sending the request: {}", why.message()), why);
  if (!answered)
    return failure(where, cause::connection_lost, "connection closed before a response came", why);
  if (where == stage::first_byte)
    return failure(
        where, cause::connection_lost, "connection closed in the middle of the header", why);
  return failure(
      where, cause::connection_lost, "connection closed before the body was complete", why);
}

error malformed_response(stage where, const std::string& complaint) {
  return failure(
      where, cause::malformed_response, fmt::format("malformed response: {}", complaint));
}

error excessive_response(stage where, const std::string& complaint) {
  return failure(
      where, cause::limit_exceeded, fmt::format("the response exceeds a limit: {}", complaint));
}

} // namespace haul
