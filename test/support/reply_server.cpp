#include "reply_server.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <chrono>
#include <stdexcept>
#include <utility>

namespace haul::test {

namespace asio = boost::asio;
using asio::ip::tcp;

reply_server::reply_server(answer answers)
    : acceptor_(context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
      answers_(std::move(answers)),
      thread_([this] { serve(); }) {
}

reply_server::~reply_server() {
  // Wakes the accept that the thread is in; closing the socket from here would not.
  ::shutdown(acceptor_.native_handle(), SHUT_RDWR);
  thread_.join();
}

std::string reply_server::url() const {
  return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
}

void reply_server::serve() {
  while (true) {
    boost::system::error_code failure;
    tcp::socket client = acceptor_.accept(failure);
    if (failure)
      return;
    serve_one(std::move(client));
  }
}

void reply_server::serve_one(tcp::socket client) {
  boost::system::error_code failure;
  std::string request;
  asio::read_until(client, asio::dynamic_buffer(request), "\r\n\r\n", failure);
  const std::size_t start = request.find(' ') + 1;
  const server_reply made = answers_(request.substr(start, request.find(' ', start) - start));
  asio::write(client, asio::buffer(made.bytes), failure);
  if (made.stay_open)
    open_.push_back(std::move(client));

  const std::scoped_lock lock(guard_);
  ++requests_;
  came_.notify_all();
}

void reply_server::wait_for_requests(unsigned count) {
  std::unique_lock lock(guard_);
  if (!came_.wait_for(lock, std::chrono::seconds(60), [&] { return requests_ >= count; }))
    throw std::runtime_error("only " + std::to_string(requests_) + " requests came");
}

server_reply make_reply(
    const std::string& status, const std::string& body, const std::string& fields) {
  server_reply made;
  made.bytes = "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) +
               "\r\nConnection: close\r\n" + fields + "\r\n" + body;
  return made;
}

server_reply stay_silent(const std::string&) {
  server_reply made;
  made.stay_open = true;
  return made;
}

} // namespace haul::test
