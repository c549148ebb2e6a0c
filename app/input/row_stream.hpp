#pragma once

#include "row.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

namespace haul {

/// The rows of one input, as they come.
class row_stream {
 public:
  virtual ~row_stream() = default;

  /// The next row, or why it is none; nothing when there are no more. May suspend, as for a pipe
  /// with nothing in it yet. One call at a time, and none after one that returned nothing. What
  /// keeps the rest of the input from being read is a last `bad_row`. Cancelling it (`terminal`)
  /// ends it with `operation_aborted` or at the next row.
  virtual boost::asio::awaitable<std::optional<row_result>> next() = 0;

  /// The same, as far as it needs no waiting; nothing also when it does.
  virtual std::optional<row_result> at_hand() = 0;

  /// As those of `row_reader`.
  virtual std::string prologue() const { return {}; }
  virtual std::string epilogue() const { return {}; }
};

} // namespace haul
