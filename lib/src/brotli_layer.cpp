#include "coding_layer.hpp"

#include <brotli/decode.h>
#include <cstdint>
#include <new>

namespace haul {

namespace {

struct free_state {
  void operator()(BrotliDecoderState* state) const { BrotliDecoderDestroyInstance(state); }
};

class brotli_layer final : public coding_layer {
 public:
  brotli_layer()
      : coding_layer("br"),
        state_(BrotliDecoderCreateInstance(nullptr, nullptr, nullptr)) {
    if (state_ == nullptr)
      throw std::bad_alloc();
  }

 private:
  result<progress> decode(std::span<const char>& in, std::span<char> out) override;

  std::unique_ptr<BrotliDecoderState, free_state> state_;
};

result<coding_layer::progress> brotli_layer::decode(
    std::span<const char>& in, std::span<char> out) {
  // Unlike the members of gzip, streams of Brotli can't follow each other.
  if (whole())
    return damaged("there is something else behind its end");
  std::size_t left = in.size();
  const auto* next_in = reinterpret_cast<const std::uint8_t*>(in.data());
  std::size_t room = out.size();
  auto* next_out = reinterpret_cast<std::uint8_t*>(out.data());
  const BrotliDecoderResult status =
      BrotliDecoderDecompressStream(state_.get(), &left, &next_in, &room, &next_out, nullptr);
  in = in.last(left);
  if (status == BROTLI_DECODER_RESULT_ERROR)
    return damaged(BrotliDecoderErrorString(BrotliDecoderGetErrorCode(state_.get())));
  progress step;
  step.made = out.size() - room;
  step.whole = status == BROTLI_DECODER_RESULT_SUCCESS;
  return step;
}

} // namespace

std::unique_ptr<coding_layer> make_brotli_layer() {
  return std::make_unique<brotli_layer>();
}

} // namespace haul
