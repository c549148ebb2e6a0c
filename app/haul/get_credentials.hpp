#pragma once

#include <string>

namespace haul {

class layered_options;
struct get_order;

/// What the options of credentials say before `complete_credentials` puts it into an order.
struct credential_switches {
  bool netrc = false;
  bool insecure = false;
  std::string bearer_token; ///< of the file; empty: none
};

/// Adds the options by which haul shows who it is, or doesn't care who the server is. Files are
/// read when they are taken; what they hold is never quoted. `order` and `said` must outlive the
/// parsing.
void add_credential_options(layered_options& options, get_order& order, credential_switches& said);

/// Adds what only the environment has (HAUL_BEARER_TOKEN, which a file named on the command line
/// wins over, and HAUL_KEY_PASSWORD) and `~/.netrc`, once `options` are complete. What can't be
/// used throws `CLI::ValidationError` naming the option or the variable.
void complete_credentials(
    const layered_options& options, const credential_switches& said, get_order& order);

} // namespace haul
