#include "http2_protocol.hpp"

#include "http2_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nghttp2/nghttp2.h>
#include <vector>

namespace haul {

namespace {

// Of all streams together: were it to close, those that are read would wait for the others.
constexpr std::int32_t connection_window = std::numeric_limits<std::int32_t>::max();

constexpr std::size_t steps_of_window = 8;
constexpr std::size_t longest_step = std::size_t{512} * 1024;

// The options and the URL decide how long a request is.
constexpr std::size_t longest_request = std::size_t{1024} * 1024;

} // namespace

void http2_protocol::closer::operator()(nghttp2_session* closed) const {
  nghttp2_session_del(closed);
}

http2_protocol::http2_protocol(std::uint32_t stream_window, std::size_t most, std::size_t expected)
    : step_(std::min<std::size_t>(stream_window / steps_of_window, longest_step)),
      bearable_(std::numeric_limits<std::size_t>::max()) {
  nghttp2_option* how = nullptr;
  nghttp2_option_new(&how);
  nghttp2_option_set_no_auto_window_update(how, 1);
  nghttp2_option_set_peer_max_concurrent_streams(how, static_cast<std::uint32_t>(expected));
  nghttp2_option_set_max_send_header_block_length(how, longest_request);
  nghttp2_session* made = nullptr;
  nghttp2_session_client_new2(&made, callbacks(), this, how);
  nghttp2_option_del(how);
  session_.reset(made);
  const std::vector<nghttp2_settings_entry> settings = {
      {NGHTTP2_SETTINGS_ENABLE_PUSH, 0},
      {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, stream_window},
      {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, static_cast<std::uint32_t>(most)},
      {NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES, 1}};
  nghttp2_submit_settings(made, NGHTTP2_FLAG_NONE, settings.data(), settings.size());
  nghttp2_session_set_local_window_size(made, NGHTTP2_FLAG_NONE, 0, connection_window);
}

void http2_protocol::begin(http2_stream& by, const request& what) {
  std::int32_t id = 0;
  if (takes_requests()) {
    const http2_fields fields(what);
    id = nghttp2_submit_request(
        session_.get(), nullptr, fields.all().data(), fields.all().size(), nullptr, &by);
  }
  if (id <= 0) {
    by.finish(http2_stream::end::refused, {});
    return;
  }
  by.id_ = id;
  streams_.push_back(by);
}

void http2_protocol::leave(http2_stream& by) {
  if (by.id_ == 0)
    return;
  nghttp2_session_set_stream_user_data(session_.get(), by.id_, nullptr);
  nghttp2_submit_rst_stream(session_.get(), NGHTTP2_FLAG_NONE, by.id_, NGHTTP2_CANCEL);
  streams_.erase(streams_.iterator_to(by));
  by.id_ = 0;
}

// nghttp2 by itself tells the server when half of the window was taken: on a long line the other
// half has run out before the server hears of it. What is owed is missing from the window as well.
void http2_protocol::taken(http2_stream& by, std::size_t bytes) {
  by.owed_ += bytes;
  if (by.id_ == 0 || by.owed_ < step_)
    return;
  nghttp2_submit_window_update(
      session_.get(), NGHTTP2_FLAG_NONE, by.id_, static_cast<std::int32_t>(by.owed_));
  by.owed_ = 0;
}

void http2_protocol::receive(std::span<const char> bytes) {
  const ssize_t taken = nghttp2_session_mem_recv(
      session_.get(), reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  if (taken >= 0)
    return;
  broken_ = nghttp2_strerror(static_cast<int>(taken));
  ending_ = true;
  nghttp2_session_terminate_session(session_.get(), NGHTTP2_PROTOCOL_ERROR);
}

void http2_protocol::gather(std::string& to, std::size_t most) {
  while (to.size() < most) {
    const std::uint8_t* bytes = nullptr;
    const ssize_t size = nghttp2_session_mem_send(session_.get(), &bytes);
    if (size <= 0)
      return;
    to.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  }
}

void http2_protocol::ping() {
  nghttp2_submit_ping(session_.get(), NGHTTP2_FLAG_NONE, nullptr);
}

void http2_protocol::close() {
  ending_ = true;
  nghttp2_session_terminate_session(session_.get(), NGHTTP2_NO_ERROR);
}

void http2_protocol::lose(const std::string& why) {
  end_all(http2_stream::end::lost, why);
}

std::size_t http2_protocol::most_streams() const {
  if (!takes_requests())
    return 0;
  return std::min<std::size_t>(
      bearable_,
      nghttp2_session_get_remote_settings(session_.get(), NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS));
}

bool http2_protocol::takes_requests() const {
  return !ending_ && nghttp2_session_check_request_allowed(session_.get()) != 0;
}

bool http2_protocol::has_output() const {
  return nghttp2_session_want_write(session_.get()) != 0;
}

bool http2_protocol::over() const {
  return nghttp2_session_want_read(session_.get()) == 0;
}

// Closed by a reset of the server, by its GOAWAY, or by nghttp2, which has found a fault.
void http2_protocol::closed(http2_stream& stream, std::uint32_t code) {
  using end = http2_stream::end;
  if (code == NGHTTP2_REFUSED_STREAM) {
    if (stream.reset_by_server_ && streams_.size() > 1)
      bearable_ = std::min(bearable_, streams_.size() - 1);
    stream.finish(end::refused, {});
  } else if (stream.reset_by_server_) {
    stream.finish(
        end::reset, fmt::format("the server reset the stream: {}", nghttp2_http2_strerror(code)),
        code);
  } else {
    stream.finish(
        end::malformed,
        stream.why_malformed_.empty() ? nghttp2_http2_strerror(code) : stream.why_malformed_);
  }
  streams_.erase(streams_.iterator_to(stream));
  stream.id_ = 0;
}

void http2_protocol::give_up(const std::string& why) {
  for (http2_stream& each : streams_) {
    if (streams_.size() == 1 || !each.why_malformed_.empty())
      each.finish(http2_stream::end::malformed, why);
  }
  end_all(http2_stream::end::beside, why);
}

void http2_protocol::end_all(http2_stream::end how, const std::string& why) {
  ending_ = true;
  for (http2_stream& each : streams_) {
    nghttp2_session_set_stream_user_data(session_.get(), each.id_, nullptr);
    each.finish(how, why);
    each.id_ = 0;
  }
  streams_.clear();
}

http2_stream* http2_protocol::find(std::int32_t id) {
  const auto found =
      std::ranges::find_if(streams_, [id](const http2_stream& each) { return each.id_ == id; });
  return found == streams_.end() ? nullptr : &*found;
}

} // namespace haul
