#include "input_failure.hpp"
#include "stream_decoders.hpp"

#define ZLIB_CONST
#include <algorithm>
#include <new>
#include <string>
#include <vector>
#include <zlib.h>

namespace haul {

namespace {

class gzip_decoder final : public decoder {
 public:
  gzip_decoder() : piece_(piece_size) {
    constexpr int gzip_with_the_largest_window = 15 + 16;
    if (inflateInit2(&stream_, gzip_with_the_largest_window) != Z_OK)
      throw std::bad_alloc();
  }
  ~gzip_decoder() override { inflateEnd(&stream_); }
  gzip_decoder(const gzip_decoder&) = delete;
  gzip_decoder& operator=(const gzip_decoder&) = delete;

  void feed(std::string_view in) override { rest_ = in; }

  result<std::string_view> next() override {
    std::size_t made = 0;
    while (made == 0 && (!rest_.empty() || held_back_)) {
      made = inflate_piece();
      if (!problem_.empty())
        return input_failure(problem_);
    }
    return std::string_view(piece_.data(), made);
  }

  result<void> finish() override {
    if (!ended_)
      return input_failure("the gzip data ends in the middle");
    return {};
  }

 private:
  std::size_t inflate_piece();

  z_stream stream_ = {};
  std::vector<char> piece_;
  std::string_view rest_;
  std::string problem_;
  bool held_back_ = false;
  bool ended_ = false; // the last member is complete
};

// How many bytes came out.
std::size_t gzip_decoder::inflate_piece() {
  if (ended_)
    inflateReset(&stream_);
  stream_.next_in = reinterpret_cast<const Bytef*>(rest_.data());
  stream_.avail_in = static_cast<uInt>(std::min(rest_.size(), piece_.size()));
  stream_.next_out = reinterpret_cast<Bytef*>(piece_.data());
  stream_.avail_out = static_cast<uInt>(piece_.size());
  const uInt given = stream_.avail_in;
  const int status = inflate(&stream_, Z_NO_FLUSH);
  rest_.remove_prefix(given - stream_.avail_in);
  ended_ = status == Z_STREAM_END;
  held_back_ = stream_.avail_out == 0 && !ended_;
  // Z_BUF_ERROR: nothing was held back after all.
  if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
    problem_ = std::string("damaged gzip data: ") + (stream_.msg ? stream_.msg : zError(status));
  return piece_.size() - stream_.avail_out;
}

} // namespace

std::unique_ptr<decoder> make_gzip_decoder() {
  return std::make_unique<gzip_decoder>();
}

} // namespace haul
