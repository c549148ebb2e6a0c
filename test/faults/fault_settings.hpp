#pragma once

#include <chrono>
#include <cstdint>
#include <random>

namespace haul::test {

/// A whole number from the environment, so that a person may ask for a longer run than CI does.
std::uint64_t setting(const char* variable, std::uint64_t otherwise);

/// The seed of a test, which is HAUL_SEED or a new one. It is printed, so that a failure can be had
/// again.
std::uint64_t seed_of_test();

/// A moment drawn from the time that a whole run takes.
std::chrono::microseconds random_moment(
    std::mt19937_64& random, std::chrono::steady_clock::duration whole);

/// Whether the program under test is built with sanitizers.
bool is_sanitized();

} // namespace haul::test
