#pragma once

#include <haul/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace haul {

/// What a configuration file says about one option.
struct setting {
  std::string name; ///< as it stands, with `_` changed to `-`
  std::vector<std::string> values;
  bool list = false;      ///< whether the values stood in brackets
  std::uint64_t line = 0; ///< from 1
  bool operator==(const setting&) const = default;
};

/// Reads settings in the part of TOML and INI that both people and options need:
///
///     # a comment, also behind a value; a line may begin with ; too
///     [get]                                    # may be left out; no other section is known
///     max-requests = 100
///     user-agent = "a # and \"quotes\""        # \\ \" \n \t and \r are known
///     output = '{code}\as it stands.gif'
///     header = ["Accept: image/gif", 'X-Key: 1']
///
/// A value without quotes goes to the end of its line, or to a `#` with a blank before it. A list
/// may go over several lines. A name without `=` is refused, as is one that comes twice. Errors
/// (`cause::bad_option`) begin with the number of the line ("3: …") and never quote a value.
///
/// CLI11's own reader is not used: 2.1 cuts values at a `#` inside quotes, splits them at blanks
/// and commas, can't name a line, and lets the file win over the environment.
result<std::vector<setting>> parse_settings(std::string_view text);

} // namespace haul
