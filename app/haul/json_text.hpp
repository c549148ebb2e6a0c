#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace haul {

/// `text` as a JSON string, quotes included. Always valid UTF-8 and safe for a terminal: bytes that
/// are not UTF-8 become U+FFFD, and whatever `printable` would escape is written as `\uNNNN`.
std::string json_text(std::string_view text);

/// One JSON object on one line, its members in the order in which they are added. Names are taken
/// as they stand: plain ASCII, each once.
class json_object {
 public:
  void add_text(std::string_view name, std::string_view value);
  void add_number(std::string_view name, std::uint64_t value);

  /// A thousandth of `thousandths`, with at most three decimals: 35200 is written as `35.2`.
  void add_thousandths(std::string_view name, std::uint64_t thousandths);

  /// So many milliseconds, with at most three decimals; 0 for less.
  void add_milliseconds(std::string_view name, std::chrono::microseconds time) {
    add_thousandths(name, static_cast<std::uint64_t>(std::max<std::int64_t>(time.count(), 0)));
  }

  /// `value` is JSON already.
  void add_json(std::string_view name, std::string_view value);

  /// The whole object. Nothing can be added afterwards.
  std::string close();

 private:
  void begin_field(std::string_view name);

  std::string text_; // empty before the first member
};

} // namespace haul
