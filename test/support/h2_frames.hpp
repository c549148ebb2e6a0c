#pragma once

#include "h2_record.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace haul::test {

/// The nine bytes before a payload of `length`, whether or not that follows. Types and flags are
/// nghttp2's (`NGHTTP2_DATA`, `NGHTTP2_FLAG_END_STREAM`), or any other number.
std::string frame_head(std::size_t length, int type, int flags, std::uint32_t stream);

/// A frame as it stands on the wire, also one that nobody should send.
std::string frame(int type, int flags, std::uint32_t stream, std::string_view payload = {});

/// Four bytes: a window's increment, an error code.
std::string number_bytes(std::uint32_t value);

std::string settings_bytes(const h2_settings& settings);

/// The payload of a GOAWAY.
std::string goaway_bytes(std::uint32_t last_stream, std::uint32_t code, std::string_view why = {});

/// A header block of literals that go into no table, so that it changes nothing for the blocks that
/// nghttp2 makes. Names and values stand as they are given, right or wrong.
std::string literal_block(const h2_fields& fields);

/// A literal that goes into the client's table as its newest entry. nghttp2 doesn't know of it:
/// afterwards a script has to write all header blocks of this connection itself.
std::string inserted_field(std::string_view name, std::string_view value);

/// A field by its place in the table: 1 to 61 are fixed, 62 is the newest.
std::string indexed_field(std::size_t place);

/// The instruction by which a block sets the size of the client's table.
std::string table_size(std::size_t size);

/// The length of a literal, or another number of HPACK, with `prefix` bits in its first byte, whose
/// other bits are those of `first`.
std::string hpack_number(std::size_t value, int prefix, int first = 0);

} // namespace haul::test
