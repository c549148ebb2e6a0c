#include "content_encoding.hpp"

#include <brotli/encode.h>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <zlib.h>
#include <zstd.h>

namespace haul::test {

namespace {

void require(bool worked) {
  if (!worked)
    throw std::runtime_error("the content could not be packed");
}

} // namespace

std::string gzip(const std::string& text) {
  constexpr int with_the_header_of_gzip = 15 + 16;
  z_stream stream = {};
  require(
      deflateInit2(&stream, 9, Z_DEFLATED, with_the_header_of_gzip, 9, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string copy = text;
  std::string packed(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(copy.data());
  stream.avail_in = static_cast<uInt>(copy.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  require(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::string brotli(const std::string& text, int window) {
  const std::unique_ptr<BrotliEncoderState, void (*)(BrotliEncoderState*)> state(
      BrotliEncoderCreateInstance(nullptr, nullptr, nullptr), BrotliEncoderDestroyInstance);
  require(state != nullptr);
  BrotliEncoderSetParameter(state.get(), BROTLI_PARAM_QUALITY, 5);
  BrotliEncoderSetParameter(state.get(), BROTLI_PARAM_LARGE_WINDOW, window > 24 ? 1 : 0);
  BrotliEncoderSetParameter(state.get(), BROTLI_PARAM_LGWIN, static_cast<std::uint32_t>(window));
  std::string packed(BrotliEncoderMaxCompressedSize(text.size()) + 64, '\0');
  std::size_t left = text.size();
  const auto* in = reinterpret_cast<const std::uint8_t*>(text.data());
  std::size_t room = packed.size();
  auto* out = reinterpret_cast<std::uint8_t*>(packed.data());
  require(
      BrotliEncoderCompressStream(
          state.get(), BROTLI_OPERATION_FINISH, &left, &in, &room, &out, nullptr) != 0 &&
      BrotliEncoderIsFinished(state.get()) != 0);
  packed.resize(packed.size() - room);
  return packed;
}

std::string zstd(const std::string& text, int level, bool with_checksum) {
  const std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx*)> context(
      ZSTD_createCCtx(), ZSTD_freeCCtx);
  require(context != nullptr);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, level);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, with_checksum ? 1 : 0);
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  const std::size_t size =
      ZSTD_compress2(context.get(), packed.data(), packed.size(), text.data(), text.size());
  require(ZSTD_isError(size) == 0U);
  packed.resize(size);
  return packed;
}

} // namespace haul::test
