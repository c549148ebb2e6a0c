#include "pack_names.hpp"

#include "hex.hpp"
#include "pack_members.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>
#include <openssl/evp.h>

#include <charconv>
#include <memory>

namespace haul {

namespace {

constexpr std::string_view shard_prefix = "part-";
constexpr std::string_view body_prefix = "member-";
constexpr std::size_t fewest_digits = 5;

} // namespace

std::string shard_name(std::uint32_t number, std::string_view suffix) {
  return fmt::format("{}{:0{}}{}", shard_prefix, number, fewest_digits, suffix);
}

std::optional<std::uint32_t> shard_number(std::string_view name, std::string_view suffix) {
  if (!name.starts_with(shard_prefix) || !name.ends_with(suffix))
    return std::nullopt;
  std::uint32_t number = 0;
  const char* const end = name.data() + name.size() - suffix.size();
  const auto [stopped, failed] = std::from_chars(name.data() + shard_prefix.size(), end, number);
  if (failed != std::errc() || stopped != end || number >= pack_members::most_shards ||
      shard_name(number, suffix) != name)
    return std::nullopt;
  return number;
}

std::array<unsigned char, 32> digest_of_member(std::string_view name) {
  // Looked up once: that costs more than to hash a name.
  static const std::unique_ptr<EVP_MD, decltype(&::EVP_MD_free)> sha256(
      ::EVP_MD_fetch(nullptr, "SHA256", nullptr), ::EVP_MD_free);
  std::array<unsigned char, 32> made = {};
  ::EVP_Digest(name.data(), name.size(), made.data(), nullptr, sha256.get(), nullptr);
  return made;
}

std::string body_name(std::string_view member) {
  const auto digest = digest_of_member(member);
  return std::string(body_prefix) + to_hex(std::span(digest).first(16));
}

bool is_noted_body(std::string_view file) {
  return file.starts_with(body_prefix) && file.ends_with(note_suffix);
}

} // namespace haul
