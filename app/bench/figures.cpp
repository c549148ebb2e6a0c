#include "figures.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <vector>

namespace haul::bench {

namespace json = boost::json;

namespace {

constexpr const char* problem_name = "problem";

json::string_view view(std::string_view text) {
  return {text.data(), text.size()};
}

} // namespace

figures failed_run(std::string problem) {
  figures made;
  made.problem = std::move(problem);
  return made;
}

spread spread_of(std::span<const double> values) {
  spread made;
  if (values.empty())
    return made;
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  const std::size_t middle = sorted.size() / 2;
  made.median = sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  made.least = sorted.front();
  made.most = sorted.back();
  return made;
}

summary summarise(std::span<const figures> runs) {
  const auto spread_over = [&](double figures::* member) {
    std::vector<double> values;
    for (const figures& each : runs) {
      if (each.wall_seconds > 0)
        values.push_back(each.*member);
    }
    return spread_of(values);
  };
  summary made;
  for (const figure& each : all_figures)
    made.median.*each.member = spread_over(each.member).median;
  made.requests_per_second = spread_over(&figures::requests_per_second);
  made.wall_seconds = spread_over(&figures::wall_seconds);
  for (const figures& each : runs) {
    made.runs += each.wall_seconds > 0 ? 1 : 0;
    if (made.median.problem.empty())
      made.median.problem = each.problem;
  }
  return made;
}

std::string to_json(const figures& of) {
  json::object made;
  for (const figure& each : all_figures)
    made[view(each.name)] = of.*each.member;
  if (!of.problem.empty())
    made[problem_name] = of.problem;
  return json::serialize(made);
}

std::optional<figures> from_json(std::string_view text) {
  boost::system::error_code failed;
  const json::value parsed = json::parse(view(text), failed);
  if (failed || !parsed.is_object())
    return std::nullopt;
  const json::object& from = parsed.get_object();
  figures made;
  for (const figure& each : all_figures) {
    const json::value* const found = from.if_contains(view(each.name));
    if (found == nullptr || !found->is_number())
      return std::nullopt;
    made.*each.member = found->to_number<double>();
  }
  const json::value* const problem = from.if_contains(problem_name);
  if (problem != nullptr && problem->is_string())
    made.problem = problem->get_string().c_str();
  return made;
}

} // namespace haul::bench
