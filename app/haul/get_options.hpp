#pragma once

#include "shard.hpp"

#include <haul/options.hpp>

#include <cstdint>
#include <optional>

namespace CLI {
class App;
}

namespace haul {

class layered_options;
struct get_order;

/// Adds the options of `haul get` to its command line. Once that is parsed, what environment and
/// configuration file have is added (see `layered_options`), everything is checked and put into
/// `order`, which must live until then. What is refused throws `CLI::ParseError` naming the option,
/// variable, or line of the file.
void add_get_options(CLI::App& get, get_order& order);

/// Which versions of HTTP were asked for.
struct protocol_switches {
  bool http1 = false;
  bool http2 = false;
  bool prior_knowledge = false;
};

/// Which shard was asked for, and how.
struct shard_switches {
  bool automatic = false;     ///< the environment says which
  std::optional<shard> which; ///< else; nothing: none was asked for
  std::optional<std::uint64_t> count;
};

/// Groups that `add_get_options` is made of. In get_limits.cpp how much at once, for how long and
/// how often; in get_outputs.cpp which files there are in the end; in get_requests.cpp what
/// requests hold and where names are looked up; in get_shards.cpp which rows are done here; in
/// get_watching.cpp how machines watch a run.
void add_output_options(layered_options& options, get_order& order, bool& no_time);
void add_load_options(layered_options& options, get_order& order);
void add_time_options(layered_options& options, get_order& order);
void add_retry_options(layered_options& options, get_order& order);
void add_request_options(layered_options& options, get_order& order);
void add_protocol_options(layered_options& options, protocol_switches& said);
void add_name_options(layered_options& options, get_order& order);
void add_shard_options(layered_options& options, get_order& order, shard_switches& said);
void add_watching_options(layered_options& options, get_order& order);

/// What they come to together. Throws `CLI::ValidationError` when that is nothing.
http_version version_of(const protocol_switches& said);

/// Puts the shard into the order, and its index into the names of what is written. Throws
/// `CLI::ValidationError` when the environment doesn't say which it is.
void complete_shard(const shard_switches& said, get_order& order);

} // namespace haul
