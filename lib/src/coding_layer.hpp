#pragma once

#include <haul/error.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace haul {

/// Undoes one content coding as the bytes come. What comes out is at most `piece_size` bytes at
/// once, so memory doesn't depend on what the input unfolds to.
class coding_layer {
 public:
  /// The most bytes that come out at once.
  static constexpr std::size_t piece_size = 64 * 1024;

  /// `name` is what errors call the coding; static lifetime.
  explicit coding_layer(std::string_view name);
  virtual ~coding_layer() = default;
  coding_layer(const coding_layer&) = delete;
  coding_layer& operator=(const coding_layer&) = delete;

  /// Decodes from the front of `in` and takes that off. What came out is good until the next call,
  /// and is empty only when all of `in` was taken and nothing is held back. After an error nothing
  /// more may be asked.
  result<std::span<const char>> next(std::span<const char>& in);

  /// There is no more to decode: an error when that is in the middle, or when nothing ever came.
  result<void> finish() const;

 protected:
  struct progress {
    std::size_t made = 0;
    bool whole = false; ///< what came so far is complete
  };

  /// One step: from the front of `in`, which is empty only when the last step filled `out`.
  virtual result<progress> decode(std::span<const char>& in, std::span<char> out) = 0;

  /// Whether what came before is complete: the next byte begins something new, or is one too many.
  bool whole() const { return whole_; }
  bool began() const { return began_; }

  error damaged(std::string_view why) const;

 private:
  std::string_view name_;
  std::unique_ptr<char[]> piece_;
  bool began_ = false;
  bool held_back_ = false;
  bool whole_ = false;
};

/// gzip (RFC 1952), also of several members.
std::unique_ptr<coding_layer> make_gzip_layer();

/// Brotli (RFC 7932), without large windows: at most 16 MiB.
std::unique_ptr<coding_layer> make_brotli_layer();

/// Zstandard (RFC 8878), also of several frames. Windows over 8 MiB are refused with
/// `cause::limit_exceeded` (RFC 9659).
std::unique_ptr<coding_layer> make_zstd_layer();

} // namespace haul
