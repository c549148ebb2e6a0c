// Values of fields that a server sends: digests, media types; and checksums that a person writes.

#include "digest_fields.hpp"
#include "field_values.hpp"
#include "media_type.hpp"
#include "structured_field.hpp"

#include <haul/text.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace haul;

void require(bool holds) {
  if (!holds)
    std::abort();
}

void check_digest(const digest& read) {
  require(read.hex.find_first_not_of("0123456789abcdef") == std::string::npos);
  require(
      (read.algorithm == "sha256" && read.hex.size() == 64) ||
      (read.algorithm == "sha512" && read.hex.size() == 128) ||
      (read.algorithm == "sha1" && read.hex.size() == 40) ||
      (read.algorithm == "md5" && read.hex.size() == 32));
}

void check_digests(std::string_view value) {
  const std::vector<digest> digests = read_digest_field(value);
  require(digests.size() <= 2);
  for (const digest& each : digests)
    check_digest(each);
  const auto members = parse_byte_sequences(value);
  require(members || digests.empty());
  if (!members)
    return;
  std::set<std::string> keys;
  for (const auto& [key, bytes] : *members)
    require(!key.empty() && keys.insert(key).second);
  // What is right stays right with another member behind it; one that says nothing adds nothing.
  if (!members->empty())
    require(read_digest_field(std::string(value) + ", x=:AA==:") == digests);
}

void check_types(std::string_view value) {
  const result<void> pattern = check_media_pattern(value);
  if (!pattern)
    require(printable(pattern.error().message) == pattern.error().message);
  require(!matches_media_pattern("image/png", value) || pattern.has_value());
  const bool is_type = matches_media_pattern(value, "*/*");
  require(is_type || !matches_media_pattern(value, "image/*"));
  require(is_type == matches_media_pattern(std::string(value) + "; charset=utf-8", "*/*"));
}

void check_checksum(std::string_view value) {
  const field_result<digest> read = read_checksum(value);
  if (read) {
    check_digest(*read);
    const field_result<digest> again = read_checksum(read->algorithm + "=" + read->hex);
    require(again.has_value() && *again == *read);
  } else {
    require(read.error().field == "checksum" && !read.error().message.empty());
    require(printable(read.error().message) == read.error().message);
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view value(reinterpret_cast<const char*>(data), size);
  check_digests(value);
  check_types(value);
  check_checksum(value);
  return 0;
}
