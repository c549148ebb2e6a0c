#pragma once

#include "bad_field.hpp"

#include <string>
#include <string_view>

namespace haul {

/// Where the file of a URL goes when nobody says: `host/dir/file`, as the path is written, without
/// decoding anything.
///
/// - A port other than the scheme's stands behind the host: `host_8080/file`.
/// - A path that ends with a slash gets `index.html`.
/// - With a query, `-` and 16 hexadecimal digits of its hash stand before the extension: two
///   queries are two files, and a query may hold secrets. (16, not fewer: within a list of a
///   million such URLs two would otherwise be likely to meet, and the second be taken for done.)
/// - User name, password and fragment play no part, nor does the scheme: the same thing by http
///   and by https is one file.
///
/// Fails with `bad_url` for what is not an http or https URL with a host, with `bad_output` for a
/// path that can't be a name (`check_output_name`), such as one with `..` or `//` in it.
field_result<std::string> output_of_url(std::string_view url);

} // namespace haul
