#include "name_cache.hpp"

#include <algorithm>
#include <utility>

namespace haul {

namespace {

using std::chrono::seconds;

// A TTL of 0 would have each of a host's tasks ask for itself; one of a week would outlive a move
// of the host in a run that takes a week.
constexpr seconds least_ttl{1};
constexpr seconds most_ttl{3600};

// Failures are kept so that a host's tasks, which fail together, don't each ask; no longer, as a
// name server that is back should be found so.
constexpr seconds not_found_for{30};
constexpr seconds failed_for{2};

seconds lifetime_of(const name_answer& found, seconds ttl) {
  if (found)
    return std::clamp(ttl, least_ttl, most_ttl);
  return found.error().cause == cause::name_not_found ? not_found_for : failed_for;
}

} // namespace

void name_cache::keep(
    const std::string& name, name_answer found, std::chrono::seconds ttl, time_point now) {
  entry made;
  made.end = now + lifetime_of(found, ttl);
  made.found = std::move(found);
  kept_.put(name, std::move(made));
}

const name_answer* name_cache::find(const std::string& name, time_point now) {
  const entry* const kept = kept_.use(name);
  if (kept == nullptr)
    return nullptr;
  if (kept->end <= now) {
    kept_.erase(name);
    return nullptr;
  }
  return &kept->found;
}

bool name_cache::knows(const std::string& name, time_point now) const {
  const entry* const kept = kept_.find(name);
  return kept != nullptr && now < kept->end;
}

} // namespace haul
