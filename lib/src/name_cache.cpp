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
  const seconds lifetime = lifetime_of(found, ttl);
  by_name_.erase(name);
  if (by_name_.size() >= most_) {
    const std::string oldest = *by_use_.front().name; // the key itself goes with its entry
    by_name_.erase(oldest);
  }
  const auto put = by_name_.try_emplace(name, std::move(found)).first;
  put->second.end = now + lifetime;
  put->second.name = &put->first;
  by_use_.push_back(put->second);
}

const name_answer* name_cache::find(const std::string& name, time_point now) {
  const auto kept = by_name_.find(name);
  if (kept == by_name_.end())
    return nullptr;
  if (kept->second.end <= now) {
    by_name_.erase(kept);
    return nullptr;
  }
  kept->second.unlink();
  by_use_.push_back(kept->second);
  return &kept->second.found;
}

bool name_cache::knows(const std::string& name, time_point now) const {
  const auto kept = by_name_.find(name);
  return kept != by_name_.end() && now < kept->second.end;
}

} // namespace haul
