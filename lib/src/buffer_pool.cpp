#include "buffer_pool.hpp"

namespace haul {

buffer_pool::lease::~lease() {
  if (memory_ != nullptr)
    pool_->free_.push_back(std::move(memory_));
}

buffer_pool::lease buffer_pool::take() {
  if (free_.empty())
    return lease(*this, std::unique_ptr<char[]>(new char[buffer_size]));
  std::unique_ptr<char[]> memory = std::move(free_.back());
  free_.pop_back();
  return lease(*this, std::move(memory));
}

} // namespace haul
