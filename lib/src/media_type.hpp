#pragma once

#include <haul/error.hpp>

#include <string_view>

namespace haul {

/// Whether `pattern` says which media types are wanted: `type/subtype`, `type/*` or `*/*`, each
/// part a token (RFC 9110 section 8.3.1), without parameters. The error (`stage::input`,
/// `cause::bad_option`) shows the pattern, fit for a terminal.
result<void> check_media_pattern(std::string_view pattern);

/// Whether the value of a `Content-Type` is of a type that the pattern allows. Letters match in
/// either case; parameters (`; charset=utf-8`) make no difference. A value that names no type, or
/// more than one, matches nothing, nor does anything match a pattern of another form.
bool matches_media_pattern(std::string_view content_type, std::string_view pattern);

} // namespace haul
