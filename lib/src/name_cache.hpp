#pragma once

#include "recently_used.hpp"

#include <haul/error.hpp>

#include <boost/asio/ip/address.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace haul {

/// What a look-up came to: addresses, never none, or an error of `stage::resolve`.
using name_answer = result<std::vector<boost::asio::ip::address>>;

/// Answers of name look-ups, kept for as long as they hold. Does nothing by itself and has no
/// clock: whoever asks says what time it is, and never goes back.
class name_cache {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  /// Keeps the answers for at most `most` names (at least 1): the one used longest ago goes first.
  explicit name_cache(std::size_t most) : kept_(most) {}

  /// Keeps `found` in place of what was known of `name`. Addresses hold for `ttl`, but at least
  /// 1 s and at most 1 h; a name that doesn't exist is believed for 30 s, any other failure for
  /// 2 s, whatever `ttl` says.
  void keep(const std::string& name, name_answer found, std::chrono::seconds ttl, time_point now);

  /// The answer that still holds, which counts as a use; nullptr without one. Valid until the next
  /// call of `keep` or `find`.
  const name_answer* find(const std::string& name, time_point now);

  /// Whether `find` would bring an answer. No use.
  bool knows(const std::string& name, time_point now) const;

  /// How many names are kept, with those whose answers hold no more but were not asked for since.
  std::size_t size() const { return kept_.size(); }

 private:
  struct entry {
    name_answer found;
    time_point end;
  };

  recently_used<entry> kept_;
};

} // namespace haul
