#include <haul/source.hpp>

#include <utility>

namespace haul {

boost::asio::awaitable<std::optional<task>> list_source::next() {
  if (position_ == tasks_.size())
    co_return std::nullopt;
  std::optional<task> taken(std::move(tasks_[position_++]));
  co_return taken;
}

boost::asio::awaitable<std::optional<task>> function_source::next() {
  std::optional<task> made = generate_();
  co_return made;
}

} // namespace haul
