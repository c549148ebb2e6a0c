#include "fate.hpp"

#include <cmath>

namespace haul {

namespace {

// SplitMix64 (Steele, Lea, Flood 2014): any state will do, also neighbouring ones. The
// distributions of <random> would differ from one standard library to the next.
std::uint64_t split_mix(std::uint64_t& state) {
  state += 0x9e3779b97f4a7c15;
  std::uint64_t mixed = state;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
  return mixed ^ (mixed >> 31);
}

// From 0 to just under 1, with all the bits a double has.
double split_mix_fraction(std::uint64_t& state) {
  return static_cast<double>(split_mix(state) >> 11) * 0x1p-53;
}

} // namespace

fate draw_fate(const server_behaviour& behaviour, std::uint64_t key, std::uint64_t times_before) {
  std::uint64_t state = behaviour.seed;
  state = split_mix(state) ^ key;
  state = split_mix(state) ^ times_before;

  const double share_of_delay = split_mix_fraction(state);
  const double share_of_errors = split_mix_fraction(state);
  const auto range = static_cast<double>((behaviour.delay_max - behaviour.delay_min).count());
  fate drawn;
  drawn.delay =
      behaviour.delay_min + std::chrono::milliseconds(std::llround(share_of_delay * range));
  drawn.teapot = share_of_errors < behaviour.error_rate;
  return drawn;
}

} // namespace haul
