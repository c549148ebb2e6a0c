#pragma once

#include <boost/beast/http/field.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace haul {

/// How many interim responses (1xx) may come before the final one.
inline constexpr int most_interim = 16;

/// What is known of a response once its header has come.
struct response_head {
  unsigned status = 0;
  std::string reason;
  std::optional<std::string> location;
  std::optional<std::uint64_t> content_length;

  /// What the content is. These have one value: empty when two lines say different things, for then
  /// neither can be relied on.
  std::optional<std::string> content_type;
  std::optional<std::string> content_range;
  std::optional<std::string> etag;
  std::optional<std::string> last_modified;
  std::optional<std::string> date;

  /// These are lists: the values of several lines, joined by commas.
  std::optional<std::string> content_encoding;
  std::optional<std::string> repr_digest;
  std::optional<std::string> content_digest;

  /// Also a list: which units it takes ranges in.
  std::optional<std::string> accept_ranges;

  /// What the server says about how often it wants to be asked.
  std::optional<std::string> retry_after;
  std::optional<std::string> rate_limit;
  std::optional<std::string> rate_limit_remaining;
  std::optional<std::string> rate_limit_reset;
};

/// The value of a field, empty when it did not come. Valid as long as the head.
inline std::string_view text_of(const std::optional<std::string>& field) {
  return field ? std::string_view(*field) : std::string_view();
}

/// Keeps the value of a field that is of interest, by the rules above. `spelled` is its name as it
/// came, `name` what that is known as.
void keep_field(
    response_head& in, boost::beast::http::field name, std::string_view spelled,
    std::string_view value);

} // namespace haul
