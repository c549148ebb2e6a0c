#pragma once

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include <string>
#include <string_view>
#include <system_error>

namespace haul {

/// Where in its way through the house a task failed.
enum class stage {
  input,      ///< the task itself: its URL or its output name
  resolve,    ///< the look-up of the host name
  connect,    ///< the TCP connection
  tls,        ///< the TLS handshake
  request,    ///< sending the request
  first_byte, ///< waiting for and reading the response's header
  redirect,   ///< deciding whether to follow a redirect
  body,       ///< reading the response's body
  output,     ///< the part file, or giving it its final name
  internal,   ///< nowhere a person could help: a bug in haul
};

/// What went wrong, as a program would want to tell cases apart.
enum class cause {
  bad_option,         ///< an option is out of its range
  bad_url,            ///< not an absolute http or https URL
  bad_output,         ///< the output name is refused, see `check_output_name`
  output_in_use,      ///< another task or another process is writing that file
  name_not_found,     ///< the host name does not exist
  look_up_failed,     ///< no answer from the name server, or a failure
  address_refused,    ///< policy: no address of the host may be connected to, see `deny_private`
  connect_failed,     ///< every address of the host refused or could not be reached
  untrusted,          ///< the certificate does not prove who the server is
  tls_failed,         ///< the handshake failed otherwise
  connection_lost,    ///< closed or reset before the response was complete
  timed_out,          ///< a limit of `timeouts` ran out
  malformed_response, ///< not HTTP, or HTTP that could be read in two ways
  limit_exceeded,     ///< the server sends more than a limit allows
  http_status,        ///< an answer with a status that is neither success nor 404
  redirect_refused,   ///< to another scheme, from https to http, or nowhere
  redirect_loop,      ///< a redirect back to a URL already asked for
  too_many_redirects, ///< more than `options::max_redirects`
  wrong_content,      ///< the body's length or digest is not what the task says
  disk_full,          ///< ENOSPC or EDQUOT
  output_failed,      ///< any other failure of the file system
  cancelled,          ///< the run was cancelled before this task was done
  internal,           ///< an exception: a bug in haul
};

/// The name as it stands in the enumeration: `first_byte`. Static lifetime, never empty.
std::string_view to_string(stage value);
std::string_view to_string(cause value);

/// Why a task, or a set-up, failed. A value; nothing refers to anything outside it.
struct error {
  haul::stage stage = haul::stage::internal;
  haul::cause cause = haul::cause::internal;

  /// One line for a person: "timed out waiting for the first byte after 3.1 s". May contain bytes
  /// that a server sent: pass it through `printable` before it goes to a terminal.
  std::string message;

  /// Which attempt at the task this was, from 1; 0 when none was made.
  unsigned attempt = 0;

  /// The URL that was asked, after redirects, redacted (see `redact`); empty when there is none.
  std::string url;

  /// The status of the last response that came, 0 when none did.
  unsigned http_status = 0;

  /// What the system said, when it said something.
  std::error_code system = {};

  /// Everything on one line: "BD: HTTP 418 (first_byte, attempt 1, http://…)" without the code.
  std::string describe() const;
};

/// Used where an operation fails with a value. Only `value()` on a failure throws.
template<class T>
using result = boost::system::result<T, error>;

/// What `result::value()` throws for an error: `std::runtime_error` with `describe()`.
[[noreturn]] void throw_exception_from_error(
    const error& failure, const boost::source_location& where);

} // namespace haul
