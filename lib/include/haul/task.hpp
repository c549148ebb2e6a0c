#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace haul {

/// A field added to a request.
struct header {
  std::string name;  ///< a token (RFC 9110 section 5.6.2), not one that haul sets itself
  std::string value; ///< no CR, LF, NUL or other control character
  bool operator==(const header&) const = default;
};

/// What a whole file must hash to.
struct digest {
  std::string algorithm; ///< `sha256`, `sha512`, `sha1` or `md5`
  std::string hex;       ///< in either case
  bool operator==(const digest&) const = default;
};

/// One thing to download.
///
/// A task is a plain value; nothing in it is checked until it is started. A task that can't be
/// started (a bad URL, an output name that is refused) completes with an error, as any other does.
struct task {
  /// The key under which the person knows it: `BR`, `img-000017`. Never interpreted, need not be
  /// unique.
  std::string code;

  /// An absolute `http` or `https` URL. User name and password in it are sent as Basic
  /// authorisation to that origin only and are never shown. A fragment is ignored.
  std::string url;

  /// Where the finished file stands: a relative path below `options::directory`, with `/` between
  /// folders; missing folders are made. Each component is checked by `check_output_name`.
  std::string output;

  /// Other URLs of the same thing, tried in turn by the retries.
  std::vector<std::string> mirrors = {};

  /// Sent with this task's requests besides `options::headers`, under the same rule: to the origin
  /// of its URL only.
  std::vector<header> headers = {};

  /// How long the file must be, in bytes; nothing when that is not known.
  std::optional<std::uint64_t> size = std::nullopt;

  /// What the file must hash to: each of them. A file that differs never gets its name.
  std::vector<digest> digests = {};
};

/// Identifies a task within one run, in the order in which the source gave it, from 0.
using task_id = std::uint64_t;

} // namespace haul
