#include "list_server.hpp"

#include <boost/asio/post.hpp>

#include <chrono>
#include <stdexcept>
#include <utility>

namespace haul::test {

namespace {

std::string target_of(const std::string& request) {
  const std::size_t start = request.find(' ') + 1;
  return request.substr(start, request.find(' ', start) - start);
}

} // namespace

list_reply answered(
    const std::string& status_line, const std::string& body, const std::string& fields) {
  list_reply made;
  made.bytes = reply(status_line, body, fields);
  return made;
}

list_server::list_server(answer answers)
    : answers_(std::move(answers)),
      server_(context_, [this](scripted_connection peer) { return play(std::move(peer)); }),
      thread_([this] { context_.run(); }) {
}

list_server::list_server()
    : list_server([](const std::string& target) { return answered("200 OK", target); }) {
}

list_server::~list_server() {
  boost::asio::post(context_, [this] { server_.stop(); });
  thread_.join();
}

boost::asio::awaitable<void> list_server::play(scripted_connection peer) {
  while (true) {
    const std::string request = co_await peer.read_request();
    if (request.empty())
      co_return;
    const list_reply made = take(request);
    co_await peer.send(made.bytes);
    if (made.then == afterwards::reset)
      peer.reset();
    if (made.then == afterwards::be_silent)
      co_await peer.until_peer_closes();
    if (made.then != afterwards::serve_on)
      co_return;
  }
}

list_reply list_server::take(const std::string& request) {
  const std::scoped_lock lock(guard_);
  requests_.push_back(request);
  came_.notify_all();
  return answers_(target_of(request));
}

std::vector<std::string> list_server::targets() const {
  std::vector<std::string> made;
  for (const std::string& each : requests())
    made.push_back(target_of(each));
  return made;
}

std::vector<std::string> list_server::requests() const {
  const std::scoped_lock lock(guard_);
  return requests_;
}

std::size_t list_server::count() const {
  const std::scoped_lock lock(guard_);
  return requests_.size();
}

void list_server::forget() {
  const std::scoped_lock lock(guard_);
  requests_.clear();
}

void list_server::wait_for_requests(std::size_t count) {
  std::unique_lock lock(guard_);
  if (!came_.wait_for(lock, std::chrono::seconds(60), [&] { return requests_.size() >= count; }))
    throw std::runtime_error("only " + std::to_string(requests_.size()) + " requests came");
}

} // namespace haul::test
