#pragma once

#include "decoder.hpp"

#include <memory>

namespace haul {

/// What `decoder::for_first_bytes` chooses from.
std::unique_ptr<decoder> make_gzip_decoder();
std::unique_ptr<decoder> make_zstd_decoder();

} // namespace haul
