#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haul {

/// Bytes of a file from `first` on, up to but not with `end`. Never empty where it is kept.
struct byte_range {
  std::uint64_t first = 0;
  std::uint64_t end = 0;
  bool operator==(const byte_range&) const = default;
};

/// Some bytes of a file: ranges in ascending order that neither touch nor overlap.
class byte_ranges {
 public:
  /// `added` may touch and overlap what is there; an empty one changes nothing.
  void add(byte_range added);

  /// Drops what lies at `end` and behind it.
  void cut(std::uint64_t end);

  const std::vector<byte_range>& all() const { return all_; }
  bool empty() const { return all_.empty(); }

  /// How many bytes they are.
  std::uint64_t bytes() const;

  /// One behind the last byte; 0 when there is none.
  std::uint64_t end() const { return all_.empty() ? 0 : all_.back().end; }

  /// What a file of `total` bytes has beside these.
  byte_ranges missing(std::uint64_t total) const;

  /// First and last byte of each, `0-99,200-299`, at most `most` characters: what has no room is
  /// left out, from the end.
  std::string text(std::size_t most) const;

  /// Of what `text` gave; nothing for anything else.
  static std::optional<byte_ranges> parse(std::string_view text);

  bool operator==(const byte_ranges&) const = default;

 private:
  std::vector<byte_range> all_;
};

} // namespace haul
