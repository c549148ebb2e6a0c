#include "coding_layer.hpp"
#include "failure.hpp"

#include <new>
#include <zstd.h>
#include <zstd_errors.h>

namespace haul {

namespace {

constexpr int largest_window = 23; // 8 MiB

struct free_stream {
  void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
};

class zstd_layer final : public coding_layer {
 public:
  zstd_layer() : coding_layer("zstd"), stream_(ZSTD_createDStream()) {
    if (stream_ == nullptr)
      throw std::bad_alloc();
    ZSTD_DCtx_setParameter(stream_.get(), ZSTD_d_windowLogMax, largest_window);
  }

 private:
  result<progress> decode(std::span<const char>& in, std::span<char> out) override;

  std::unique_ptr<ZSTD_DStream, free_stream> stream_;
};

// A frame, or one to be skipped (RFC 8878 sections 3.1.1 and 3.1.2). The library would also read
// what was written before there was a standard.
bool can_begin(char byte) {
  const auto value = static_cast<unsigned char>(byte);
  return value == 0x28 || (value & 0xf0) == 0x50;
}

result<coding_layer::progress> zstd_layer::decode(std::span<const char>& in, std::span<char> out) {
  if ((whole() || !began()) && !can_begin(in.front()))
    return damaged("no frame begins where one should");
  ZSTD_inBuffer from = {in.data(), in.size(), 0};
  ZSTD_outBuffer into = {out.data(), out.size(), 0};
  const std::size_t expected = ZSTD_decompressStream(stream_.get(), &into, &from);
  if (ZSTD_isError(expected) != 0) {
    if (ZSTD_getErrorCode(expected) == ZSTD_error_frameParameter_windowTooLarge)
      return failure(
          stage::body, cause::limit_exceeded, "the zstd data asks for a window over 8 MiB");
    return damaged(ZSTD_getErrorName(expected));
  }
  in = in.subspan(from.pos);
  progress step;
  step.made = into.pos;
  step.whole = expected == 0;
  return step;
}

} // namespace

std::unique_ptr<coding_layer> make_zstd_layer() {
  return std::make_unique<zstd_layer>();
}

} // namespace haul
