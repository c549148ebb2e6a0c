#pragma once

#include "committer.hpp"
#include "pack_shard.hpp"
#include "pack_stock.hpp"

#include <haul/options.hpp>
#include <haul/outcome.hpp>
#include <haul/semaphore.hpp>
#include <haul/task.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace haul {

/// Puts bodies into shards, in the order in which they come, and gives each
/// shard its name once it is full or nobody is to come any more.
class packer {
 public:
  /// The wait of all members of a shard for it to become whole.
  class wait {
   public:
    explicit wait(const boost::asio::any_io_executor& executor);

   private:
    friend class packer;
    boost::asio::steady_timer over_; // never runs out; cancelled when there is a result
    std::optional<result<std::string>> came_;
  };

  /// What is passed must outlive it; `limits` are those of `how`.
  packer(
      const boost::asio::any_io_executor& executor, const options& how, committer& thread,
      std::shared_ptr<folder> in, std::shared_ptr<pack_stock> stock);

  /// Makes a body that is whole and right a member of the open shard, and its
  /// part is removed. The event loop goes on while a long body is copied;
  /// whoever else comes waits. A wait that is cancelled is an error
  /// (`cause::cancelled`); what was begun is brought to its end.
  boost::asio::awaitable<result<std::shared_ptr<wait>>> add(
      const task& of, const outcome& ended, sink body);

  /// Waits until the member's shard is whole; its name.
  boost::asio::awaitable<result<std::string>> whole(std::shared_ptr<wait> since);

  /// Nobody will come before those that wait are told: closes the shard
  /// although there is room.
  void close_early();

 private:
  // A shard that gets its name, and who waits for it.
  struct closing {
    std::unique_ptr<pack_shard> shard;
    std::shared_ptr<wait> members;
  };

  result<void> open_shard();
  boost::asio::awaitable<result<void>> copy(const task& of, const outcome& ended, sink& body);
  void drop_member();
  bool full() const;
  void close();
  void closed(closing& all, const result<void>& how);

  boost::asio::any_io_executor executor_;
  const options& how_;
  committer& thread_;
  std::shared_ptr<folder> folder_;
  std::shared_ptr<pack_stock> stock_;
  semaphore turn_; // to write into the shard
  bool close_soon_ = false;
  std::uint32_t next_;
  std::unique_ptr<pack_shard> open_;
  std::shared_ptr<wait> wait_; // of the members of that
  std::vector<char> piece_;
};

} // namespace haul
