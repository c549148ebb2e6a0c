#pragma once

#include "response_parser.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace haul {

// The rules by which a body that was broken off goes on later (RFC 9110 sections 13.1.5 and 14).
// Functions of values: no I/O.

/// What the bytes of a part are of, and what proves that the rest is of the same.
struct part_origin {
  std::string validator;              ///< as If-Range takes it: a strong entity tag, or a date
  std::optional<std::uint64_t> total; ///< bytes of the whole; nothing when that was not said
  std::string last_modified;          ///< the field; may be empty
  bool operator==(const part_origin&) const = default;
};

/// Whether a text may be a `validator`: it may have been written by somebody else, and goes into a
/// request.
bool is_validator(std::string_view text);

/// What the body of `head`, an answer of 200 or 206, is of; nothing when it can't go on later: it
/// is coded, or has neither a strong entity tag nor, in place of a tag, a Last-Modified that is at
/// least a second older than its Date (RFC 9110 section 8.8.2.2).
std::optional<part_origin> origin_of(const response_head& head);

/// What an answer means for the part that was to go on with it.
enum class continuation {
  rest,      ///< the body begins where the part ends
  whole,     ///< the whole comes, from its beginning
  complete,  ///< nothing is missing: only a digest can tell that what is there is right
  useless,   ///< neither can be relied on: the whole must be asked for
  unrelated, ///< the answer is about something else: a failure
};

/// `bytes` of `part` are there, and everything from there on was asked for.
continuation judge(const part_origin& part, std::uint64_t bytes, const response_head& answer);

} // namespace haul
