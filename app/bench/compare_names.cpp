#include "company.hpp"
#include "host_server.hpp"
#include "loop_thread.hpp"
#include "scratch_folder.hpp"
#include "slow_names.hpp"
#include "timed_get.hpp"

#include <fmt/format.h>

#include <string_view>

namespace haul::bench {

namespace {

constexpr std::size_t file_size = 2048;

same_file_workload rows_of(std::string_view kind, unsigned short port) {
  const auto site = [=](std::size_t number) {
    return fmt::format("http://{}{}.example.org:{}", kind, number, port);
  };
  return same_file_workload(std::string(kind), file_size, site);
}

// `whole` collects how long the runs in company take to their end.
result<figures> run_names_once(
    const names_comparison& what, bool together, const std::filesystem::path& home,
    std::vector<double>& whole) {
  std::vector<host_behaviour> hosts(2);
  hosts.back().measured = false; // slow names have this one
  const std::size_t blocks = what.names / what.one_in;
  const std::size_t quick_in_block = what.one_in - 1;
  boost::asio::io_context context(1);
  const result<std::unique_ptr<host_server>> server =
      host_server::listen(context, hosts, std::string(file_size, 's'), blocks * quick_in_block);
  if (!server)
    return server.error();
  const slow_names names(
      context, host_server::address(0), host_server::address(1), std::chrono::seconds(what.delay));
  const same_file_workload quick = rows_of("quick", (*server)->port());
  const same_file_workload slow = rows_of("slow", (*server)->port());
  timed_get how;
  how.home = home;
  how.core = what.on.client;
  how.to_the_end = true;
  how.more = {"--name-server", names.address()};
  const mixed_rows rows = {quick, slow, blocks, quick_in_block, together ? 1U : 0U};
  const loop_thread serving(context, what.on.server);
  double took = 0;
  figures came = run_timed(how, rows, (*server)->reached(), took);
  if (together)
    whole.push_back(took);
  return came;
}

} // namespace

result<std::vector<measured_company>> compare_names(const names_comparison& what) {
  const scratch_folder scratch;
  std::vector<measured_company> measured(1);
  measured_company& here = measured.front();
  here.title =
      fmt::format("Distinct names, one in {} of them answered after {} s", what.one_in, what.delay);
  here.rows = what.names / what.one_in * (what.one_in - 1);
  here.alone.name = "the quick ones alone";
  here.together.name = "with the slow ones among them";
  std::vector<double> whole;
  const result<void> ran = run_company(measured, what.repeat, [&](std::size_t, bool together) {
    return run_names_once(what, together, scratch.path(), whole);
  });
  if (!ran)
    return ran.error();
  here.whole_seconds = spread_of(whole).median;
  return measured;
}

} // namespace haul::bench
