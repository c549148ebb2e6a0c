#pragma once

#include <string_view>

namespace haul::bench {

/// The Python scripts of `app/bench/peers`, put into the program when it is built: each downloads
/// the list that its first argument names into the folder of the second, over as many connections
/// as the third says, that of httpx over HTTP/1 or 2 as a fourth says; one more is the certificate
/// to trust. Their exit code is 1 when a row failed.
extern const std::string_view aiohttp_script;
extern const std::string_view httpx_script;

} // namespace haul::bench
