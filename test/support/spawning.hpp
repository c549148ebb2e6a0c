#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>

namespace haul::test {

/// What a server's coroutine awaits with: a peer that leaves is nothing to throw for.
inline constexpr auto token = boost::asio::as_tuple(boost::asio::use_awaitable);

/// What a coroutine of a test is spawned with: its exceptions end the test.
inline void rethrow(std::exception_ptr thrown) {
  if (thrown)
    std::rethrow_exception(thrown);
}

} // namespace haul::test
