#pragma once

#include <haul/error.hpp>
#include <haul/options.hpp>

#include <openssl/types.h>

#include <filesystem>
#include <string>
#include <string_view>

namespace haul {

/// Reads the certificates to trust: those of `ca_file`, unless it is empty. Those of the system are
/// left for later, and `into` may be null then; an error names a file that stands for them and
/// can't be read.
result<void> read_trusted(ssl_ctx_st* into, const std::filesystem::path& ca_file);

/// Reads the client certificate of `how`, which is not empty, and its key. An error names the one
/// that can't be used.
result<void> read_shown(ssl_ctx_st* into, const options& how);

/// Has the server's certificate prove `host`, a name or an address, which is also sent as SNI if it
/// is a name. False when it can't be asked for.
bool require_host(ssl_st* ssl, const std::string& host);

/// What OpenSSL says of its last failure.
std::string openssl_reason();

/// The error of a TLS setting that can't be used, with that reason.
error tls_trouble(std::string_view what);

} // namespace haul
