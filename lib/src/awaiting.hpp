#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace haul {

/// How operations are awaited here: errors come as values. An exception would be hidden by the
/// operators on awaitables, and cost far more than a timeout should.
inline constexpr auto as_value = boost::asio::as_tuple(boost::asio::use_awaitable);

} // namespace haul
