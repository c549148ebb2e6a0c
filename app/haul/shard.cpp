#include "shard.hpp"

#include "option_values.hpp"
#include "url.hpp"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <array>
#include <optional>

namespace haul {

namespace {

constexpr std::string_view placeholder = "{shard}";

// Which shard a host has, for as long as rows of the same host follow each other.
struct host_shard {
  std::string host; // empty: no host yet
  std::uint64_t index = 0;
};

} // namespace

result<shard> parse_shard(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto index = parse_number<std::uint64_t>(text.substr(0, slash), 0, most_shards);
  const auto count = parse_number<std::uint64_t>(
      slash == std::string_view::npos ? "" : text.substr(slash + 1), 1, most_shards);
  if (!index || !count)
    return refused_value(
        text, fmt::format("auto or I/N, such as 0/8, with N from 1 to {}", most_shards));
  if (*index >= *count)
    return refused_value(
        text, fmt::format("a shard: of {} the first is 0 and the last {}", *count, *count - 1));
  shard made;
  made.index = *index;
  made.count = *count;
  return made;
}

std::uint64_t shard_of_text(std::string_view text, std::uint64_t count) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  std::uint64_t number = 0;
  for (std::size_t index = 0; index < sizeof number; ++index)
    number = number << 8 | digest[index];
  return number % count;
}

std::function<bool(std::uint64_t, const task*)> is_in(const shard& which, shard_rule rule) {
  return [which, rule, last = host_shard()](std::uint64_t number, const task* made) mutable {
    if (made != nullptr && rule == shard_rule::code)
      return shard_of_text(made->code, which.count) == which.index;
    std::optional<url> parsed;
    if (made != nullptr && rule == shard_rule::host) {
      if (result<url> at = url::parse(made->url))
        parsed = *std::move(at);
    }
    if (!parsed)
      return (number - 1) % which.count == which.index;
    if (parsed->from().host != last.host) {
      last.host = parsed->from().host;
      last.index = shard_of_text(last.host, which.count);
    }
    return last.index == which.index;
  };
}

std::string name_of_shard(std::string text, const shard& which) {
  const std::string index = std::to_string(which.index);
  for (std::size_t at = text.find(placeholder); at != std::string::npos;
       at = text.find(placeholder, at + index.size()))
    text.replace(at, placeholder.size(), index);
  return text;
}

} // namespace haul
