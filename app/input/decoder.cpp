#include "decoder.hpp"

#include "stream_decoders.hpp"

namespace haul {

namespace {

class identity_decoder final : public decoder {
 public:
  void feed(std::string_view in) override { rest_ = in; }
  result<std::string_view> next() override {
    const std::string_view piece = rest_.substr(0, piece_size);
    rest_.remove_prefix(piece.size());
    return piece;
  }
  result<void> finish() override { return {}; }

 private:
  std::string_view rest_;
};

} // namespace

std::unique_ptr<decoder> decoder::for_first_bytes(
    std::string_view name, std::string_view first_bytes) {
  const bool gzip = first_bytes.starts_with("\x1f\x8b");
  const bool zstd = first_bytes.starts_with("\x28\xb5\x2f\xfd");
  if (gzip || (!zstd && name.ends_with(".gz")))
    return make_gzip_decoder();
  if (zstd || name.ends_with(".zst"))
    return make_zstd_decoder();
  return std::make_unique<identity_decoder>();
}

result<void> decoder::push(std::string_view in, const std::function<void(std::string_view)>& take) {
  feed(in);
  while (true) {
    const result<std::string_view> piece = next();
    if (piece.has_error())
      return piece.error();
    if (piece->empty())
      return {};
    take(*piece);
  }
}

} // namespace haul
