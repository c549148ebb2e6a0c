#pragma once

#include <haul/task.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace haul {

/// Yields tasks, one at a time, on demand.
///
/// The downloader asks for the next task only when it has room for it (`options::look_ahead`), so a
/// source never needs to hold the whole list. All calls come from the thread that runs the
/// downloader's io_context.
class source {
 public:
  virtual ~source() = default;

  /// The next task, or nothing when there are no more.
  ///
  /// May suspend (a pipe with nothing in it yet). Only one call is outstanding at a time, and none
  /// comes after one that returned nothing. When the run is cancelled while this is suspended, the
  /// awaiting operation gets `operation_aborted`; what is returned then is dropped. An exception
  /// ends the run: what is in flight completes, then the exception leaves `completions::next`.
  virtual boost::asio::awaitable<std::optional<task>> next() = 0;

  /// How many tasks there are in all, when that is known before the last one was read.
  virtual std::optional<std::uint64_t> size() const { return std::nullopt; }
};

/// A source of tasks that are all in memory already.
class list_source final : public source {
 public:
  explicit list_source(std::vector<task> tasks) : tasks_(std::move(tasks)) {}

  boost::asio::awaitable<std::optional<task>> next() override;
  std::optional<std::uint64_t> size() const override { return tasks_.size(); }

 private:
  std::vector<task> tasks_;
  std::size_t position_ = 0;
};

/// A source that calls a function for each task until it returns nothing.
class function_source final : public source {
 public:
  /// `generate` must not block. `size` is what `size()` answers.
  explicit function_source(
      std::function<std::optional<task>()> generate,
      std::optional<std::uint64_t> size = std::nullopt)
      : generate_(std::move(generate)),
        size_(size) {}

  boost::asio::awaitable<std::optional<task>> next() override;
  std::optional<std::uint64_t> size() const override { return size_; }

 private:
  std::function<std::optional<task>()> generate_;
  std::optional<std::uint64_t> size_;
};

} // namespace haul
