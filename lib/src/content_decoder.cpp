#include "content_decoder.hpp"

#include "coding_layer.hpp"
#include "failure.hpp"
#include "trimmed.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace haul {

namespace {

// What is coded already hardly gets smaller by being coded again, unless somebody means harm: what
// goes from layer to layer may be this much, and so many times what came in. The taker, who sees
// only what comes out of the last layer, could not stop it.
constexpr std::uint64_t free_between = std::uint64_t{16} * 1024 * 1024;
constexpr std::uint64_t most_growth_between = 64;

error too_much(std::string message) {
  return failure(stage::body, cause::limit_exceeded, std::move(message));
}

} // namespace

static_assert(content_decoder::piece_size == coding_layer::piece_size);

content_decoder::content_decoder() = default;
content_decoder::content_decoder(content_decoder&&) noexcept = default;
content_decoder& content_decoder::operator=(content_decoder&&) noexcept = default;
content_decoder::~content_decoder() = default;

result<content_decoder> content_decoder::create(std::string_view content_encoding) {
  content_decoder made;
  std::string_view rest = content_encoding;
  while (!rest.empty()) {
    const std::string_view coding = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(coding.size() + 1, rest.size()));
    if (const result<void> added = made.add(trimmed(coding)); !added)
      return added.error();
  }
  std::ranges::reverse(made.layers_); // what was applied last is undone first
  return made;
}

result<void> content_decoder::add(std::string_view coding) {
  if (coding.empty() || equal_in_any_case(coding, "identity"))
    return {};
  if (layers_.size() == most_layers)
    return too_much(fmt::format("more than {} content codings", most_layers));
  if (equal_in_any_case(coding, "gzip") || equal_in_any_case(coding, "x-gzip"))
    layers_.push_back(make_gzip_layer());
  else if (equal_in_any_case(coding, "br"))
    layers_.push_back(make_brotli_layer());
  else if (equal_in_any_case(coding, "zstd"))
    layers_.push_back(make_zstd_layer());
  else
    return failure(
        stage::body, cause::malformed_response,
        fmt::format("content coding '{}' is unknown", printable(coding)));
  return {};
}

result<void> content_decoder::take(std::span<const char> piece, const taker& give) {
  if (piece.empty())
    return {};
  taken_ += piece.size();
  return push(0, piece, give);
}

// As deep as there are layers.
result<void> content_decoder::push(std::size_t layer, std::span<const char> in, const taker& give) {
  if (layer == layers_.size())
    return give(in);
  while (true) {
    const result<std::span<const char>> made = layers_[layer]->next(in);
    if (!made)
      return made.error();
    if (made->empty())
      return {};
    if (layer + 1 != layers_.size()) {
      between_ += made->size();
      if (between_ > free_between + most_growth_between * taken_)
        return too_much("the content unfolds to too much between its codings");
    }
    if (result<void> pushed = push(layer + 1, *made, give); !pushed)
      return pushed;
  }
}

result<void> content_decoder::finish() {
  for (const std::unique_ptr<coding_layer>& each : layers_) {
    if (result<void> finished = each->finish(); !finished)
      return finished;
  }
  return {};
}

} // namespace haul
