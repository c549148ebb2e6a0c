#include "coding_layer.hpp"

#include "failure.hpp"

#include <fmt/format.h>

namespace haul {

coding_layer::coding_layer(std::string_view name) : name_(name) {
}

result<std::span<const char>> coding_layer::next(std::span<const char>& in) {
  if (piece_ == nullptr)
    piece_ = std::make_unique_for_overwrite<char[]>(piece_size);
  const std::span<char> room(piece_.get(), piece_size);
  std::size_t made = 0;
  while (made == 0 && (!in.empty() || held_back_)) {
    const result<progress> step = decode(in, room);
    if (!step)
      return step.error();
    began_ = true;
    made = step->made;
    whole_ = step->whole;
    held_back_ = made == room.size() && !whole_;
  }
  return std::span<const char>(room.first(made));
}

result<void> coding_layer::finish() const {
  if (!whole_)
    return failure(
        stage::body, cause::malformed_response, fmt::format("the {} data ends too early", name_));
  return {};
}

error coding_layer::damaged(std::string_view why) const {
  return failure(
      stage::body, cause::malformed_response, fmt::format("damaged {} data: {}", name_, why));
}

} // namespace haul
