#pragma once

#include "http2_session.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace haul {

/// HTTP/2 connections, by what they may be used for, and who waits for one that is being opened:
/// only with its handshake a server says which protocol it speaks, and one connection may be all
/// that is needed.
class http2_sessions {
 public:
  /// Keeps at most `most` idle connections.
  http2_sessions(const http2_session::surroundings& in, std::size_t most) : in_(in), most_(most) {}

  /// A connection with room for one more exchange, held for it; null when there is none.
  std::shared_ptr<http2_session> join(const std::string& key);

  /// Gives back what was held. It is closed when it is of no use to anybody any more.
  void release(http2_session& held);

  /// Whether somebody opens a connection that is worth waiting for.
  bool worth_waiting(const std::string& key) const;

  /// Waits until `join` may give one, or until nothing is worth waiting for, or the deadline.
  boost::asio::awaitable<void> wait(std::string key, const deadline& until);

  /// Somebody opens a connection, and says what came of it.
  class opening {
   public:
    opening(http2_sessions& in, const std::string& key);
    opening(const opening&) = delete;
    opening& operator=(const opening&) = delete;

    /// Without a word, for another reason than the server's: somebody else may try.
    ~opening();

    /// The server speaks HTTP/2. The session, held.
    std::shared_ptr<http2_session> succeed(std::unique_ptr<connection> on);

    /// It does not, or can't be connected to: until that changes nobody waits for anybody.
    void fail();

   private:
    http2_sessions& in_;
    const std::string key_;
    std::size_t for_ = 1; // how many others it makes a difference
  };

  /// Closes what has been idle since `then` or longer.
  void drop_idle(std::chrono::steady_clock::time_point then);

  /// How long a connection may be idle: most servers have given it up by then.
  static constexpr std::chrono::minutes keep_for{2};

  std::size_t idle_count() const { return idle_.size(); }

 private:
  using hook =
      boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
  // Stands in a frame, which may be destroyed while it waits.
  struct waiter : hook {
    explicit waiter(const boost::asio::any_io_executor& executor)
        : woken(executor, boost::asio::steady_timer::time_point::max()) {}
    boost::asio::steady_timer woken;
  };
  struct group {
    std::vector<std::shared_ptr<http2_session>> sessions;
    boost::intrusive::list<waiter, boost::intrusive::constant_time_size<false>> waiting;
    std::size_t opening = 0;
    bool alone = false; // each opens one of its own
  };

  void hold(http2_session& held);
  void rouse(std::vector<std::shared_ptr<http2_session>>& sessions);
  static std::size_t expected_of(const group& of);
  static void wake(group& of, std::size_t most);
  void drop_oldest();
  group& at(const std::string& key);

  http2_session::surroundings in_;
  std::size_t most_;
  std::unordered_map<std::string, group> by_key_;
  // Since when they are, oldest first. Declared last: it must be gone before them.
  boost::intrusive::list<http2_session> idle_;
};

} // namespace haul
