#pragma once

#include "record.hpp"

#include <haul/outcome.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace haul {

/// Errors of one kind, and the first of them.
struct common_error {
  std::string kind; ///< the name of its cause; with an answer's status behind it: `http_status 503`
  std::uint64_t count = 0;
  std::string code;
  std::string message; ///< at most 500 bytes, cut off where it is longer
};

/// How long a host takes to answer.
struct slow_host {
  std::string host; ///< without port
  std::chrono::microseconds mean{};
  std::uint64_t requests = 0;
};

/// What the end of a run tells about all of it. Its memory is bounded: kinds of errors are few, and
/// only the first 1000 hosts are watched for how slow they are.
class run_statistics {
 public:
  void add(const record& written);

  const tally& counts() const { return counts_; }

  /// The kinds of errors that came most often, the most frequent first, equally frequent ones by
  /// name. Cancelled rows are none.
  std::vector<common_error> most_frequent_errors(std::size_t most = 5) const;

  /// The hosts with the longest mean time to the first byte, the slowest first, of those that sent
  /// one. A row counts with its last attempt, for the host that its redirects led to.
  std::vector<slow_host> slowest_hosts(std::size_t most = 3) const;

 private:
  void add_error(const record& written);
  void add_host(const record& written);

  struct answers {
    std::chrono::microseconds waited{};
    std::uint64_t requests = 0;
  };

  tally counts_;
  std::map<std::string, common_error> errors_;
  std::unordered_map<std::string, answers> hosts_;
};

} // namespace haul
