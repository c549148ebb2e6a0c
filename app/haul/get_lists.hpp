#pragma once

#include "failed_rows.hpp"
#include "get_order.hpp"
#include "row_source.hpp"
#include "task_maker.hpp"

#include <haul/error.hpp>

#include <boost/asio/awaitable.hpp>

#include <vector>

namespace haul {

/// What an order's tasks are made of.
struct get_lists {
  task_maker maker;
  row_input rows;
  std::vector<failed_rows_input> inputs; ///< their formats, for `failed_rows`
};

/// Reads the templates and opens the inputs of an order. Nothing has been asked or written when
/// this fails; the error names the template, code or file. `order` must outlive the operation.
boost::asio::awaitable<result<get_lists>> open_lists(const get_order& order);

} // namespace haul
