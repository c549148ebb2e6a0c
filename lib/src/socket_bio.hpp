#pragma once

#include <openssl/types.h>

namespace haul {

/// What OpenSSL reads and writes a non-blocking socket with. The socket is not owned and must stay
/// open for as long as it is used. The caller frees it, or hands it to a session; null when there
/// is no memory.
bio_st* open_socket_bio(int descriptor);

} // namespace haul
