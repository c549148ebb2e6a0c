#include "h2_frames.hpp"

#include <nghttp2/nghttp2.h>

namespace haul::test {

namespace {

std::string big_endian(std::uint64_t value, int bytes) {
  std::string made;
  for (int left = bytes; left > 0; --left)
    made += static_cast<char>(value >> (8 * (left - 1)));
  return made;
}

std::string literal_text(std::string_view text) {
  return hpack_number(text.size(), 7) + std::string(text);
}

} // namespace

std::string frame_head(std::size_t length, int type, int flags, std::uint32_t stream) {
  return big_endian(length, 3) + static_cast<char>(type) + static_cast<char>(flags) +
         big_endian(stream, 4);
}

std::string frame(int type, int flags, std::uint32_t stream, std::string_view payload) {
  return frame_head(payload.size(), type, flags, stream) + std::string(payload);
}

std::string number_bytes(std::uint32_t value) {
  return big_endian(value, 4);
}

std::string settings_bytes(const h2_settings& settings) {
  std::string made;
  for (const auto& [identifier, value] : settings)
    made += big_endian(static_cast<std::uint32_t>(identifier), 2) + number_bytes(value);
  return made;
}

std::string goaway_bytes(std::uint32_t last_stream, std::uint32_t code, std::string_view why) {
  return number_bytes(last_stream) + number_bytes(code) + std::string(why);
}

std::string literal_block(const h2_fields& fields) {
  std::string made;
  for (const auto& [name, value] : fields)
    made += '\0' + literal_text(name) + literal_text(value);
  return made;
}

std::string inserted_field(std::string_view name, std::string_view value) {
  return '\x40' + literal_text(name) + literal_text(value);
}

std::string indexed_field(std::size_t place) {
  return hpack_number(place, 7, 0x80);
}

std::string table_size(std::size_t size) {
  return hpack_number(size, 5, 0x20);
}

std::string hpack_number(std::size_t value, int prefix, int first) {
  const std::size_t most = (std::size_t{1} << prefix) - 1;
  if (value < most)
    return std::string(1, static_cast<char>(static_cast<std::size_t>(first) | value));
  std::string made(1, static_cast<char>(static_cast<std::size_t>(first) | most));
  for (value -= most; value >= 128; value >>= 7)
    made += static_cast<char>(0x80 | (value & 0x7f));
  return made + static_cast<char>(value);
}

} // namespace haul::test
