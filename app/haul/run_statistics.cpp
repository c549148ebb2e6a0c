#include "run_statistics.hpp"

#include "record_groups.hpp"

#include <algorithm>

namespace haul {

namespace {

constexpr std::size_t most_hosts = 1000;
constexpr std::size_t longest_message = 500;

template<class Value, class Order>
std::vector<Value> first_ones(std::vector<Value> all, std::size_t most, Order before) {
  const auto end = all.begin() + static_cast<std::ptrdiff_t>(std::min(most, all.size()));
  std::partial_sort(all.begin(), end, all.end(), before);
  all.erase(end, all.end());
  return all;
}

} // namespace

void run_statistics::add(const record& written) {
  switch (written.status) {
  case status::ok: ++counts_.ok; break;
  case status::not_found: ++counts_.not_found; break;
  case status::skipped: ++counts_.skipped; break;
  case status::unchanged: ++counts_.unchanged; break;
  case status::error: ++counts_.errors; break;
  }
  counts_.bytes += written.bytes;
  if (was_cancelled(written))
    ++counts_.cancelled;
  else if (written.error)
    add_error(written);
  if (written.first_byte.count() > 0)
    add_host(written);
}

void run_statistics::add_error(const record& written) {
  common_error& kind = errors_[kind_of(written)];
  if (++kind.count == 1) {
    kind.kind = kind_of(written);
    kind.code = written.code;
    kind.message = cut_off(written.error->message, longest_message);
  }
}

void run_statistics::add_host(const record& written) {
  const std::string host = host_of(written);
  auto found = hosts_.find(host);
  if (found == hosts_.end()) {
    if (host.empty() || hosts_.size() >= most_hosts)
      return;
    found = hosts_.emplace(host, answers()).first;
  }
  found->second.waited += written.first_byte;
  ++found->second.requests;
}

std::vector<common_error> run_statistics::most_frequent_errors(std::size_t most) const {
  std::vector<common_error> all;
  all.reserve(errors_.size());
  for (const auto& [kind, error] : errors_)
    all.push_back(error);
  return first_ones(std::move(all), most, [](const common_error& left, const common_error& right) {
    return left.count != right.count ? left.count > right.count : left.kind < right.kind;
  });
}

std::vector<slow_host> run_statistics::slowest_hosts(std::size_t most) const {
  std::vector<slow_host> all;
  for (const auto& [host, answered] : hosts_) {
    slow_host& made = all.emplace_back();
    made.host = host;
    made.requests = answered.requests;
    made.mean = answered.waited / static_cast<std::int64_t>(answered.requests);
  }
  return first_ones(std::move(all), most, [](const slow_host& left, const slow_host& right) {
    return left.mean != right.mean ? left.mean > right.mean : left.host < right.host;
  });
}

} // namespace haul
