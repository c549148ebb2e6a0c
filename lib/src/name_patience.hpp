#pragma once

#include <chrono>
#include <string_view>

namespace haul {

/// How long a name server may take, and how often it is asked.
struct name_patience {
  std::chrono::milliseconds wait{2'000}; ///< for the first answer; doubles with each round
  int rounds = 3;                        ///< over all name servers
};

/// `preset` with what `text` says instead: the lines `options` of a resolv.conf, of which
/// `timeout:SECONDS` (1 to 30) and `attempts:COUNT` (1 to 5) are read, as resolv.conf(5) has them.
name_patience read_patience(std::string_view text, name_patience preset);

/// That of the system: what the options of `/etc/resolv.conf` and, before them, the environment
/// variable `RES_OPTIONS` say, else the defaults. Reads the file.
name_patience system_patience();

} // namespace haul
