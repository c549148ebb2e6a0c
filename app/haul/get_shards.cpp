#include "array_job.hpp"
#include "get_options.hpp"
#include "get_order.hpp"
#include "layered_options.hpp"
#include "take_values.hpp"

#include <CLI/CLI.hpp>

#include <array>
#include <cstdlib>
#include <utility>

namespace haul {

namespace {

constexpr std::array<std::pair<const char*, shard_rule>, 3> rules = {
    {{"row", shard_rule::row}, {"host", shard_rule::host}, {"code", shard_rule::code}}};

value_taker take_rule(shard_rule& target) {
  return [&target](const std::string& text) -> result<void> {
    for (const auto& [name, rule] : rules) {
      if (text == name) {
        target = rule;
        return {};
      }
    }
    return refused_value(text, "row, host or code");
  };
}

value_taker take_shard(shard_switches& said) {
  return [&said](const std::string& text) -> result<void> {
    said.automatic = text == "auto";
    said.which.reset();
    if (said.automatic)
      return {};
    const result<shard> parsed = parse_shard(text);
    if (!parsed)
      return parsed.error();
    said.which = *parsed;
    return {};
  };
}

const char* from_environment(const char* name) {
  return std::getenv(name);
}

result<std::optional<shard>> chosen_shard(const shard_switches& said) {
  std::optional<shard> made = said.which;
  if (said.count && !said.automatic)
    return refused_option("--shard-count: it goes with --shard auto; I/N has the count with it");
  if (said.automatic) {
    const result<shard> told = shard_of_array_job(from_environment, said.count);
    if (!told)
      return told.error();
    made = *told;
  }
  return made;
}

} // namespace

void add_shard_options(layered_options& options, get_order& order, shard_switches& said) {
  options.group("One of many");
  options.value(
      "--shard", "I/N|auto",
      "Do the rows of shard I of N, from 0/N on, and no\n"
      "others; auto: I and N from the environment of AWS\n"
      "Batch, Slurm, Cloud Run or Kubernetes",
      take_shard(said));
  options.value(
      "--shard-count", "N",
      "With auto: how many shards there are, to 1000000\n"
      "(default: what the environment says)",
      [&said](const std::string& text) -> result<void> {
        said.count = parse_number<std::uint64_t>(text, 1, most_shards);
        return said.count ? result<void>()
                          : refused_value(text, "a whole number from 1 to 1000000");
      });
  options.value(
      "--shard-by", "row|host|code",
      "By what a row finds its shard; host: all rows of a\n"
      "host are in one (default: row)",
      take_rule(order.shard_by));
}

void complete_shard(const shard_switches& said, get_order& order) {
  const result<std::optional<shard>> chosen = chosen_shard(said);
  if (!chosen)
    throw CLI::ValidationError(chosen.error().message);
  order.shard = *chosen;
  if (!order.shard)
    return;
  const auto name = [&](std::string text) { return name_of_shard(std::move(text), *order.shard); };
  order.how.directory = name(order.how.directory.native());
  order.results = name(order.results);
  order.failed = name(order.failed);
  order.metrics.file = name(order.metrics.file);
}

} // namespace haul
