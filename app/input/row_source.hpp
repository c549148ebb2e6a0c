#pragma once

#include "code_range.hpp"
#include "row_stream.hpp"
#include "task_maker.hpp"

#include <haul/error.hpp>
#include <haul/source.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace haul {

/// What rows' texts need in front and behind to be a list again, as `row_reader` says.
struct row_frame {
  std::string prologue;
  std::string epilogue;
};

/// What is kept of a row while its task is on its way.
struct input_row {
  std::uint64_t number = 0; ///< from 1 over the whole run, rows that are bad or left out included
  row_place place;          ///< of a code from the command line: see `row_source::command_line`
  std::string code;         ///< its own, or its number
  std::shared_ptr<const row_frame> frame; ///< of its input; null for codes
};

/// What a `row_source` makes tasks of.
struct row_input {
  /// Come first. Each code is a row.
  std::vector<code_range> codes;

  /// Come behind them, one after the other; none null.
  std::vector<std::unique_ptr<row_stream>> streams;

  /// Of these only each `every`-th row is wanted, from the one behind `first` others; the rest is
  /// counted and nothing else.
  std::uint64_t first = 0;
  std::uint64_t every = 1; ///< never 0
};

/// What a `row_source` tells and asks. Called within `next`; must not throw.
struct row_hooks {
  /// Gets each row of which no task can be made. The error is of `stage::input`; its message names
  /// the field and is fit for a terminal. Empty: nobody is told.
  std::function<void(const input_row& row, const error& why)> on_bad_row;

  /// Whether a row is wanted at all; one that is not is neither a task nor bad. `made` is null for
  /// one of which no task can be made. Empty: all are.
  std::function<bool(std::uint64_t number, const task* made)> is_ours;

  /// Whether what the row stands for was done before: it is left out then. Empty: nothing was.
  std::function<bool(const input_row& row, const task& wanted)> is_done;
};

/// The tasks of codes and lists, one at a time.
///
/// A row that is bad never reaches the library. Of a row that becomes a task what is needed to
/// speak about it stays in a table until `take`: memory grows with what is in flight, never with
/// the list. Without codes and streams there is one row without fields: a URL that needs none.
class row_source final : public source {
 public:
  /// What `row_place::file` is for a code; its line is the position of its argument, from 1.
  static constexpr const char* command_line = "command line";

  row_source(task_maker maker, row_input from, row_hooks hooks);

  boost::asio::awaitable<std::optional<task>> next() override;

  /// How many rows are wanted, without those that were left out until now; known when there are
  /// only codes, and what they are doesn't matter to `is_ours`, else once the last one was read.
  /// Those that turn out to be bad are counted too. At most 2^64 - 1.
  std::optional<std::uint64_t> size() const override;

  /// Hands out, and forgets, the row of a task: to be called once for each task's completion.
  /// Ids are those of the run that takes its tasks from here and from nowhere else.
  input_row take(task_id id);

  std::uint64_t rows() const { return rows_; }            ///< that came until now, of every kind
  std::uint64_t bad_rows() const { return bad_; }         ///< that `on_bad_row` got
  std::uint64_t left_out() const { return left_out_; }    ///< not ours, or done before
  std::size_t in_flight() const { return table_.size(); } ///< that wait for `take`

 private:
  std::optional<row> next_code();
  std::optional<row_result> row_at_hand();
  boost::asio::awaitable<std::optional<row_result>> next_row();
  bool is_wanted() const;
  std::uint64_t wanted_of(std::uint64_t rows) const;
  std::optional<task> make_task(row_result& from);
  void refuse(row_place place, std::string code, const error& why);

  task_maker maker_;
  row_input from_;
  row_hooks hooks_;
  std::size_t code_ = 0;   // the argument that is read
  std::size_t stream_ = 0; // the stream that is read
  std::shared_ptr<const std::string> command_line_;
  std::shared_ptr<const row_frame> frame_; // of the stream that is read
  std::optional<std::uint64_t> size_;
  bool single_ = false; // the row without fields is still to come
  std::uint64_t rows_ = 0;
  std::uint64_t bad_ = 0;
  std::uint64_t left_out_ = 0;
  task_id next_id_ = 0;
  std::unordered_map<task_id, input_row> table_;
};

} // namespace haul
