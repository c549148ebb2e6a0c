#include "digest_fields.hpp"

#include "structured_field.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

namespace haul {

namespace {

struct algorithm {
  std::string_view key;
  std::string_view name;
  std::size_t length; // in bytes
};

// Those that the registry of RFC 9530 calls active.
constexpr algorithm algorithms[] = {{"sha-256", "sha256", 32}, {"sha-512", "sha512", 64}};

std::string to_hex(std::string_view bytes) {
  std::string hex;
  for (const char each : bytes)
    hex += fmt::format("{:02x}", static_cast<unsigned char>(each));
  return hex;
}

} // namespace

std::vector<digest> read_digest_field(std::string_view value) {
  std::vector<digest> digests;
  const std::optional<byte_sequences> members = parse_byte_sequences(value);
  if (!members)
    return digests;
  for (const auto& [key, bytes] : *members) {
    const auto* const known = std::ranges::find(algorithms, key, &algorithm::key);
    if (known == std::end(algorithms) || bytes.size() != known->length)
      continue;
    digest made;
    made.algorithm = known->name;
    made.hex = to_hex(bytes);
    digests.push_back(std::move(made));
  }
  return digests;
}

} // namespace haul
