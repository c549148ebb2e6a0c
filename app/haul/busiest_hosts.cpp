#include "busiest_hosts.hpp"

#include <algorithm>
#include <utility>

namespace haul {

bool busiest_hosts::busier(const rival& left, const rival& right) {
  const std::pair of_left(work(left.load), std::string_view(right.host));
  const std::pair of_right(work(right.load), std::string_view(left.host));
  return of_left > of_right;
}

void busiest_hosts::begin() {
  busy_ = 0;
  paused_ = 0;
  rivals_.clear();
  for (auto& [host, load] : chosen_)
    load = host_load();
}

void busiest_hosts::see(const host_load& host) {
  if (work(host) != 0)
    ++busy_;
  if (host.pause.count() != 0)
    ++paused_;
  host_load load = host;
  load.host = {};
  if (const auto found = chosen_.find(std::string(host.host)); found != chosen_.end()) {
    found->second = load;
    return;
  }
  // Most of a long list end here, without a copy of their name.
  if (rivals_.size() == most_at_once && work(host) <= work(rivals_.front().load))
    return;
  rivals_.push_back({std::string(host.host), load});
  std::ranges::push_heap(rivals_, busier);
  if (rivals_.size() > most_at_once) {
    std::ranges::pop_heap(rivals_, busier);
    rivals_.pop_back();
  }
}

// A place that is free, or that of a host with nothing to do.
bool busiest_hosts::make_room(const rival& newcomer) {
  if (chosen_.size() < most_at_once)
    return true;
  if (work(newcomer.load) == 0)
    return false;
  const auto idle = std::ranges::find_if(chosen_, [](const auto& each) {
    return work(each.second) == 0 && each.second.pause.count() == 0;
  });
  if (idle == chosen_.end())
    return false;
  chosen_.erase(idle);
  return true;
}

void busiest_hosts::end() {
  std::ranges::sort(rivals_, busier);
  for (rival& each : rivals_) {
    if (named_.size() >= most_names && !named_.contains(each.host))
      continue;
    if (!make_room(each))
      return;
    named_.insert(each.host);
    chosen_.emplace(std::move(each.host), each.load);
  }
}

} // namespace haul
