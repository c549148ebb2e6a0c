#include "report_times.hpp"

#include "record_groups.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace haul {

namespace {

constexpr std::size_t longest_code = 200;
constexpr std::size_t bars_together = 2; // of those that are kept, in one that is shown

// Rounded down, also in front of 1970.
std::int64_t floored(std::int64_t number, std::int64_t divisor) {
  return number / divisor - (number % divisor < 0 ? 1 : 0);
}

std::chrono::microseconds end_of_bar(std::size_t bar, int bars_a_decade) {
  const double end = std::pow(10.0, static_cast<double>(bar + 1) / bars_a_decade);
  return std::chrono::microseconds(std::llround(end));
}

} // namespace

void report_times::add(const record& written) {
  if (written.started_at != std::chrono::system_clock::time_point())
    add_moment(written);
  if (written.attempts != 0) {
    add_latency(written);
    add_slow(written);
  }
}

void report_times::add_moment(const record& written) {
  const auto ended = std::chrono::floor<std::chrono::seconds>(written.started_at + written.elapsed);
  report_moment& moment = moments_[floored(ended.time_since_epoch().count(), width_)];
  ++moment.records;
  if (written.status == status::error)
    ++moment.errors;
  moment.bytes += written.bytes;
  while (moments_.rbegin()->first - moments_.begin()->first >= most_moments)
    widen();
}

void report_times::widen() {
  width_ *= 2;
  std::map<std::int64_t, report_moment> wider;
  for (const auto& [begin, moment] : moments_)
    wider[floored(begin, 2)] += moment;
  moments_ = std::move(wider);
}

void report_times::add_latency(const record& written) {
  const auto time = static_cast<double>(std::max<std::int64_t>(written.elapsed.count(), 1));
  const auto bar = static_cast<std::size_t>(std::log10(time) * bars_a_decade);
  ++bars_[std::min(bar, all_bars - 1)];
  ++records_;
  longest_ = std::max(longest_, written.elapsed);
}

void report_times::add_slow(const record& written) {
  // Nearly all end here, without a copy of their texts.
  if (slowest_.size() == report_examples && written.elapsed <= slowest_.back().elapsed)
    return;
  report_slow made;
  made.row = written.row;
  made.code = cut_off(written.code, longest_code);
  made.host = host_of(written);
  made.status = written.status;
  made.attempts = written.attempts;
  made.elapsed = written.elapsed;
  keep_first(slowest_, std::move(made), [](const report_slow& left, const report_slow& right) {
    return left.elapsed > right.elapsed;
  });
}

report_course report_times::course() const {
  report_course made;
  if (moments_.empty())
    return made;
  const std::int64_t first = moments_.begin()->first;
  made.width = std::chrono::seconds(width_);
  made.begin = std::chrono::system_clock::time_point(std::chrono::seconds(first * width_));
  made.moments.resize(static_cast<std::size_t>(moments_.rbegin()->first - first + 1));
  for (const auto& [begin, moment] : moments_)
    made.moments[static_cast<std::size_t>(begin - first)] = moment;
  return made;
}

report_latency report_times::latency() const {
  report_latency made;
  made.records = records_;
  if (records_ == 0)
    return made;
  made.median = quantile(0.5);
  made.p95 = quantile(0.95);
  made.p99 = quantile(0.99);
  made.longest = longest_;
  for (std::size_t first = 0; first < all_bars; first += bars_together) {
    report_bar& bar = made.bars.emplace_back();
    bar.most = end_of_bar(first + bars_together - 1, bars_a_decade);
    for (std::size_t each = first; each < first + bars_together; ++each)
      bar.records += bars_[each];
    if (bar.records == 0 && made.bars.size() == 1)
      made.bars.clear();
  }
  while (made.bars.back().records == 0)
    made.bars.pop_back();
  return made;
}

std::chrono::microseconds report_times::quantile(double part) const {
  const auto wanted = static_cast<std::uint64_t>(std::ceil(part * static_cast<double>(records_)));
  std::uint64_t passed = 0;
  for (std::size_t bar = 0; bar < all_bars; ++bar) {
    passed += bars_[bar];
    if (passed >= wanted)
      return std::min(end_of_bar(bar, bars_a_decade), longest_);
  }
  return longest_;
}

} // namespace haul
