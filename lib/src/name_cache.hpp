#pragma once

#include <haul/error.hpp>

#include <boost/asio/ip/address.hpp>
#include <boost/intrusive/list.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <unordered_map>
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
  explicit name_cache(std::size_t most) : most_(most) {}

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
  std::size_t size() const { return by_name_.size(); }

 private:
  using hook =
      boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
  struct entry : hook {
    explicit entry(name_answer kept) : found(std::move(kept)) {}
    name_answer found;
    time_point end;
    const std::string* name = nullptr; // the key it stands under
  };

  std::size_t most_;
  std::unordered_map<std::string, entry> by_name_;
  // Used longest ago first. Declared last: it must be gone before its entries.
  boost::intrusive::list<entry, boost::intrusive::constant_time_size<false>> by_use_;
};

} // namespace haul
