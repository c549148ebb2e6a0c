#pragma once

#include <haul/error.hpp>
#include <haul/task.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace haul {

/// One of the equal parts of a list that runs on different machines take, who know nothing of each
/// other: every run reads the whole list, and each row belongs to one shard.
struct shard {
  std::uint64_t index = 0; ///< from 0
  std::uint64_t count = 1; ///< at least 1, greater than `index`
  bool operator==(const shard&) const = default;
};

/// By what a row finds its shard.
enum class shard_rule {
  row,  ///< its number: rows go round all shards, so that these differ by one row at most
  host, ///< its URL's host, as limits for each host know it: all of a host's rows are in one shard
  code, ///< its code
};

/// How many shards there may be.
inline constexpr std::uint64_t most_shards = 1'000'000;

/// `I/N`: `0/8` is the first of eight. The error says what is wrong.
result<shard> parse_shard(std::string_view text);

/// The shard of a text among `count`, the same on every machine and in every version: the first
/// eight bytes of its SHA-256 as a number, the highest first, modulo `count`.
std::uint64_t shard_of_text(std::string_view text, std::uint64_t count);

/// Which rows are a shard's by their host or code, as `row_hooks::is_ours` asks it. A row of which
/// no task can be made, or whose URL has no host, falls by its number.
std::function<bool(std::uint64_t number, const task* made)> is_in(
    const shard& which, shard_rule rule);

/// `text` with the shard's index in place of each `{shard}`.
std::string name_of_shard(std::string text, const shard& which);

} // namespace haul
