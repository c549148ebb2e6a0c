#pragma once

#include <haul/error.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace haul {

class coding_layer;

/// Undoes the codings of a response's content (RFC 9110 section 8.4) as its pieces come: gzip, br
/// and zstd, also several on top of each other. `deflate` is not among them, since servers mean two
/// different formats by it.
///
/// Errors name `stage::body`; their cause is `malformed_response` for what is unknown, damaged or
/// cut short and `limit_exceeded` for what asks for too much. After one, nothing more may be asked.
class content_decoder {
 public:
  /// What a request says that it can undo: the value of its `Accept-Encoding`.
  static constexpr std::string_view accept_encoding = "gzip, br, zstd";

  /// The most codings on top of each other.
  static constexpr std::size_t most_layers = 5;

  /// The most bytes that `give` gets at once when there is something to undo.
  static constexpr std::size_t piece_size = std::size_t{64} * 1024;

  /// Takes a decoded piece, never empty and good only until it returns. An error stops the decoding
  /// at once: so does the caller limit how much comes out, which the decoder itself does not.
  using taker = std::function<result<void>(std::span<const char>)>;

  /// For the value of `Content-Encoding`: its codings in the order in which they were applied, in
  /// any case, several field lines joined by commas. `x-gzip` is gzip; `identity` and an empty
  /// value stand for nothing. An unknown coding is an error that names it.
  static result<content_decoder> create(std::string_view content_encoding);

  content_decoder(content_decoder&&) noexcept;
  content_decoder& operator=(content_decoder&&) noexcept;
  ~content_decoder();

  /// Whether pieces come out as they went in, for there is nothing to undo.
  bool passes_through() const { return layers_.empty(); }

  /// The next piece of the content, of any size. What comes of it is given before this returns.
  result<void> take(std::span<const char> piece, const taker& give);

  /// After the last piece: an error when the content ends in the middle. So does content without
  /// a single byte, unless there is nothing to undo.
  result<void> finish();

 private:
  content_decoder();
  result<void> add(std::string_view coding);
  result<void> push(std::size_t layer, std::span<const char> in, const taker& give);

  std::vector<std::unique_ptr<coding_layer>> layers_; // in the order of undoing
  std::uint64_t taken_ = 0;                           // bytes that went in, and
  std::uint64_t between_ = 0;                         // that went from layer to layer
};

} // namespace haul
