#pragma once

#include "get_order.hpp"
#include "report_rows.hpp"

#include <haul/error.hpp>

namespace haul {

/// Adds each row of the order's inputs to those that results should have, bad ones too, for they
/// have records. Blocks until the inputs end or a signal comes. The error names the list that can't
/// be read, or the template that can't be used; or it is that of `report_rows::expect`.
result<void> expect_list(const get_order& order, report_rows& into);

} // namespace haul
