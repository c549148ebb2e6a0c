#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace haul {

// Names in the folder of a packed run. Functions of values: no I/O.

inline constexpr std::string_view archive_suffix = ".tar";
inline constexpr std::string_view index_suffix = ".jsonl";

/// `part-00007` and a suffix; more digits where five are not enough.
std::string shard_name(std::uint32_t number, std::string_view suffix);

/// The number in such a name with that suffix; nothing when it is none.
std::optional<std::uint32_t> shard_number(std::string_view name, std::string_view suffix);

/// SHA-256.
std::array<unsigned char, 32> digest_of_member(std::string_view name);

/// Under which name a large body is received before it becomes a member: in the
/// folder itself, whatever folders the member's name has.
std::string body_name(std::string_view member);

/// Whether a file is a part of a body that can go on.
bool is_noted_body(std::string_view file);

} // namespace haul
