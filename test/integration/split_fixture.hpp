#pragma once

#include "range_server.hpp"

#include <string>
#include <utility>
#include <vector>

namespace haul::test {

/// A server with one large file of `total` bytes, which is fetched in four ranges.
struct split_fixture : download_fixture {
  static constexpr std::size_t total = 100'000;

  split_fixture() : ranges(context, total) {
    servers_stay = true;
    how.split = 4;
    how.split_size = 13'000; // of a fourth of the file nobody takes half
    how.retry.first_delay = std::chrono::milliseconds(1);
  }

  scripted_server& start() {
    scripted_server& made = serve(ranges.script());
    url = made.url("/large");
    return made;
  }

  outcome fetch() { return run_one(url).outcome; }

  outcome fetch(task wanted) {
    std::vector<task> all;
    all.push_back(std::move(wanted));
    return run(std::move(all)).front().outcome;
  }

  bool is_whole() const { return files().at("out") == ranges.body(); }

  range_server ranges;
  std::string url;
};

} // namespace haul::test
