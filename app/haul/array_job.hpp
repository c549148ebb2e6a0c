#pragma once

#include "shard.hpp"

#include <haul/error.hpp>

#include <functional>
#include <optional>

namespace haul {

/// Looks a variable of the environment up: null when it isn't there.
using environment = std::function<const char*(const char* name)>;

/// Which shard this process is by what the system that runs an array of jobs has put into its
/// environment: AWS Batch, Slurm, Cloud Run jobs, Kubernetes Indexed Jobs. `count`, when it is
/// given, is how many shards there are, whatever the array's own size: its numbers are the shards,
/// from 0, so that a part of an array can be run again. Kubernetes tells no count.
///
/// The error (`cause::bad_option`) names the variable that is missing or that can't be used: also
/// when two systems disagree, and for a Slurm array whose numbers are not evenly spaced.
result<shard> shard_of_array_job(const environment& from, std::optional<std::uint64_t> count);

} // namespace haul
