#pragma once

#include <string>

namespace haul::test {

/// `text` in a content coding, as a server sends it.
std::string gzip(const std::string& text);

/// `window` is the power of 2 of its size, at most 24; beyond, up to 30, it is a large one, which
/// no standard knows.
std::string brotli(const std::string& text, int window = 22);

std::string zstd(const std::string& text, int level = 3, bool with_checksum = false);

} // namespace haul::test
