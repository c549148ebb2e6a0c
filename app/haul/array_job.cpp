#include "array_job.hpp"

#include "option_values.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>

namespace haul {

namespace {

using found_number = result<std::optional<std::uint64_t>>;

// What a system calls its numbers. Slurm's are seen to apart.
struct array_system {
  const char* index;
  const char* count; // null: it tells none
};

constexpr const char* slurm_index = "SLURM_ARRAY_TASK_ID";

constexpr std::array<array_system, 4> systems = {{
    {"AWS_BATCH_JOB_ARRAY_INDEX", "AWS_BATCH_JOB_ARRAY_SIZE"},
    {slurm_index, "SLURM_ARRAY_TASK_COUNT"},
    {"CLOUD_RUN_TASK_INDEX", "CLOUD_RUN_TASK_COUNT"},
    {"JOB_COMPLETION_INDEX", nullptr},
}};

error refused(const std::string& why) {
  return refused_option("--shard auto: " + why);
}

// An empty variable counts as none.
found_number number_in(const environment& from, const char* name) {
  const char* const text = from(name);
  if (text == nullptr || *text == '\0')
    return std::optional<std::uint64_t>();
  const auto number = parse_number<std::uint64_t>(text, 0, UINT32_MAX);
  if (!number)
    return refused(fmt::format("{} is '{}', not a number", name, printable(text)));
  return number;
}

result<std::uint64_t> needed(const environment& from, const char* name) {
  const found_number found = number_in(from, name);
  if (!found)
    return found.error();
  if (!*found)
    return refused(fmt::format("{} is not set; --shard-count says it instead", name));
  return **found;
}

// Slurm's numbers may begin anywhere and go by steps: `--array=10-40:10`. Whether they do, and are
// no list such as 1,3,4, can be told since it says the first, the last, the step and how many.
result<std::uint64_t> place_in_slurm_array(
    const environment& from, std::uint64_t number, std::uint64_t count) {
  std::array<std::uint64_t, 3> told{};
  constexpr std::array<const char*, 3> names = {
      "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_MAX", "SLURM_ARRAY_TASK_STEP"};
  for (std::size_t each = 0; each < names.size(); ++each) {
    const result<std::uint64_t> found = needed(from, names[each]);
    if (!found)
      return found.error();
    told[each] = *found;
  }
  const auto [first, last, step] = told;
  const bool even = step != 0 && number >= first && count != 0 && last >= first &&
                    last - first == step * (count - 1) && (number - first) % step == 0;
  if (!even)
    return refused(fmt::format(
        "the Slurm array has {} tasks from {} to {}, which are not evenly spaced; use "
        "--array=0-{}, or say with --shard-count of how many shards its numbers are",
        count, first, last, count == 0 ? 0 : count - 1));
  return (number - first) / step;
}

result<shard> shard_by(
    const environment& from, const array_system& system, std::uint64_t number,
    std::optional<std::uint64_t> count) {
  shard made;
  made.index = number;
  if (count) {
    made.count = *count;
  } else if (system.count == nullptr) {
    return refused(fmt::format(
        "{} doesn't say of how many; --shard-count must (for a Kubernetes Job its completions)",
        system.index));
  } else {
    const result<std::uint64_t> told = needed(from, system.count);
    if (!told)
      return told.error();
    made.count = *told;
    if (system.index == slurm_index) {
      const result<std::uint64_t> place = place_in_slurm_array(from, number, made.count);
      if (!place)
        return place.error();
      made.index = *place;
    }
  }
  if (made.index >= made.count)
    return refused(fmt::format(
        "{} is {}, and of {} shards the last is {}", system.index, made.index, made.count,
        made.count == 0 ? 0 : made.count - 1));
  return made;
}

} // namespace

result<shard> shard_of_array_job(const environment& from, std::optional<std::uint64_t> count) {
  std::optional<shard> found;
  const char* by = nullptr;
  for (const array_system& system : systems) {
    const found_number number = number_in(from, system.index);
    if (!number)
      return number.error();
    if (!*number)
      continue;
    const result<shard> told = shard_by(from, system, **number, count);
    if (!told)
      return told.error();
    if (found && *found != *told)
      return refused(fmt::format(
          "{} says {}/{}, and {} says {}/{}", by, found->index, found->count, system.index,
          told->index, told->count));
    found = *told;
    by = system.index;
  }
  if (!found)
    return refused("this is no array job: none of AWS_BATCH_JOB_ARRAY_INDEX, "
                   "SLURM_ARRAY_TASK_ID, CLOUD_RUN_TASK_INDEX and JOB_COMPLETION_INDEX is set");
  return *found;
}

} // namespace haul
