#include "pace_watch.hpp"

#include "child_process.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <string>

namespace haul::bench {

namespace {

namespace http = boost::beast::http;
using clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds between{10};

double seconds_now() {
  return std::chrono::duration<double>(clock::now().time_since_epoch()).count();
}

} // namespace

pace_watch::pace_watch(const nginx& server, std::optional<int> core) : socket_(context_) {
  boost::system::error_code failed;
  socket_.connect({boost::asio::ip::address_v4::loopback(), server.port()}, failed);
  marks_.push_back({seconds_now(), ask()});
  thread_ = std::jthread([this, core](const std::stop_token& stopped) {
    if (core)
      pin_to(*core);
    run(stopped);
  });
}

std::vector<pace_mark> pace_watch::stop() {
  thread_.request_stop();
  thread_.join();
  double own = 0; // each finds itself among them
  for (pace_mark& each : marks_)
    each.requests -= ++own;
  return marks_.back().requests < 0 ? std::vector<pace_mark>() : std::move(marks_);
}

void pace_watch::run(const std::stop_token& stopped) {
  // Once more at the end, for the last requests.
  for (bool last = false; !last;) {
    std::this_thread::sleep_for(between);
    last = stopped.stop_requested();
    marks_.push_back({seconds_now(), ask()});
  }
}

double pace_watch::ask() {
  http::request<http::empty_body> asked(http::verb::get, nginx::status_path, 11);
  asked.set(http::field::host, "127.0.0.1");
  http::response<http::string_body> came;
  boost::beast::flat_buffer buffer;
  boost::system::error_code failed;
  http::write(socket_, asked, failed);
  http::read(socket_, buffer, came, failed);
  return failed ? 0 : find_requests(came.body());
}

} // namespace haul::bench
