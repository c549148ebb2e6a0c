#include "delay_line.hpp"

#include <utility>

namespace haul::bench {

std::size_t delay_line::room(clock::time_point now) {
  while (!receipts_.empty() && receipts_.front().at <= now) {
    under_way_ -= receipts_.front().bytes;
    receipts_.pop_front();
  }
  return most_ - under_way_;
}

delay_line::clock::time_point delay_line::next_room() const {
  return receipts_.empty() ? clock::time_point::max() : receipts_.front().at;
}

void delay_line::put(clock::time_point now, std::string bytes) {
  under_way_ += bytes.size();
  pieces_.push_back({now + delay_, std::move(bytes)});
}

std::string delay_line::take() {
  std::string taken = std::move(pieces_.front().bytes);
  pieces_.pop_front();
  return taken;
}

void delay_line::delivered(clock::time_point now, std::size_t bytes) {
  receipts_.push_back({now + delay_, bytes});
}

} // namespace haul::bench
