#pragma once

#include <cstdint>
#include <string>

namespace haul {

/// One thing to download.
///
/// A task is a plain value; nothing in it is checked until it is started. A task that can't be
/// started (a bad URL, an output name that is refused) completes with an error, as any other does.
struct task {
  /// The key under which the person knows it: `BR`, `img-000017`. Never interpreted, need not be
  /// unique.
  std::string code;

  /// An absolute `http` or `https` URL. User name and password in it are sent as Basic
  /// authorisation to that origin only and are never shown. A fragment is ignored.
  std::string url;

  /// Where the finished file stands: a relative path below `options::directory`, with `/` between
  /// folders; missing folders are made. Each component is checked by `check_output_name`.
  std::string output;
};

/// Identifies a task within one run, in the order in which the source gave it, from 0.
using task_id = std::uint64_t;

} // namespace haul
