#include "flags_report.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

namespace haul {

namespace {

constexpr std::size_t errors_in_full = 10;

std::string_view plural(std::uint64_t count) {
  return count == 1 ? "" : "s";
}

bool was_cancelled(const outcome& finished) {
  return finished.error && finished.error->cause == cause::cancelled;
}

} // namespace

std::vector<std::string> opening_report(
    const site& from, std::string_view base_url, const std::vector<std::string>& codes,
    std::size_t max_requests) {
  const std::string name = from.label.empty() ? "Site" : from.label + " site";
  const std::string range =
      codes.size() == 1 ? codes.front() : fmt::format("from {} to {}", codes.front(), codes.back());
  return {
      fmt::format("{}: {}", name, printable(redact(base_url))),
      fmt::format("Searching for {} flag{}: {}", codes.size(), plural(codes.size()), range),
      fmt::format("{} concurrent connection{} will be used.", max_requests, plural(max_requests))};
}

std::string verbose_line(const completion& finished) {
  const outcome& how = finished.outcome;
  const std::string code = printable(finished.task.code);
  switch (how.status) {
  case status::ok: return code + " OK";
  case status::skipped: return code + " skipped";
  case status::unchanged: return code + " unchanged";
  case status::not_found: {
    // Where redirects led is what was not found, and is redacted already.
    const std::string url = how.final_url.empty() ? redact(finished.task.url) : how.final_url;
    return fmt::format("{} not found: {}", code, printable(url));
  }
  case status::error: break;
  }
  if (was_cancelled(how)) {
    return code + " cancelled";
  }
  return fmt::format("{} error: {}", code, printable(how.error ? how.error->message : ""));
}

std::vector<std::string> closing_report(const flags_result& ended) {
  const tally& counts = ended.counts;
  const std::uint64_t errors = counts.errors - counts.cancelled;
  std::vector<std::string> lines{std::string(20, '-')};
  const auto add = [&](std::uint64_t count, const std::string& text) {
    if (count != 0) {
      lines.push_back(fmt::format("{} {}.", count, text));
    }
  };
  add(counts.ok, fmt::format("flag{} downloaded", plural(counts.ok)));
  add(counts.skipped, "skipped");
  add(counts.not_found, "not found");
  add(errors, fmt::format("error{}", plural(errors)));
  add(counts.cancelled, "cancelled");
  add(ended.never_started, "never started");
  lines.push_back(
      fmt::format("Elapsed time: {:.2f}s", std::chrono::duration<double>(ended.elapsed).count()));
  return lines;
}

void error_summary::add(const completion& finished) {
  const outcome& how = finished.outcome;
  if (!how.error || was_cancelled(how)) {
    return;
  }
  ++count_;
  if (first_.size() < errors_in_full) {
    first_.push_back(printable(fmt::format("{}: {}", finished.task.code, how.error->describe())));
  }
}

std::vector<std::string> error_summary::lines() const {
  std::vector<std::string> lines = first_;
  if (count_ > first_.size()) {
    lines.push_back(
        fmt::format("and {} more; -v shows each as it happens", count_ - first_.size()));
  }
  return lines;
}

} // namespace haul
