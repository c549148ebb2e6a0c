#include "input_failure.hpp"
#include "stream_decoders.hpp"

#include <memory>
#include <new>
#include <string>
#include <vector>
#include <zstd.h>

namespace haul {

namespace {

// 32 MiB. What zstd itself allows is 128 MiB, for any list that asks for it.
constexpr int largest_window = 25;

struct free_stream {
  void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
};

class zstd_decoder final : public decoder {
 public:
  zstd_decoder() : stream_(ZSTD_createDStream()), piece_(piece_size) {
    if (!stream_)
      throw std::bad_alloc();
    ZSTD_DCtx_setParameter(stream_.get(), ZSTD_d_windowLogMax, largest_window);
  }

  void feed(std::string_view in) override { rest_ = in; }

  result<std::string_view> next() override {
    std::size_t made = 0;
    while (made == 0 && (!rest_.empty() || held_back_)) {
      ZSTD_inBuffer in = {rest_.data(), rest_.size(), 0};
      ZSTD_outBuffer out = {piece_.data(), piece_.size(), 0};
      const std::size_t expected = ZSTD_decompressStream(stream_.get(), &out, &in);
      if (ZSTD_isError(expected) != 0)
        return input_failure(std::string("damaged zstd data: ") + ZSTD_getErrorName(expected));
      rest_.remove_prefix(in.pos);
      ended_ = expected == 0;
      held_back_ = out.pos == out.size && !ended_;
      made = out.pos;
    }
    return std::string_view(piece_.data(), made);
  }

  result<void> finish() override {
    if (!ended_)
      return input_failure("the zstd data ends in the middle");
    return {};
  }

 private:
  std::unique_ptr<ZSTD_DStream, free_stream> stream_;
  std::vector<char> piece_;
  std::string_view rest_;
  bool held_back_ = false; // what did not fit into the last piece
  bool ended_ = false;     // the last frame is complete
};

} // namespace

std::unique_ptr<decoder> make_zstd_decoder() {
  return std::make_unique<zstd_decoder>();
}

} // namespace haul
