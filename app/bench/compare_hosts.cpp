#include "company.hpp"
#include "host_server.hpp"
#include "loop_thread.hpp"
#include "scratch_folder.hpp"
#include "timed_get.hpp"

#include <fmt/format.h>

namespace haul::bench {

namespace {

constexpr std::size_t quick_hosts = 8;
constexpr std::size_t slow_host = quick_hosts;
constexpr std::size_t pausing_host = quick_hosts + 1;
constexpr std::size_t all_hosts = quick_hosts + 2;
constexpr std::size_t file_size = 2048;

std::vector<host_behaviour> behaviours_of(const hosts_comparison& what, unsigned delay) {
  std::vector<host_behaviour> made(all_hosts);
  for (std::size_t each = 0; each != quick_hosts; ++each)
    made[each].delay = std::chrono::milliseconds(delay);
  made[slow_host].delay = std::chrono::seconds(what.slow);
  made[slow_host].measured = false;
  made[pausing_host].refuse = std::chrono::seconds(what.pause);
  made[pausing_host].measured = false;
  return made;
}

void add(pause_counts& to, const pause_counts& more) {
  to.asked += more.asked;
  to.under_way += more.under_way;
  to.within += more.within;
}

result<figures> run_hosts_once(
    const hosts_comparison& what, unsigned delay, bool together, const std::filesystem::path& home,
    pause_counts& pauses) {
  boost::asio::io_context context(1);
  const result<std::unique_ptr<host_server>> server = host_server::listen(
      context, behaviours_of(what, delay), std::string(file_size, 's'), what.rows * quick_hosts);
  if (!server)
    return server.error();
  const auto site = [port = (*server)->port()](std::size_t host) {
    return fmt::format("http://{}:{}", host_server::address(host), port);
  };
  const same_file_workload quick(
      "quick", file_size, [&](std::size_t number) { return site(number % quick_hosts); });
  const same_file_workload slow(
      "slow", file_size, [&](std::size_t number) { return site(quick_hosts + number % 2); });
  timed_get how;
  how.home = home;
  how.core = what.on.client;
  // Nothing but the answer ends the waiting for the slow one.
  how.more = {"--first-byte-timeout", fmt::format("{}s", 2 * what.slow)};
  const mixed_rows rows = {quick, slow, what.rows, quick_hosts, together ? 2U : 0U};
  figures came;
  {
    const loop_thread serving(context, what.on.server);
    double whole = 0;
    came = run_timed(how, rows, (*server)->reached(), whole);
  }
  add(pauses, (*server)->pauses(pausing_host));
  return came;
}

} // namespace

result<std::vector<measured_company>> compare_hosts(const hosts_comparison& what) {
  const scratch_folder scratch;
  std::vector<measured_company> measured;
  for (const unsigned delay : what.delays) {
    measured_company made;
    made.title = delay == 0 ? "Eight hosts that answer at once"
                            : fmt::format("Eight hosts that answer after {} ms", delay);
    made.rows = what.rows * quick_hosts;
    made.alone.name = "the eight alone";
    made.together.name = "beside the slow and the pausing host";
    measured.push_back(std::move(made));
  }
  const result<void> ran =
      run_company(measured, what.repeat, [&](std::size_t which, bool together) {
        return run_hosts_once(
            what, what.delays[which], together, scratch.path(), measured[which].pauses);
      });
  if (!ran)
    return ran.error();
  return measured;
}

} // namespace haul::bench
