#include "bench_options.hpp"

#include "far_options.hpp"
#include "files_options.hpp"
#include "peers_options.hpp"

namespace haul::bench {

namespace {

constexpr std::size_t most_concurrency = 1'000'000; // as `options::max_requests`

// What every measuring has, here and below a subcommand.
void add_common(CLI::App& app, bench_options& into) {
  app.add_option("--repeat", into.repeat, "How often each is run; the medians are shown")
      ->check(CLI::Range(1U, 1000U))
      ->capture_default_str();
  app.add_flag(
      "--no-pin", into.no_pin,
      "Leave it to the kernel which core runs what; else the server has one core and the client "
      "another");
  app.add_option(
      "--output", into.output,
      "A folder for the results: every run as JSON, the tables as Markdown, plots as SVG and PNG");
}

void add_matrix(CLI::App& app, bench_options& into) {
  app.add_option("--variants", into.variants, "Which ways to download")
      ->delimiter(',')
      ->check(CLI::IsMember({"sequential", "threaded", "asynchronous"}))
      ->capture_default_str();
  auto* concurrencies =
      app.add_option("--concurrency", into.concurrencies, "How many requests run at once")
          ->delimiter(',')
          ->check(CLI::Range(std::size_t{1}, most_concurrency))
          ->capture_default_str();
  auto* delays =
      app.add_option("--delays", into.delays, "Milliseconds that the server waits with an answer")
          ->delimiter(',')
          ->check(CLI::Range(0U, 60'000U))
          ->capture_default_str();
  app.add_option("--seconds", into.seconds, "How long each run should take, about")
      ->check(CLI::Range(0.01, 600.0))
      ->capture_default_str();
  app.add_flag(
         "--full", into.full,
         "Concurrency 1,10,30,100,300,1000,10000 and delays 0,1,10,100: many minutes")
      ->excludes(concurrencies)
      ->excludes(delays);
}

void add_curl(CLI::App& app, bench_options& into) {
  CLI::App& curl = *app.add_subcommand(
      "curl", "Download many small files from nginx, with haul and with curl, side by side");
  curl.add_option("--files", into.curl.files, "How many files")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  curl.add_option("--size", into.curl.size, "How many bytes each file has")
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str();
  curl.add_option("--connections", into.curl.connections, "How many connections at once")
      ->check(CLI::Range(1, 300)) // curl 7.88 knows no more
      ->capture_default_str();
  curl.add_flag("--tls", into.curl.encrypted, "Over TLS, with a certificate made for it");
  add_common(curl, into);
}

void add_lists(CLI::App& app, bench_options& into) {
  CLI::App& lists = *app.add_subcommand(
      "lists", "Download lists of several lengths from nginx, with haul and what others use");
  lists.add_option("--rows", into.lists.rows, "How many rows each list has")
      ->delimiter(',')
      ->check(CLI::Range(std::size_t{1}, std::size_t{10'000'000}))
      ->capture_default_str();
  lists.add_option("--size", into.lists.size, "How many bytes each file has")
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str();
  lists.add_option("--programs", into.lists.programs, "Which programs")
      ->delimiter(',')
      ->check(CLI::IsMember({"haul", "haul-results", "haul-pack", "curl", "aria2", "wget2"}))
      ->capture_default_str();
  lists.add_option("--connections", into.lists.connections, "How many connections at once")
      ->check(CLI::Range(1, 300)) // curl 7.88 knows no more
      ->capture_default_str();
  lists.add_option("--patience", into.lists.patience, "Seconds after which a run is ended")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
  add_common(lists, into);
}

void add_peers(CLI::App& app, bench_options& into) {
  CLI::App& peers = *app.add_subcommand(
      "peers", "Download small files and a large one with haul, with its peers, and at the limit");
  add_peers_options(peers, into.peers);
  add_common(peers, into);
}

void add_hosts(CLI::App& app, bench_options& into) {
  CLI::App& hosts = *app.add_subcommand(
      "hosts", "Download from eight hosts, alone and beside a slow and a pausing one");
  hosts.add_option("--rows", into.hosts.rows, "How many rows each host has")
      ->check(CLI::Range(1, 4900)) // those of two hosts wait, for which there is room
      ->capture_default_str();
  hosts.add_option("--delays", into.hosts.delays, "Milliseconds that the eight wait")
      ->delimiter(',')
      ->check(CLI::Range(0U, 1000U))
      ->capture_default_str();
  hosts.add_option("--slow", into.hosts.slow, "Seconds that the slow host waits")
      ->check(CLI::Range(1U, 300U))
      ->capture_default_str();
  hosts.add_option("--pause", into.hosts.pause, "Seconds that the pausing host asks for")
      ->check(CLI::Range(1U, 300U))
      ->capture_default_str();
  add_common(hosts, into);
}

void add_names(CLI::App& app, bench_options& into) {
  CLI::App& names = *app.add_subcommand(
      "names", "Download from hosts with distinct names, alone and with slow names among them");
  names.add_option("--names", into.names.names, "How many names")
      ->check(CLI::Range(2, 50'000))
      ->capture_default_str();
  names.add_option("--one-in", into.names.one_in, "One name in so many is slow")
      ->check(CLI::Range(2, 10'000))
      ->capture_default_str();
  names.add_option("--delay", into.names.delay, "Seconds until a slow name is answered")
      ->check(CLI::Range(1U, 60U))
      ->capture_default_str();
  add_common(names, into);
}

void add_durable(CLI::App& app, bench_options& into) {
  CLI::App& durable = *app.add_subcommand(
      "durable", "Download with each setting of --durable, into memory and other folders");
  durable.add_option("--folder", into.durable.folders, "Also into this folder; may be repeated")
      ->check(CLI::ExistingDirectory)
      ->capture_default_str();
  durable
      .add_option(
          "--files", into.durable.files,
          "How many files; ten times as many where no disk is waited for")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  durable.add_option("--size", into.durable.size, "How many bytes each file has")
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str();
  durable.add_option("--connections", into.durable.connections, "How many connections at once")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  durable.add_option("--patience", into.durable.patience, "Seconds after which a run is ended")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
  add_common(durable, into);
}

void add_files(CLI::App& app, bench_options& into) {
  CLI::App& files = *app.add_subcommand(
      "files", "Download small files into one folder, many, and packs, in memory and elsewhere");
  add_files_options(files, into.files);
  add_common(files, into);
}

void add_far(CLI::App& app, bench_options& into) {
  CLI::App& far = *app.add_subcommand(
      "far", "Download a large file from far away, over HTTP/1.1 and over HTTP/2");
  add_far_options(far, into.far);
  add_common(far, into);
}

CLI::App& add_writing(CLI::App& app, bench_options& into, const char* name, const char* what) {
  CLI::App& writing = *app.add_subcommand(name, what)->group("");
  writing.add_option("--folder", into.order.folder)->required();
  writing.add_option("--files", into.order.tasks)->required();
  writing.add_option("--file-size", into.order.file_size)->required();
  return writing;
}

void add_hidden(CLI::App& app, bench_options& into) {
  CLI::App& cell = *app.add_subcommand("cell", "Run one cell in this process")->group("");
  cell.add_option("--variant", into.order_variant)->required();
  cell.add_option("--concurrency", into.order.concurrency)->required();
  cell.add_option("--tasks", into.order.tasks)->required();
  cell.add_option("--base", into.order.base)->required();
  cell.add_option("--folder", into.order.folder)->required();
  cell.add_option("--file-size", into.order.file_size);
  cell.add_option("--cacert", into.order.ca_file);
  add_writing(app, into, "write-alone", "Write files one by one");
  CLI::App& bare =
      add_writing(app, into, "write-bare", "Write files with as few calls as it takes");
  bare.add_option("--files-a-folder", into.order_form.files_a_folder);
  bare.add_flag("--unnamed", into.order_form.unnamed);
  CLI::App& serve = *app.add_subcommand("serve", "Serve flags")->group("");
  serve.add_option("--delay", into.serve_delay);
}

} // namespace

void add_options(CLI::App& app, bench_options& into) {
  app.require_subcommand(0, 1);
  add_matrix(app, into);
  add_common(app, into);
  add_curl(app, into);
  add_lists(app, into);
  add_peers(app, into);
  add_hosts(app, into);
  add_names(app, into);
  add_durable(app, into);
  add_files(app, into);
  add_far(app, into);
  add_hidden(app, into);
}

matrix matrix_of(const bench_options& from) {
  matrix made;
  made.seconds = from.seconds;
  for (const std::string& each : from.variants)
    made.variants.push_back(find_variant(each).value());
  made.concurrencies = from.concurrencies;
  std::vector<unsigned> delays = from.delays;
  if (from.full) {
    made.concurrencies = {1, 10, 30, 100, 300, 1000, 10'000};
    delays = {0, 1, 10, 100};
  }
  for (const unsigned each : delays)
    made.delays.emplace_back(each);
  return made;
}

} // namespace haul::bench
