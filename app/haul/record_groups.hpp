#pragma once

#include "record.hpp"

#include <cstddef>
#include <string>

namespace haul {

/// The host that answered a record's row, in lower case and without port: that of `final_url`, else
/// of `url`. Empty where neither has one.
std::string host_of(const record& written);

/// What a record's failure is counted as: the name of its cause; with an answer's status behind it
/// `http_status 503`. Never for a record without `error`.
std::string kind_of(const record& written);

/// The text, cut off behind at most `most` bytes (from 3 on, `...` included), not within a
/// character.
std::string cut_off(const std::string& text, std::size_t most);

} // namespace haul
