#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace haul {

/// What a placeholder of a template may do with its value.
enum class transform {
  lower,    ///< ASCII letters in lower case; other bytes stay
  upper,    ///< ASCII letters in upper case; other bytes stay
  basename, ///< the last component of a path or of a URL's path, without query and fragment
  ext,      ///< what the basename ends with, from its last dot on (`.gif`); empty without one
  hash2,    ///< the first two digits of the value's SHA-256: 256 folders, the same ones everywhere
};

/// The transform that goes by `name` in a template (as it stands in the enumeration), or nothing.
std::optional<transform> transform_named(std::string_view name);

/// `value` after `how`. Nothing is decoded: `%20` in a URL stays so. The basename of a URL without
/// a path is empty, so is that of anything that ends with a slash. A dot that begins or ends the
/// basename (`.profile`, `a.`) makes no extension.
std::string transformed(transform how, std::string_view value);

/// The first `count` hexadecimal digits, in lower case, of the SHA-256 of `value`: what
/// `printf %s VALUE | sha256sum` prints. `count` is at most 64.
std::string hash_digits(std::string_view value, std::size_t count);

} // namespace haul
