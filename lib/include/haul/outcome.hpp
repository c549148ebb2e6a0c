#pragma once

#include <haul/error.hpp>
#include <haul/task.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace haul {

/// How a task ended.
enum class status {
  ok,        ///< the file stands under its final name, whole
  not_found, ///< the server answered 404; nothing was written
  error,     ///< `outcome::error` says why; nothing was written
  skipped,   ///< the file stood already and `options::overwrite` is off; nothing was asked
  unchanged, ///< the server says that the file that stood is still the same (`options::refresh`)
};

/// The name as it stands in the enumeration. Static lifetime.
std::string_view to_string(status value);

/// Parts of a task's time, each 0 when it never came to that.
struct phases {
  using duration = std::chrono::steady_clock::duration;
  duration queue{};      ///< from the source to the start of the first attempt
  duration connect{};    ///< look-up, TCP and TLS; about 0 when a connection was used again
  duration first_byte{}; ///< from there to the header of the response
  duration body{};       ///< from there to the end of the body
};

/// What happened to a task.
struct outcome {
  haul::status status = haul::status::error;

  /// The status of the last response, 0 when none came.
  unsigned http_status = 0;

  /// How long the file is; 0 unless `ok`.
  std::uint64_t bytes = 0;

  /// How many of them were there before the last request, from one that was broken off.
  std::uint64_t resumed = 0;

  /// What the file hashes to, in lower case, where a digest was to be recorded; nothing unless
  /// `ok`.
  std::optional<haul::digest> digest;

  /// How many times the task was tried; 0 when no request was due. A request repeated because a
  /// kept-alive connection turned out to be closed does not count (RFC 9112 section 9.3.1).
  unsigned attempts = 0;

  /// The URL that answered, redacted, when redirects led away from the task's own; else empty.
  std::string final_url;

  /// When the first attempt started; the clock's epoch when none did.
  std::chrono::system_clock::time_point started_at{};

  /// From the start of the first attempt to the end, what was waited between attempts included.
  std::chrono::steady_clock::duration elapsed{};

  /// Where the time of the last attempt went, and how long the task waited before its first.
  phases took;

  /// The address and port that answered last (`192.0.2.1:443`), and in which protocol
  /// (`HTTP/1.1`, `HTTP/2`); empty when nothing was connected.
  std::string remote_address;
  std::string protocol;

  /// Engaged exactly when `status` is `error`.
  std::optional<haul::error> error;

  /// The shard that has the file as a member (`part-00000.tar`); empty unless `ok` with
  /// `options::pack`.
  std::string shard;

  /// Whether the run was cancelled, or stopped, before this task's turn came.
  bool never_started() const { return error && error->cause == cause::cancelled && attempts == 0; }
};

/// A finished task: what `as_completed` yields.
struct completion {
  task_id id = 0;
  haul::task task;
  haul::outcome outcome;
};

/// Counts of what happened.
struct tally {
  std::uint64_t ok = 0;
  std::uint64_t not_found = 0;
  std::uint64_t errors = 0; ///< cancelled ones among them
  std::uint64_t skipped = 0;
  std::uint64_t unchanged = 0;
  std::uint64_t cancelled = 0; ///< errors whose cause is `cause::cancelled`
  std::uint64_t bytes = 0;     ///< of the files that are ok

  void add(const outcome& finished);
  std::uint64_t total() const { return ok + not_found + errors + skipped + unchanged; }
};

} // namespace haul
