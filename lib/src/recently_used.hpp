#pragma once

#include <cstddef>
#include <iterator>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace haul {

/// Values by name, at most so many of them: the one used longest ago goes first. A value stays
/// where it is until it goes.
template<class Value>
class recently_used {
 public:
  /// `most` is at least 1.
  explicit recently_used(std::size_t most) : most_(most) {}

  /// Puts `value` in place of what there was under `name`: the one used last.
  void put(const std::string& name, Value value) {
    erase(name);
    if (by_use_.size() >= most_)
      erase(by_use_.front().first);
    by_use_.emplace_back(name, std::move(value));
    by_name_[by_use_.back().first] = std::prev(by_use_.end());
  }

  /// What there is under `name`, or nullptr. No use.
  const Value* find(const std::string& name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : &found->second->second;
  }

  /// The same, and it counts as a use.
  const Value* use(const std::string& name) {
    const auto found = by_name_.find(name);
    if (found == by_name_.end())
      return nullptr;
    by_use_.splice(by_use_.end(), by_use_, found->second);
    return &found->second->second;
  }

  /// Without effect when there is nothing.
  void erase(std::string_view name) {
    const auto found = by_name_.find(name);
    if (found == by_name_.end())
      return;
    const auto gone = found->second; // the name stands in it
    by_name_.erase(found);
    by_use_.erase(gone);
  }

  std::size_t size() const { return by_use_.size(); }

 private:
  using entries = std::list<std::pair<const std::string, Value>>;

  std::size_t most_;
  entries by_use_; // used longest ago first
  std::unordered_map<std::string_view, typename entries::iterator> by_name_;
};

} // namespace haul
