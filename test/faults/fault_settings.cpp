#include "fault_settings.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <string>

namespace haul::test {

std::uint64_t setting(const char* variable, std::uint64_t otherwise) {
  const char* const given = std::getenv(variable);
  return given == nullptr ? otherwise : std::stoull(given);
}

std::uint64_t seed_of_test() {
  const std::uint64_t seed = setting("HAUL_SEED", std::random_device()());
  BOOST_TEST_MESSAGE("HAUL_SEED=" << seed << " repeats what is drawn");
  return seed;
}

std::chrono::microseconds random_moment(
    std::mt19937_64& random, std::chrono::steady_clock::duration whole) {
  const auto most = std::chrono::duration_cast<std::chrono::microseconds>(whole).count();
  return std::chrono::microseconds(std::uniform_int_distribution<std::int64_t>(0, most)(random));
}

bool is_sanitized() {
  const char* const given = std::getenv("HAUL_SANITIZE");
  return given != nullptr && *given != '\0' && std::string(given) != "OFF";
}

} // namespace haul::test
