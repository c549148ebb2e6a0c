#include "recorded_rows.hpp"

namespace haul {

namespace {

constexpr std::uint64_t hash_start = 0xcbf29ce484222325; // FNV-1a
constexpr std::uint64_t hash_prime = 0x100000001b3;

std::uint64_t mix(std::uint64_t hash, std::string_view text) {
  for (const char each : text)
    hash = (hash ^ static_cast<unsigned char>(each)) * hash_prime;
  return (hash ^ 0xff) * hash_prime; // a byte that no UTF-8 has, so that "a", "bc" is not "ab", "c"
}

std::uint16_t fingerprint(std::string_view code, std::string_view url, std::string_view output) {
  const std::uint64_t hash = mix(mix(mix(hash_start, code), url), output);
  const auto folded = static_cast<std::uint16_t>(hash ^ hash >> 16 ^ hash >> 32 ^ hash >> 48);
  return folded == 0 ? 1 : folded;
}

} // namespace

bool recorded_rows::is_done(
    std::uint64_t row, std::string_view code, std::string_view url, std::string_view output) const {
  const std::uint16_t known = fingerprint_of(row);
  return known != 0 && known == fingerprint(code, url, output);
}

void recorded_rows::add(const record& done) {
  std::unique_ptr<page>& rows = pages_[done.row / rows_a_page];
  if (!rows)
    rows = std::make_unique<page>();
  (*rows)[done.row % rows_a_page] = fingerprint(done.code, done.url, done.output);

  outcome finished;
  finished.status = done.status;
  finished.bytes = done.bytes;
  counts_.add(finished);
}

std::uint16_t recorded_rows::fingerprint_of(std::uint64_t row) const {
  const auto found = pages_.find(row / rows_a_page);
  return found == pages_.end() ? std::uint16_t{0} : (*found->second)[row % rows_a_page];
}

} // namespace haul
