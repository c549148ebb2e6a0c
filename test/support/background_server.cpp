#include "background_server.hpp"

#include <boost/asio/post.hpp>

#include <future>
#include <utility>

namespace haul::test {

namespace asio = boost::asio;

namespace {

// Asks in the thread of the loop: there is nothing to lock.
template<typename Value, typename Question>
Value ask(asio::io_context& context, const Question& question) {
  std::promise<Value> answer;
  asio::post(context, [&] { answer.set_value(question()); });
  return answer.get_future().get();
}

} // namespace

background_server::background_server(scripted_server::script play)
    : server_(context_, std::move(play)),
      thread_([this] { context_.run(); }) {
}

background_server::background_server(asio::ssl::context secured, scripted_server::script play)
    : server_(context_, std::move(secured), std::move(play)),
      thread_([this] { context_.run(); }) {
}

background_server::~background_server() {
  asio::post(context_, [this] { server_.stop(); });
  thread_.join();
}

std::vector<std::string> background_server::requests() {
  return ask<std::vector<std::string>>(context_, [&] { return server_.requests(); });
}

std::size_t background_server::connections() {
  return ask<std::size_t>(context_, [&] { return server_.connections(); });
}

} // namespace haul::test
