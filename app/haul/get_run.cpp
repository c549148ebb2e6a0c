#include "get_run.hpp"

#include "affordable_requests.hpp"
#include "exit_code.hpp"
#include "get_downloads.hpp"
#include "get_journal.hpp"
#include "get_lists.hpp"
#include "get_preview.hpp"
#include "get_voice.hpp"
#include "run_alone.hpp"

#include <haul/downloader.hpp>
#include <haul/text.hpp>

#include <boost/asio/io_context.hpp>

#include <cstdlib>
#include <utility>

namespace haul {

namespace {

// A request's connection and part file, and a connection that is kept for the next one.
constexpr std::size_t descriptors_each = 3;

int as_number(exit_code code) {
  return static_cast<int>(code);
}

// The address, and each client.
constexpr std::size_t descriptors_for_scrapes = 1 + scrape_limits().clients;

// What can't be used before the first request: the person's words, or the system.
int refuse(const get_voice& voice, const error& why) {
  voice.complain(printable(why.message));
  const bool system = why.stage == stage::output || why.cause == cause::disk_full ||
                      why.cause == cause::output_failed || why.cause == cause::output_in_use;
  return as_number(system ? exit_code::output_unusable : exit_code::usage);
}

// By a signal, or by the deadline.
int ended_early(int signal) {
  run_facts facts;
  facts.signal = signal;
  facts.deadline_passed = true;
  return as_number(decide(facts));
}

} // namespace

int run_get(const get_order& given) {
  get_order order = given;
  const get_voice voice(order);
  order.how.max_requests = affordable_requests(
      order.how.max_requests, descriptors_each,
      [&voice](const std::string& line) { voice.warn(line); },
      order.how.durable != durability::none, order.metrics.listen ? descriptors_for_scrapes : 0);
  order.how.proxies = proxies_from(
      [](const char* name) { return static_cast<const char*>(std::getenv(name)); }, order.proxy);
  if (const result<void> fine = check_options(order.how); !fine)
    return refuse(voice, fine.error());
  if (!order.how.verify_servers)
    voice.warn("warning: --insecure: no certificate is verified, anybody can read and change all");
  boost::asio::io_context context(1);
  if (order.check_input || order.dry_run) {
    const alone_end<bool> looked = run_alone(context, preview(order, voice), order.deadline);
    if (!looked.came)
      return ended_early(looked.signal);
    const result<bool>& fine = *looked.came;
    if (!fine)
      return refuse(voice, fine.error());
    if (!*fine || order.dry_run)
      return as_number(*fine ? exit_code::done : exit_code::usage);
  }
  alone_end<get_lists> opened = run_alone(context, open_lists(order), order.deadline);
  if (!opened.came)
    return ended_early(opened.signal);
  result<get_lists> lists = *std::move(opened.came);
  if (!lists)
    return refuse(voice, lists.error());
  // Before the journal, which empties the list of failed rows.
  result<std::unique_ptr<get_metrics>> metrics = get_metrics::open(context, order, voice);
  if (!metrics)
    return refuse(voice, metrics.error());
  result<get_journal> journal = get_journal::open(order, lists->inputs);
  if (!journal)
    return refuse(voice, journal.error());
  result<downloader> downloads = downloader::create(context, order.how);
  if (!downloads)
    return refuse(voice, downloads.error());
  get_downloads run(
      context, order, voice, *std::move(lists), *std::move(journal), *std::move(downloads),
      *std::move(metrics));
  run.start();
  context.run();
  return as_number(run.report());
}

} // namespace haul
