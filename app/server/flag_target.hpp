#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace haul {

/// How many two-letter codes there are: AA to ZZ.
inline constexpr std::size_t code_count = 26 * 26;

/// The place of a two-letter code in the alphabet, 0 for AA to 675 for ZZ, letters in any case.
/// Nothing when it is not two letters.
std::optional<std::size_t> code_number(std::string_view code);

/// What a request asks for.
struct flag_target {
  /// The number of the code when the path is that of a flag: `/xx/xx.gif`, both the same code.
  std::optional<std::size_t> code;

  /// The same for all targets that mean the same: the code's number, or a hash of the path.
  std::uint64_t key = 0;
};

/// Reads the target of a request, `/br/br.gif?x=1` or `http://host/br/br.gif`. A query string and
/// the host make no difference, nor does the case of the letters of a flag's path.
flag_target read_target(std::string_view target);

} // namespace haul
