#pragma once

#include <haul/error.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

namespace haul {

/// Decodes gzip (also of several members) and zstd (also of several frames) as the bytes come, and
/// gives on what is neither. Memory doesn't depend on what the input unfolds to: what comes out is
/// at most 64 KiB at once. zstd frames that ask for a window over 32 MiB (`zstd --ultra -21` and
/// up, `--long=26`) are refused.
///
/// Errors say whether the input is damaged or ends too early; they don't name it. After one,
/// nothing more may be asked.
class decoder {
 public:
  /// The most bytes that come out at once.
  static constexpr std::size_t piece_size = 64 * 1024;

  /// The decoder that the first bytes ask for (4 are enough), or else the name's ending: `.gz` or
  /// `.zst`. Never null.
  static std::unique_ptr<decoder> for_first_bytes(
      std::string_view name, std::string_view first_bytes);

  virtual ~decoder() = default;

  /// Gives the decoder more to read, once `next` has returned an empty piece. `in` must stay until
  /// it does so again.
  virtual void feed(std::string_view in) = 0;

  /// The next piece of what comes out, good until the next call; empty when more must be fed.
  virtual result<std::string_view> next() = 0;

  /// There is no more to feed: an error when the input ends in the middle.
  virtual result<void> finish() = 0;

  /// Feeds `in` and calls `take` with each piece. Where the pieces can't be used up as they come,
  /// `feed` and `next` are the way: 64 KiB of input can unfold to gigabytes.
  result<void> push(std::string_view in, const std::function<void(std::string_view)>& take);
};

} // namespace haul
