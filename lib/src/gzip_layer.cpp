#include "coding_layer.hpp"

#define ZLIB_CONST
#include <algorithm>
#include <new>
#include <zlib.h>

namespace haul {

namespace {

constexpr int gzip_with_the_largest_window = 15 + 16;
constexpr std::size_t most_at_once = 1U << 30; // zlib counts in 32 bits

class gzip_layer final : public coding_layer {
 public:
  gzip_layer() : coding_layer("gzip") {
    if (inflateInit2(&stream_, gzip_with_the_largest_window) != Z_OK)
      throw std::bad_alloc();
  }
  ~gzip_layer() override { inflateEnd(&stream_); }

 private:
  result<progress> decode(std::span<const char>& in, std::span<char> out) override;

  z_stream stream_ = {};
};

result<coding_layer::progress> gzip_layer::decode(std::span<const char>& in, std::span<char> out) {
  if (whole()) {
    // zlib itself would wait for a second byte to tell.
    if (in.front() != '\x1f')
      return damaged("there is something else behind its end");
    inflateReset(&stream_);
  }
  const std::size_t given = std::min(in.size(), most_at_once);
  stream_.next_in = reinterpret_cast<const Bytef*>(in.data());
  stream_.avail_in = static_cast<uInt>(given);
  stream_.next_out = reinterpret_cast<Bytef*>(out.data());
  stream_.avail_out = static_cast<uInt>(out.size());
  const int status = inflate(&stream_, Z_NO_FLUSH);
  in = in.subspan(given - stream_.avail_in);
  // Z_BUF_ERROR: nothing was held back after all.
  if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
    return damaged(stream_.msg != nullptr ? stream_.msg : zError(status));
  progress step;
  step.made = out.size() - stream_.avail_out;
  step.whole = status == Z_STREAM_END;
  return step;
}

} // namespace

std::unique_ptr<coding_layer> make_gzip_layer() {
  return std::make_unique<gzip_layer>();
}

} // namespace haul
