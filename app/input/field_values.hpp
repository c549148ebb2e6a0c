#pragma once

#include "bad_field.hpp"

#include <haul/task.hpp>

#include <cstdint>
#include <string_view>

namespace haul {

// The known fields of a row that are more than text. The errors carry the field's name and
// `cause::bad_option`.

/// A length in bytes: decimal digits and nothing else, below 2^64.
field_result<std::uint64_t> read_size(std::string_view value);

/// A digest by `algorithm` (`sha256`, `sha512`, `sha1` or `md5`), in hexadecimal of either case or
/// in base64 with or without its padding; always given back in hexadecimal, in lower case. The
/// length decides which of the two it is. Base64 may have the algorithm in front of it, as in
/// Subresource Integrity: `sha256-BASE64`.
field_result<digest> read_digest(std::string_view algorithm, std::string_view value);

/// A digest with its algorithm, which may also be spelled `sha-256` and is read in either case:
/// `sha256=VALUE`, with a value as `read_digest` takes it, or `sha256-BASE64`. The errors' field is
/// `checksum`.
field_result<digest> read_checksum(std::string_view text);

/// A header as a person writes it: `Name: value`, with any blanks around the value. Only the colon
/// and the name in front of it are asked for; the rest is for the library to check.
field_result<header> read_header(std::string_view text);

} // namespace haul
