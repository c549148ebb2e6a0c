#include "cell_process.hpp"

#include "descriptor_limit.hpp"
#include "flag_server.hpp"
#include "meter.hpp"
#include "workload.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <memory>

namespace haul::bench {

namespace {

// For what is open besides the connections, part files among it.
constexpr std::size_t spare_descriptors = 200;

std::unique_ptr<workload> workload_of(const cell_order& order) {
  if (order.file_size == 0)
    return std::make_unique<flag_workload>(order.base);
  return std::make_unique<file_workload>(order.base, order.file_size);
}

// A machine that can't keep up should be slow here, and not fail.
options patient_options(const cell_order& order) {
  options how;
  how.directory = order.folder;
  how.max_requests = order.concurrency;
  how.max_per_host = 0;
  how.look_ahead = order.concurrency;
  how.retry.most = 0;
  how.ca_file = order.ca_file;
  how.timeouts.connect = how.timeouts.first_byte = how.timeouts.idle = std::chrono::minutes(2);
  return how;
}

std::string describe(const completion& failed) {
  if (failed.outcome.error)
    return fmt::format("{}: {}", failed.task.code, failed.outcome.error->describe());
  return fmt::format("{}: {}", failed.task.code, to_string(failed.outcome.status));
}

} // namespace

std::vector<std::string> arguments_of(const cell_order& order) {
  std::vector<std::string> made = {
      "cell",
      "--variant",
      std::string(to_string(order.kind)),
      "--concurrency",
      std::to_string(order.concurrency),
      "--tasks",
      std::to_string(order.tasks),
      "--base",
      order.base,
      "--file-size",
      std::to_string(order.file_size),
      "--folder",
      order.folder.string()};
  if (!order.ca_file.empty())
    made.insert(made.end(), {"--cacert", order.ca_file.string()});
  return made;
}

figures run_cell(const cell_order& order) {
  const std::size_t descriptors = raise_descriptor_limit();
  if (descriptors < order.concurrency + spare_descriptors)
    return failed_run(fmt::format("a process may open only {} descriptors", descriptors));
  const std::vector<task> tasks = workload_of(order)->make_tasks(order.tasks);
  const options how = patient_options(order);
  const std::unique_ptr<variant> chosen = make_variant(order.kind);

  std::string problem;
  meter measured;
  bool first = true;
  const result<tally> counted = chosen->download_many(tasks, how, [&](const completion& done) {
    if (first)
      measured.count_threads();
    first = false;
    if (done.outcome.status != status::ok && problem.empty())
      problem = describe(done);
  });
  if (!counted)
    return failed_run(counted.error().message);
  figures made = measured.stop(tasks.size());
  made.failures = static_cast<double>(tasks.size() - counted->ok);
  made.problem = std::move(problem);
  return made;
}

int serve_cell(std::chrono::milliseconds delay) {
  boost::asio::io_context context(1);
  server_behaviour behaviour;
  behaviour.delay_min = behaviour.delay_max = delay;
  result<flag_server> server =
      flag_server::listen(context, {boost::asio::ip::address_v4::loopback(), 0}, behaviour);
  if (!server) {
    fmt::print(stderr, "haul-bench: {}\n", server.error().message);
    return 1;
  }
  boost::asio::signal_set signals(context, SIGTERM);
  signals.async_wait([&](auto, int) { server->stop(); });
  fmt::print("{}\n", server->url());
  std::fflush(stdout);
  context.run();
  return 0;
}

} // namespace haul::bench
