#include "transform.hpp"

#include <boost/assert.hpp>
#include <openssl/sha.h>

#include <algorithm>
#include <array>

namespace haul {

namespace {

// ASCII whatever the locale says, which <cctype> would ask.
std::string shifted(std::string_view value, char first, char last, int distance) {
  std::string changed(value);
  for (char& each : changed) {
    if (each >= first && each <= last)
      each = static_cast<char>(each + distance);
  }
  return changed;
}

std::string_view basename(std::string_view value) {
  value = value.substr(0, value.find_first_of("?#"));
  const std::size_t authority = value.find("://");
  if (authority != std::string_view::npos) {
    const std::size_t path = value.find('/', authority + 3);
    value = path == std::string_view::npos ? std::string_view() : value.substr(path);
  }
  return value.substr(value.rfind('/') + 1);
}

std::string_view extension(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == name.size())
    return {};
  return name.substr(dot);
}

} // namespace

std::optional<transform> transform_named(std::string_view name) {
  if (name == "lower")
    return transform::lower;
  if (name == "upper")
    return transform::upper;
  if (name == "basename")
    return transform::basename;
  if (name == "ext")
    return transform::ext;
  if (name == "hash2")
    return transform::hash2;
  return std::nullopt;
}

std::string transformed(transform how, std::string_view value) {
  switch (how) {
  case transform::lower: return shifted(value, 'A', 'Z', 'a' - 'A');
  case transform::upper: return shifted(value, 'a', 'z', 'A' - 'a');
  case transform::basename: return std::string(basename(value));
  case transform::ext: return std::string(extension(basename(value)));
  case transform::hash2: return hash_digits(value, 2);
  }
  BOOST_ASSERT(false);
  return {};
}

std::string hash_digits(std::string_view value, std::size_t count) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::array<unsigned char, SHA256_DIGEST_LENGTH> hash{};
  SHA256(reinterpret_cast<const unsigned char*>(value.data()), value.size(), hash.data());
  std::string text;
  for (const unsigned char each : hash) {
    text += digits[each >> 4];
    text += digits[each & 15];
  }
  text.resize(std::min(count, text.size()));
  return text;
}

} // namespace haul
