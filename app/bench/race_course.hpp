#pragma once

#include "compare_peers.hpp"
#include "peer_program.hpp"
#include "scratch_folder.hpp"
#include "web_server.hpp"
#include "workload.hpp"

#include <cstddef>
#include <filesystem>
#include <string>

namespace haul::bench {

/// How many distinct files there are for all small ones.
inline constexpr std::size_t distinct_files = 100;

/// A hundred files under as many names as one likes, so that each output has one of a hundred
/// contents: a file that stands under the name of another is seen, mostly.
class many_workload final : public workload {
 public:
  many_workload(const std::string& server, std::size_t size) : files_(server + "/many", size) {}
  task make_task(std::size_t number) const override { return files_.make_task(number); }
  std::string content(std::size_t number) const override {
    return files_.content(number % distinct_files);
  }

 private:
  file_workload files_;
};

/// The same for a server that knows no rewriting: the number stands where only a query would.
class queried_workload final : public workload {
 public:
  queried_workload(std::string server, std::size_t size) : files_(std::move(server), size) {}
  task make_task(std::size_t number) const override;
  std::string content(std::size_t number) const override {
    return files_.content(number % distinct_files);
  }

 private:
  file_workload files_;
};

/// Where a race is run, and what with. All outlive it.
struct race_course {
  const peer_comparison& what;
  const web_server& server;
  const scratch_folder& scratch;
  const workload& files;
  std::size_t count;
};

/// Each runs once, on the client's core. What the server used meanwhile is among the figures, and
/// what all others did. `folder` is there and empty.

/// A program downloads all files; then each is checked.
figures run_peer(const peer& which, const race_course& on, const std::filesystem::path& folder);

/// `wrk`, or `h2load` for HTTP/2, asks for one of the files over and over. The figures are turned
/// into those for as many answers as there are files.
figures run_sockets(const peer& load, const race_course& on);

/// The bare file calls for all files.
figures run_files(const race_course& on, const std::filesystem::path& folder);

} // namespace haul::bench
