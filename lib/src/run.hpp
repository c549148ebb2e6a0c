#pragma once

#include "admission.hpp"
#include "deadline.hpp"
#include "download.hpp"
#include "house.hpp"

#include <haul/downloader.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <exception>
#include <memory>
#include <optional>
#include <unordered_map>

namespace haul {

class pursuit;

/// One run: the tasks of one source, from the source to completion.
///
/// Its coroutines hold it by shared pointers, so it lives until the last of them has ended, whoever
/// else has left.
class run {
 public:
  run(std::shared_ptr<house> in, source& tasks);

  /// Starts reading the source on the io_context.
  static void start(const std::shared_ptr<run>& self);

  /// As `completions::next`.
  static boost::asio::awaitable<std::optional<completion>> next(std::shared_ptr<run> self);

  static void stop(const std::shared_ptr<run>& self);
  static void cancel(const std::shared_ptr<run>& self);
  static void abandon(const std::shared_ptr<run>& self);

  bool over() const { return !reading_ && to_do_.empty(); }
  std::size_t in_flight() const { return to_do_.size(); }
  std::size_t running() const { return running_; }

 private:
  using clock = std::chrono::steady_clock;

  // A task whose completion was not taken yet.
  struct to_do final : admission::applicant {
    to_do(run& in, task_id number, task what)
        : of(in),
          id(number),
          wanted(std::move(what)),
          until(in.house_->wheel, in.house_->how.timeouts.task) {}

    void admitted(semaphore::permit taken, admission::place at) override;

    enum class state {
      reads, // what stands under its output
      waits,
      runs,
      done
    };

    run& of;
    task_id id;
    task wanted;
    std::optional<url> asked; // its URL, from when it was found right until it runs
    deadline until;
    state is = state::reads;
    clock::time_point entered = clock::now();
    std::optional<output_folder::claim> output;
    std::unique_ptr<outcome> ended;             // from its end until it is taken
    semaphore::permit permit;                   // while it runs
    admission::place place;                     // while it runs
    boost::asio::steady_timer* woken = nullptr; // waits for them again
  };

  // What a finished task pushes; who it was and how it ended stands in the to-do table.
  using as_completed_channel =
      boost::asio::experimental::channel<void(boost::system::error_code, task_id)>;

  static boost::asio::awaitable<void> read(std::shared_ptr<run> self);
  static boost::asio::awaitable<void> wait_for_room(std::shared_ptr<run> self);
  static boost::asio::awaitable<result<bool>> compare(std::shared_ptr<run> self, const to_do& item);
  static boost::asio::awaitable<void> read_standing(std::shared_ptr<run> self, to_do& item);
  to_do* take_in(task_id id, task wanted);
  void line_up(to_do& item);
  static boost::asio::awaitable<void> work(
      std::shared_ptr<run> self, to_do* item, boost::asio::cancellation_signal& stop);
  boost::asio::awaitable<void> try_until_done(to_do& item);
  to_do* finish(to_do& item);
  boost::asio::awaitable<bool> wait_for_turn(
      to_do& item, std::string host, std::chrono::milliseconds after);

  std::optional<std::chrono::milliseconds> give_back(
      to_do& item, const attempt_end& came, pursuit& going);
  static outcome skipped_task();
  static void fail(outcome& ended, const error& why);
  boost::asio::awaitable<void> commit(const to_do& item, attempt_end& came);
  static void commit_now(const to_do& item, attempt_end& came);
  static void end_cancelled(to_do& item, const pursuit& going);
  static void end_with_bug(to_do& item, const std::exception_ptr& bug);
  static void placed(const to_do& item, outcome& ended, const result<void>& how);
  static bool stands_by_now(const to_do& item, const outcome& received);
  boost::asio::awaitable<std::shared_ptr<packer::wait>> pack(const to_do& item, attempt_end& came);
  boost::asio::awaitable<void> wait_for_shard(std::shared_ptr<packer::wait> since, outcome& ended);
  bool nobody_may_come() const;
  void settle_if_last();
  static outcome cancelled(const to_do& item, unsigned attempts);

  enum class standing { nothing, as_wanted, unread };
  result<standing> look_at_output(to_do& item);
  void push(to_do& item, outcome ended);
  void push(to_do& item);
  void stop_now();
  void drop_waiting();
  void cancel_now();
  void tell_of_room();
  void reading_ended(std::exception_ptr failed);
  completion take(task_id done);
  std::optional<task_id> done_already();

  std::shared_ptr<house> house_;
  source& tasks_;
  std::weak_ptr<run> self_;
  boost::asio::cancellation_signal reader_;
  bool reading_ = true;
  bool stopping_ = false;
  std::exception_ptr source_failed_;
  std::size_t running_ = 0;
  to_do** relieved_ = nullptr; // where a worker that is done with its task looks for the next one
  std::size_t unfinished_ = 0; // tasks in the to-do table that are not done
  std::size_t settling_ = 0;   // those of them that wait for their shard or the disk
  std::size_t most_to_do_;
  boost::asio::steady_timer room_; // never runs out; cancelled when there is room to read on
  bool waits_for_room_ = false;
  std::optional<url> last_;                  // of which origin was read last
  std::unordered_map<task_id, to_do> to_do_; // from task to code, URL and deadline
  as_completed_channel channel_;
  std::deque<task_id> turned_away_; // by the channel; taken before what it holds
};

} // namespace haul
