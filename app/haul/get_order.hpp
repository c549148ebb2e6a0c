#pragma once

#include "metric_label.hpp"
#include "quantities.hpp"
#include "shard.hpp"

#include <haul/options.hpp>

#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace haul {

/// In which form remarks and reports are written.
enum class log_format { text, json };

/// How a run can be watched by machines.
struct metrics_order {
  /// The file that has them, never `-`; empty: none.
  std::string file;

  /// How often it is written.
  std::chrono::milliseconds interval{5000};

  /// Where they are served by HTTP; nothing: nowhere.
  std::optional<boost::asio::ip::tcp::endpoint> listen;

  /// What each sample is marked with; names come once.
  std::vector<metric_label> labels;
};

/// What a person orders with `haul get`.
struct get_order {
  /// A URL, or a template of URLs with placeholders such as `{code}`; empty when the inputs' rows
  /// have URLs of their own.
  std::string url_template;

  /// Codes and ranges (`1..1000`) as they were given; none without a template.
  std::vector<std::string> codes;

  /// Names of files with rows, in the order given; `-`, at most once, is standard input.
  std::vector<std::string> inputs;

  /// `urls`, `tsv`, `csv`, `jsonl`, `aria2`, `tsv-http-data`, `fetch` or `metalink`, for all of
  /// `inputs`; empty: to be guessed for each.
  std::string input_format;

  /// The template of output names below `how.directory`; empty: see `--output`.
  std::string output_template;

  /// `Name: value` each, values perhaps with placeholders; of the right form. Not in `how.headers`.
  std::vector<std::string> headers;

  /// Everything the library takes; each value within its range.
  options how;

  /// What the file must have; only for a single URL.
  std::optional<digest> checksum;

  /// What `--proxy` says; nothing: the environment decides; empty: no proxy.
  std::optional<std::string> proxy;

  /// Where records go, `-` is standard output; empty: nowhere.
  std::string results;

  /// Where the rows that failed go, never `-`; empty: nowhere.
  std::string failed;

  /// Which rows are to be done, of `inputs` and `codes`; nothing: all.
  std::optional<haul::shard> shard;
  haul::shard_rule shard_by = shard_rule::row;

  /// How long what runs may go on after SIGTERM; 0: it ends at once.
  std::chrono::milliseconds grace{25'000};

  /// How long the whole run may take; 0: no limit.
  std::chrono::milliseconds deadline{0};

  /// Nothing: any number of errors. `--fail-fast` is a limit of 0 errors.
  std::optional<error_limit> max_errors;

  /// Whether a task that was not found (404) counts as failed: for the exit code, `failed` and
  /// `max_errors`.
  bool not_found_is_error = false;

  bool verbose = false; ///< a line for each task; never together with `quiet`
  bool quiet = false;   ///< neither progress nor reports
  metrics_order metrics;
  haul::log_format log_format = haul::log_format::text;

  bool dry_run = false;     ///< only say what would be asked and written
  bool check_input = false; ///< read the whole list first; never with `-` among `inputs`
};

/// Whether the parts of an order fit together: an error (`cause::bad_option`) names the options
/// that don't and says why. Looks at the file system only to find out whether a file that would be
/// written is one that is read.
result<void> check_get_order(const get_order& order);

} // namespace haul
