#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace haul {

/// The members of a dictionary, in its order, each key once.
using byte_sequences = std::vector<std::pair<std::string, std::string>>;

/// Parses a dictionary whose every value is a byte sequence, by the rules of RFC 8941 section 4.2.
/// Parameters must be right and are dropped; a key that comes again takes the place of the first.
/// Nothing comes of a value that is not such a dictionary: a field with one is ignored as a whole.
/// Base64 may lack its padding, and bits that are left over are dropped (section 4.2.7).
std::optional<byte_sequences> parse_byte_sequences(std::string_view value);

} // namespace haul
