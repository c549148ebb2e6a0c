#include "h2_frames.hpp"
#include "h2_wire.hpp"

#include <boost/asio/socket_base.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace haul::test {

namespace asio = boost::asio;

std::size_t h2_connection::number() const {
  return wire_->number;
}

bool h2_connection::is_open() const {
  return !wire_->over && !wire_->closing;
}

void h2_connection::settings(const h2_settings& settings) {
  if (is_open())
    wire_->session.settings(settings);
  wire_->server->notify();
}

void h2_connection::ping() {
  if (is_open())
    wire_->session.ping();
  wire_->server->notify();
}

void h2_connection::go_away(std::int32_t last_stream, std::uint32_t code) {
  if (is_open())
    wire_->session.go_away(last_stream, code);
  wire_->server->notify();
}

void h2_connection::write(std::string_view bytes) {
  if (is_open())
    wire_->session.write(bytes);
  wire_->server->notify();
}

asio::awaitable<void> h2_connection::written() {
  const std::shared_ptr<h2_wire> held = wire_;
  const auto met = [&] { return held->over || held->shut || held->idle(); };
  co_await h2_server::core::until(held->server, met);
}

void h2_connection::stop_reading() {
  wire_->deaf = true;
}

void h2_connection::close() {
  wire_->closing = true;
  wire_->server->notify();
}

void h2_connection::reset() {
  boost::system::error_code ignored;
  wire_->socket.set_option(asio::socket_base::linger(true, 0), ignored);
  wire_->end();
}

asio::awaitable<void> h2_connection::until(h2_condition met) {
  const std::shared_ptr<h2_wire> held = wire_;
  const auto here = [&] { return held->over || met(held->server->record); };
  co_await h2_server::core::until(held->server, here);
}

asio::awaitable<void> h2_connection::released() {
  const std::shared_ptr<h2_wire> held = wire_;
  const auto met = [&] { return held->over || held->server->released; };
  co_await h2_server::core::until(held->server, met);
}

const h2_request& h2_stream::request() const {
  return exchange_->request;
}

bool h2_stream::is_open() const {
  return connection().is_open() && !exchange_->over;
}

void h2_stream::inform(std::string_view status, const h2_fields& fields) {
  if (is_open())
    wire_->session.inform(*exchange_, status, fields);
  wire_->server->notify();
}

void h2_stream::answer(std::string_view status, const h2_fields& fields) {
  if (is_open())
    wire_->session.begin(*exchange_, status, fields, false);
  wire_->server->notify();
}

void h2_stream::begin(std::string_view status, const h2_fields& fields) {
  if (is_open())
    wire_->session.begin(*exchange_, status, fields, true);
  wire_->server->notify();
}

void h2_stream::shape(std::size_t piece, std::size_t padding) {
  exchange_->piece = piece;
  exchange_->padding = padding;
}

asio::awaitable<void> h2_stream::send(std::string bytes) {
  const std::shared_ptr<h2_wire> held = wire_;
  const std::shared_ptr<h2_exchange> on = exchange_;
  on->body.erase(0, on->framed);
  on->framed = 0;
  on->body += bytes;
  held->session.go_on(*on);
  held->server->notify();
  const auto met = [&] { return held->over || on->over || on->framed == on->body.size(); };
  co_await h2_server::core::until(held->server, met);
}

void h2_stream::finish(const h2_fields& trailers) {
  exchange_->trailers = trailers;
  exchange_->ending = true;
  wire_->session.go_on(*exchange_);
  wire_->server->notify();
}

void h2_stream::reset(std::uint32_t code) {
  if (is_open())
    wire_->session.reset(*exchange_, code);
  wire_->server->notify();
}

void h2_stream::frame(int type, int flags, std::string_view payload) {
  if (!is_open())
    return;
  const auto stream = exchange_->request.stream;
  connection().write(test::frame(type, flags, static_cast<std::uint32_t>(stream), payload));
  const bool may_end = type == NGHTTP2_DATA || type == NGHTTP2_HEADERS;
  if (type == NGHTTP2_RST_STREAM || (may_end && (flags & NGHTTP2_FLAG_END_STREAM) != 0))
    wire_->session.forget(stream);
}

asio::awaitable<void> h2_stream::until(h2_condition met) {
  const std::shared_ptr<h2_exchange> on = exchange_;
  const auto here = [&](const h2_record& record) { return on->over || met(record); };
  co_await connection().until(here);
}

asio::awaitable<void> h2_stream::released() {
  const std::shared_ptr<h2_wire> held = wire_;
  const auto met = [&](const h2_record&) { return held->server->released; };
  co_await until(met);
}

asio::awaitable<void> h2_stream::until_over() {
  const auto never = [](const h2_record&) { return false; };
  co_await until(never);
}

} // namespace haul::test
