#pragma once

#include "web_server.hpp"

#include <haul/error.hpp>

#include <filesystem>
#include <optional>

namespace haul::bench {

/// nghttp2's own server, which speaks nothing but HTTP/2, with one thread on a free port of the
/// loopback. Serves the folder `www` in `home`, where its certificate goes, too; a thousand streams
/// may be open at once. An error when it (or openssl, for `encrypted`) is missing or does not
/// start.
result<web_server> start_nghttpd(
    const std::filesystem::path& home, bool encrypted, std::optional<int> core);

} // namespace haul::bench
