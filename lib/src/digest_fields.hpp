#pragma once

#include <haul/task.hpp>

#include <string_view>
#include <vector>

namespace haul {

/// The digests in the value of a `Repr-Digest` or `Content-Digest` field (RFC 9530), several field
/// lines joined by commas: `sha-256=:base64:, sha-512=:base64:`. They come under haul's names
/// (`sha256`), in lower-case hexadecimal, in the order of the field; of two by one algorithm the
/// last counts.
///
/// Both fields speak of the content as it comes, before its content codings are undone. A value
/// that is no dictionary of byte sequences (RFC 8941) is ignored as a whole, so nothing comes of
/// it; other algorithms, deprecated ones among them, and digests of a wrong length are passed over.
std::vector<digest> read_digest_field(std::string_view value);

} // namespace haul
