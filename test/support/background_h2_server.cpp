#include "background_h2_server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>

#include <chrono>
#include <future>
#include <stdexcept>
#include <utility>

namespace haul::test {

namespace asio = boost::asio;

background_h2_server::background_h2_server(h2_service service)
    : server_(context_, std::move(service)),
      thread_([this] { context_.run(); }) {
}

background_h2_server::background_h2_server(asio::ssl::context secured, h2_service service)
    : server_(context_, std::move(secured), std::move(service)),
      thread_([this] { context_.run(); }) {
}

background_h2_server::~background_h2_server() {
  asio::post(context_, [this] { server_.stop(); });
  thread_.join();
}

// Asked in the thread of the loop: there is nothing to lock.
h2_record background_h2_server::record() {
  return asio::post(context_, asio::use_future([this] { return server_.record(); })).get();
}

void background_h2_server::wait_until(h2_condition met) {
  std::future<void> done =
      asio::co_spawn(context_, server_.until(std::move(met)), asio::use_future);
  if (done.wait_for(std::chrono::seconds(60)) != std::future_status::ready)
    throw std::runtime_error("what a test waited for did not come");
}

void background_h2_server::release() {
  asio::post(context_, [this] { server_.release(); });
}

} // namespace haul::test
