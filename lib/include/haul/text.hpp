#pragma once

#include <haul/error.hpp>

#include <string>
#include <string_view>

namespace haul {

/// `text` made safe for a terminal or a log line: C0 and C1 controls, DEL, bidirectional controls
/// and bytes that are not UTF-8 are written as `\xNN` or `\u{NNNN}`; the rest stays as it is.
std::string printable(std::string_view text);

/// `url` without its secrets: user name and password become `***@`, the value of each query
/// parameter `***`, and a fragment is dropped. Works on anything; never throws for a bad URL.
std::string redact(std::string_view url);

/// `text` as it stands, or redacted when there is a URL in it: for values of any kind, such as a
/// code, that are shown.
std::string redact_if_url(std::string_view text);

/// Whether two texts are the same but for the case of their ASCII letters.
bool equal_in_any_case(std::string_view left, std::string_view right);

/// What ends the name of a file that is not whole yet.
inline constexpr std::string_view part_suffix = ".haul-part";

/// What ends the name of the file beside it that says what it is of. As long as `part_suffix`.
inline constexpr std::string_view note_suffix = ".haul-from";

/// Whether `name` may be an output: a relative path whose every component is valid UTF-8 without
/// control characters or backslash, not empty, not `.` or `..`, does not start with `-`, does not
/// end with `part_suffix` or `note_suffix`, and is at most 255 bytes long *with* that suffix. The
/// error
/// (`cause::bad_output`) names the component and the rule. A name is refused, never altered.
result<void> check_output_name(std::string_view name);

/// Whether an output name that `check_output_name` takes can be written on other systems, too: it
/// has none of `<>:"|?*`, no component ends with a dot or a blank, or is a device such as `nul` or
/// `com1.txt`. Errors likewise.
result<void> check_portable_name(std::string_view name);

/// `name` in lower case, in all alphabets, character by character: names that are one file where
/// case doesn't count give the same.
std::string folded_case(std::string_view name);

} // namespace haul
