#pragma once

#include <haul/error.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace haul {

/// A duration as a person writes it: a number of seconds (`90`, `0.5`), or numbers with units from
/// the longest to the shortest, each at most once: `250ms`, `90s`, `5m`, `1.5h`, `1h30m`, `2d`. The
/// result lies between `least` and `most`, rounded to milliseconds; anything else is an error
/// (`cause::bad_option`) that quotes the text and says the range. With `least` 0 zero is taken, but
/// what would only be rounded to zero is not: zero often means "no limit".
result<std::chrono::milliseconds> parse_duration(
    std::string_view text, std::chrono::milliseconds least, std::chrono::milliseconds most);

/// A duration in its largest whole unit: `90s`, `5m`, `365d`.
std::string describe_duration(std::chrono::milliseconds duration);

/// Bytes a second: a number, with decimals, and `k`, `M`, `G` or `T` (in either case; powers of
/// 1000) or `Ki`, `Mi`, `Gi`, `Ti` (powers of 1024) behind it; then perhaps `B`, then perhaps `/s`.
/// 0, or from 1000 to 10^15; anything else is an error (`cause::bad_option`). A `b`, which is a bit
/// to many, is refused.
///
/// curl, wget and rclone take `10M` for 10 x 1024^2. haul takes it for what SI, the rates of links
/// and haul's own reports mean by it; who wants the other writes `10Mi`, which can't be misread.
result<std::uint64_t> parse_byte_rate(std::string_view text);

/// Requests a second: a number, with decimals (that many a second), or with `/s`, `/m`, `/h` or
/// `/d` behind it: `5/s`, `30/m`. 0, or from one a day to 1,000,000 a second; anything else is an
/// error (`cause::bad_option`).
result<double> parse_rate(std::string_view text);

/// How many errors a run bears.
struct error_limit {
  /// How many tasks finish before a percentage means something: else the first error would be 100
  /// %.
  static constexpr std::uint64_t sample = 100;

  double most = 0;      ///< errors, or percent of the finished tasks
  bool percent = false; ///< which of the two

  /// Whether a run with so many errors among so many finished tasks has more than it bears. A
  /// percentage is looked at from `sample` finished tasks on.
  bool exceeded(std::uint64_t errors, std::uint64_t finished) const;
  bool operator==(const error_limit&) const = default;
};

/// `20` (errors, up to 10^15) or `5%` (of the finished tasks; from 0 to 100, with decimals);
/// anything else is an error (`cause::bad_option`).
result<error_limit> parse_error_limit(std::string_view text);

} // namespace haul
