#pragma once

#include <haul/host_load.hpp>

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace haul {

/// Which hosts have metrics of their own: a few at a time, so that whoever collects them is not
/// flooded with names by a list of a million hosts.
///
/// The hosts with most to do are chosen, others only while there is room. One that is chosen stays
/// until it has nothing to do and no pause, and another one has something; so its metrics go on.
/// Over a whole run there are at most `most_names`.
class busiest_hosts {
 public:
  static constexpr std::size_t most_at_once = 20;
  static constexpr std::size_t most_names = 200;

  /// Begins a look at all hosts.
  void begin();

  /// Every host, once a look.
  void see(const host_load& host);

  /// Ends it: now the choice is that of this look.
  void end();

  /// The chosen ones by their names; one that was not seen has only zeros.
  const std::map<std::string, host_load>& chosen() const { return chosen_; }

  std::size_t busy() const { return busy_; }     ///< hosts with something to do
  std::size_t paused() const { return paused_; } ///< hosts that get no request for now

 private:
  struct rival {
    std::string host;
    host_load load;
  };
  static std::size_t work(const host_load& of) { return of.in_flight + of.waiting; }
  static bool busier(const rival& left, const rival& right);
  bool make_room(const rival& newcomer);

  std::map<std::string, host_load> chosen_; // their own `host` is empty
  std::set<std::string> named_;             // ever chosen
  std::vector<rival> rivals_;               // a heap of the busiest others, the least busy in front
  std::size_t busy_ = 0;
  std::size_t paused_ = 0;
};

} // namespace haul
