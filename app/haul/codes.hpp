#pragma once

#include <haul/error.hpp>

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace haul {

/// Which flags a person asks for.
struct code_choice {
  /// Two letters name one flag, one letter the 26 that begin with it; any case. None at all means
  /// the 20 countries with the most people.
  std::vector<std::string> arguments;

  /// Every flag there is. Wins over `arguments`, which are checked all the same.
  bool all = false;

  /// Every code from AA to ZZ, most of which have no flag. Wins over `all`.
  bool every = false;

  /// How many codes are kept, from the first on.
  std::size_t limit = std::numeric_limits<std::size_t>::max();
};

/// The chosen codes in upper case, in alphabetical order, each once. An argument of another form is
/// an error (`cause::bad_option`) that quotes it.
result<std::vector<std::string>> expand_codes(const code_choice& choice);

} // namespace haul
