#pragma once

#include <haul/error.hpp>
#include <haul/task.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace haul {

/// Scheme, host and port: what a connection is for, and how far credentials may go.
struct origin {
  bool encrypted = false;
  std::string host; ///< lower case; an IPv6 address without brackets
  std::uint16_t port = 0;
  bool operator==(const origin&) const = default;

  /// `https://example.org:443`: unique for the origin, used as its key.
  std::string key() const;
};

/// An absolute http or https URL, taken apart for a request.
class url {
 public:
  /// Percent-encodes what people paste (spaces, non-ASCII bytes) after the authority, and takes an
  /// international host by its ASCII name (see `ascii_host`); refuses control characters, other
  /// schemes and hosts that are neither a name nor an address.
  static result<url> parse(std::string_view text);

  /// As `parse`, for a text that may stand for the same origin as this one, as rows of a list often
  /// do: then only the rest is looked at.
  result<url> parse_alike(std::string_view text) const;

  /// `reference` as seen from here (RFC 3986 section 5). User name and password stay
  /// with their origin; those in `reference` are ignored.
  result<url> resolve(std::string_view reference) const;

  const origin& from() const { return from_; }

  /// Path and query as they go into the request line. Valid as long as the URL is, and unchanged.
  std::string_view target() const { return std::string_view(text_).substr(target_); }

  /// The value of the Host field: with brackets and, when it is not the scheme's, the port. Valid
  /// as the target.
  std::string_view host_field() const {
    return std::string_view(text_).substr(host_, target_ - host_);
  }

  /// The value of an Authorization field for the user name and password of the URL; else empty.
  const std::string& authorization() const { return authorization_; }

  /// Without user name, password and fragment.
  const std::string& text() const { return text_; }

 private:
  // `text` is what a person or a server wrote, for the error.
  static result<url> parse_encoded(std::string_view encoded, std::string_view text);

  // One text with places in it: it is copied and kept for each task.
  origin from_;
  std::string text_;
  std::size_t host_ = 0;   // where the host begins in it
  std::size_t target_ = 0; // where the target begins
  std::string authorization_;
};

/// The URL of a task, or why the task can't be started; the errors of `check_task`. `last` is one
/// that was parsed before, if there is one.
result<url> parse_task(const task& checked, const url* last = nullptr);

} // namespace haul
