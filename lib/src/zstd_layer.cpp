#include "coding_layer.hpp"
#include "failure.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
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
  bool right_length() const;

  // The beginning of the frame: the library says what its header holds, but not always whether that
  // came true.
  static constexpr std::size_t longest_header = 18;
  std::array<char, longest_header> header_ = {};
  std::size_t header_bytes_ = 0;
  std::uint64_t made_ = 0; // of the frame
  std::unique_ptr<ZSTD_DStream, free_stream> stream_;
};

// A frame, or one to be skipped (RFC 8878 sections 3.1.1 and 3.1.2). The library would also read
// what was written before there was a standard.
bool can_begin(char byte) {
  const auto value = static_cast<unsigned char>(byte);
  return value == 0x28 || (value & 0xf0) == 0x50;
}

// Version 1.5.4 overlooks it when a frame ends with an empty block.
bool zstd_layer::right_length() const {
  const unsigned long long said = ZSTD_getFrameContentSize(header_.data(), header_bytes_);
  return said == ZSTD_CONTENTSIZE_UNKNOWN || said == made_;
}

result<coding_layer::progress> zstd_layer::decode(std::span<const char>& in, std::span<char> out) {
  if (whole() || !began()) {
    if (!can_begin(in.front()))
      return damaged("no frame begins where one should");
    header_bytes_ = 0;
    made_ = 0;
  }
  ZSTD_inBuffer from = {in.data(), in.size(), 0};
  ZSTD_outBuffer into = {out.data(), out.size(), 0};
  const std::size_t expected = ZSTD_decompressStream(stream_.get(), &into, &from);
  if (ZSTD_isError(expected) != 0) {
    if (ZSTD_getErrorCode(expected) == ZSTD_error_frameParameter_windowTooLarge)
      return failure(
          stage::body, cause::limit_exceeded, "the zstd data asks for a window over 8 MiB");
    return damaged(ZSTD_getErrorName(expected));
  }
  const std::size_t more = std::min(from.pos, longest_header - header_bytes_);
  std::copy_n(in.data(), more, header_.begin() + static_cast<std::ptrdiff_t>(header_bytes_));
  header_bytes_ += more;
  made_ += into.pos;
  if (expected == 0 && !right_length())
    return damaged("a frame is not as long as it says");
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
