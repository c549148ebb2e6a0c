#pragma once

#include "response_parser.hpp"

#include <string>

namespace haul {

// A file that stands remembers which version of the server's it is: its entity tag in an extended
// attribute, its Last-Modified in its time, or, where it is to have another time, in an attribute.

/// What a conditional request asks with (RFC 9110 section 13.1); each may be empty.
struct kept_validators {
  std::string etag;
  std::string last_modified;
};

/// Notes at an open file of what version it is. Without effect where the file system has no
/// attributes. `timed`: the file has the time of its Last-Modified.
void keep_validators(int file, const kept_validators& of, bool timed);

/// Those of an open file. Where no Last-Modified was noted, the file's time stands for it.
kept_validators read_validators(int file);

/// Those that an answer gives.
kept_validators validators_of(const response_head& head);

} // namespace haul
