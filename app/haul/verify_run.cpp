#include "verify_run.hpp"

#include "amounts.hpp"
#include "console.hpp"
#include "json_text.hpp"
#include "results_files.hpp"
#include "verifier.hpp"
#include "verify_files.hpp"
#include "verify_list.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string_view>

namespace haul {

namespace {

constexpr int all_is_well = 0;
constexpr int something_is_not = 1;
constexpr int cannot_be_used = 2;

struct verify_counts {
  std::uint64_t whole = 0;
  std::uint64_t missing = 0;
  std::uint64_t wrong = 0;
  std::uint64_t not_checked = 0;
};

int refuse(const error& why) {
  err().error(printable(why.message));
  return cannot_be_used;
}

result<record> parse_to_verify(std::string_view line) {
  result<record> parsed = parse_record(line);
  if (!parsed || !parsed->digest)
    return parsed;
  task digested;
  digested.digests = {*parsed->digest};
  if (const result<verifier> known = verifier::create(digested); !known)
    return known.error();
  return parsed;
}

void tell(const verify_order& order, const std::string& line) {
  if (order.quiet)
    return;
  if (order.json)
    plain_err().info(printable(line));
  else
    out().info(printable(line));
}

void count(verify_counts& counts, verified verdict) {
  switch (verdict) {
  case verified::whole: ++counts.whole; break;
  case verified::missing: ++counts.missing; break;
  case verified::wrong: ++counts.wrong; break;
  }
}

result<verify_counts> check_all(verify_list& list, verify_files& files, const verify_order& order) {
  verify_counts counts;
  while (true) {
    const result<std::optional<record>> each = list.next();
    if (!each)
      return each.error();
    if (!*each)
      break;
    const record& written = **each;
    const verify_finding found = files.check(written);
    count(counts, found.verdict);
    if (found.verdict != verified::whole)
      tell(order, fmt::format("{}: '{}' {}", written.code, written.output, found.words));
  }
  counts.not_checked = list.failed();
  return counts;
}

std::string json_of(const verify_counts& counts) {
  json_object object;
  object.add_number("whole", counts.whole);
  object.add_number("missing", counts.missing);
  object.add_number("wrong", counts.wrong);
  object.add_number("not_checked", counts.not_checked);
  return object.close();
}

void report(const verify_counts& counts, const verify_order& order) {
  if (order.json) {
    out().info(json_of(counts));
    return;
  }
  tell(order, count_text(counts.whole, "file") + " whole.");
  if (counts.missing != 0)
    tell(order, fmt::format("{} missing.", counts.missing));
  if (counts.wrong != 0)
    tell(order, fmt::format("{} wrong.", counts.wrong));
  if (counts.not_checked != 0)
    tell(order, fmt::format("{} not checked, as the task had failed.", counts.not_checked));
}

} // namespace

int run_verify(const verify_order& order) {
  result<verify_files> files = verify_files::open(order.directory);
  if (!files)
    return refuse(files.error());
  verify_list list;
  results_reading reading;
  reading.parse = parse_to_verify;
  reading.take = [&list](const record& written) { return list.add(written); };
  reading.tell_torn = !order.quiet;
  for (const std::string& path : order.results) {
    if (const result<void> read = read_results(path, reading); !read)
      return refuse(read.error());
  }
  const result<verify_counts> counts = check_all(list, *files, order);
  if (!counts)
    return refuse(counts.error());
  report(*counts, order);
  return counts->missing + counts->wrong == 0 ? all_is_well : something_is_not;
}

} // namespace haul
