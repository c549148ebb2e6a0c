#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <string>

namespace haul::bench {

/// One direction of a long way: what is put in comes out in that order, each piece `delay` later,
/// and so many bytes may be under way at most. A byte counts from when it is put in until its
/// receipt is back, which takes the delay once more. So the rate is bounded by `most` for each
/// round trip and by nothing else. It reads no clock: the caller says what time it is.
class delay_line {
 public:
  using clock = std::chrono::steady_clock;

  /// `most`: at least 1.
  delay_line(clock::duration delay, std::size_t most) : delay_(delay), most_(most) {}

  /// How many bytes may be put in now.
  std::size_t room(clock::time_point now);

  /// When there may be more room; never as long as nothing more was delivered.
  clock::time_point next_room() const;

  /// Takes no more than there is room for.
  void put(clock::time_point now, std::string bytes);

  bool empty() const { return pieces_.empty(); }

  /// When the first piece comes out; there must be one.
  clock::time_point due() const { return pieces_.front().at; }

  /// Takes the first piece out.
  std::string take();

  /// So many bytes that were taken out have arrived.
  void delivered(clock::time_point now, std::size_t bytes);

 private:
  struct piece {
    clock::time_point at;
    std::string bytes;
  };
  struct receipt {
    clock::time_point at;
    std::size_t bytes;
  };

  clock::duration delay_;
  std::size_t most_;
  std::size_t under_way_ = 0;
  std::deque<piece> pieces_;
  std::deque<receipt> receipts_;
};

} // namespace haul::bench
