#pragma once

#include "get_order.hpp"
#include "get_voice.hpp"

#include <haul/error.hpp>

#include <boost/asio/awaitable.hpp>

namespace haul {

/// Reads all of an order's input without asking anybody: for `--dry-run` it tells what would be
/// asked and written, for `--check-input` which rows are bad and which outputs more than one row
/// would write. Whether there was nothing to complain about; an error when the input can't be read
/// at all. Both references must outlive the operation.
boost::asio::awaitable<result<bool>> preview(const get_order& order, const get_voice& voice);

} // namespace haul
