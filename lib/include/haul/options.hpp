#pragma once

#include <haul/error.hpp>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace haul {

/// Limits of time. Zero means no limit; negative values and more than 365 days
/// are refused. The clock is monotonic, a
/// limit is never cut short and runs out at most 50 ms late.
struct timeouts {
  /// For the name look-up, the TCP connection and the TLS handshake together. Default 10 s.
  std::chrono::milliseconds connect{10'000};
  /// From the request's last byte sent to the response's first byte. Default 30 s.
  std::chrono::milliseconds first_byte{30'000};
  /// Between any two reads (or writes) that bring something. Default 60 s.
  std::chrono::milliseconds idle{60'000};
  /// For the whole task, redirects included, from the moment it got its permit. Default none.
  std::chrono::milliseconds task{0};
};

/// A field added to each request.
struct header {
  std::string name;  ///< a token (RFC 9110 section 5.6.2), not one that haul sets itself
  std::string value; ///< no CR, LF, NUL or other control character
};

/// How a downloader works. `check_options` tells what is refused.
struct options {
  /// The folder under which every output is written; made (with its parents) when missing.
  std::filesystem::path directory = ".";

  /// How many tasks run at once. 1 to 1,000,000; default 64. Each needs a descriptor for its
  /// connection and one for its part file.
  std::size_t max_requests = 64;

  /// False: a task whose file stands already is `skipped` without a request. True: it is asked for
  /// and, once whole, replaced in one step.
  bool overwrite = false;

  haul::timeouts timeouts;

  /// How many redirects a task may follow. 0: none. At most 50; default 10.
  unsigned max_redirects = 10;

  /// The most bytes a response's status line and header may take, and its trailers again. 1 KiB to
  /// 256 KiB; default 64 KiB.
  std::size_t max_header_bytes = 64 * 1024;

  /// Sent to the origin of the task's URL only; dropped for good once a redirect leaves it.
  std::vector<header> headers;

  /// The User-Agent of each request; empty sends none.
  std::string user_agent = "haul/0.1";

  /// A file of PEM certificates trusted instead of the system's. Empty: the file named by
  /// `SSL_CERT_FILE`, the folder named by `SSL_CERT_DIR`, else OpenSSL's default places.
  std::filesystem::path ca_file;
};

/// Success, or an error with `cause::bad_option` that names the option and its range.
result<void> check_options(const options& checked);

} // namespace haul
