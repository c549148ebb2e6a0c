#pragma once

#include <haul/error.hpp>
#include <haul/options.hpp>

#include <string_view>
#include <vector>

namespace haul {

/// Reads a .netrc as curl and ftp have it:
///
///     machine example.org login ann password "two words"   # a comment
///     default login guest password guest
///
/// Words stand apart by blanks and ends of lines. A word in double quotes may hold both, and `\"`,
/// `\\`, `\n`, `\r` and `\t`. `#` begins a comment where no value is due: a password may begin with
/// it. `account`, `port` and `protocol` with their values, and macros (`macdef`, up to the next
/// empty line), are read over.
///
/// Logins come back in the order of the file, `default` with an empty host. One without `login` and
/// `password` stays, as it keeps its host from the default. Errors (`cause::bad_option`) begin with
/// the number of the line ("3: …") and quote nothing, as any word may be a secret.
result<std::vector<host_login>> parse_netrc(std::string_view text);

} // namespace haul
