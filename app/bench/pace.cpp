#include "pace.hpp"

#include <cstddef>
#include <sstream>
#include <string>

namespace haul::bench {

namespace {

// When the number of requests was reached, as if they came evenly between two marks; `at` is where
// to look from, and is moved on. `at` stands behind the last one when that is not to be found.
double moment_of(std::span<const pace_mark> marks, double requests, std::size_t& at) {
  while (at != marks.size() && marks[at].requests < requests)
    ++at;
  if (at == marks.size())
    return 0;
  const pace_mark& before = marks[at - 1];
  const pace_mark& after = marks[at];
  const double part = (requests - before.requests) / (after.requests - before.requests);
  return before.seconds + part * (after.seconds - before.seconds);
}

} // namespace

tenths tenths_of(std::span<const pace_mark> marks, double requests) {
  tenths made{};
  std::size_t at = 0;
  while (at != marks.size() && marks[at].requests == marks.front().requests)
    ++at;
  if (at == marks.size() || requests <= 0)
    return made;
  const double first = marks.front().requests;
  const double part = requests / static_cast<double>(made.size());
  double begun = marks[at - 1].seconds;
  for (std::size_t each = 0; each != made.size(); ++each) {
    const double ended = moment_of(marks, first + part * static_cast<double>(each + 1), at);
    if (at == marks.size())
      return {};
    made[each] = part / (ended - begun);
    begun = ended;
  }
  return made;
}

double find_requests(std::string_view status) {
  std::istringstream from{std::string(status)};
  double accepted = 0;
  double handled = 0;
  double requests = 0;
  for (std::string line; std::getline(from, line);) {
    if (line.starts_with("server accepts handled requests"))
      return from >> accepted >> handled >> requests ? requests : 0;
  }
  return 0;
}

} // namespace haul::bench
