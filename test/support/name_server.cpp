#include "name_server.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/address.hpp>

#include <utility>

namespace haul::test {

namespace asio = boost::asio;
using asio::ip::udp;
using boost::system::error_code;

namespace {

constexpr std::size_t header_size = 12;
constexpr std::size_t largest_query = 512;

// The name in a question: labels, each after its length (RFC 1035 section 3.1).
std::string name_in(const std::string& query) {
  std::string name;
  std::size_t at = header_size;
  while (at < query.size() && query[at] != 0) {
    const auto length = static_cast<unsigned char>(query[at]);
    if (!name.empty())
      name += '.';
    name += query.substr(at + 1, length);
    at += 1 + length;
  }
  return name;
}

// The type of the records asked for stands before the class, at the question's end.
bool wants_v4(const std::string& query) {
  return query[query.size() - 3] == 1;
}

std::string big_endian(std::uint32_t number, int bytes) {
  std::string written;
  while (bytes-- != 0)
    written += static_cast<char>((number >> (8 * bytes)) & 0xff);
  return written;
}

// What the names of this kind stand for, as text; empty without an address of that family.
std::string address_for(char kind, bool v4) {
  if (!v4)
    return kind == 'b' ? "2001:db8::1" : "";
  switch (kind) {
  case 'y':
  case 'b':
  case 'h': return "192.0.2.1";
  case 'l': return "127.0.0.1";
  case 'm': return "169.254.169.254";
  default: return "";
  }
}

std::string bytes_of(const std::string& address) {
  const asio::ip::address parsed = asio::ip::make_address(address);
  if (parsed.is_v4()) {
    const auto bytes = parsed.to_v4().to_bytes();
    return std::string(bytes.begin(), bytes.end());
  }
  const auto bytes = parsed.to_v6().to_bytes();
  return std::string(bytes.begin(), bytes.end());
}

} // namespace

name_server::name_server(asio::io_context& context)
    : socket_(context, udp::endpoint(asio::ip::address_v4::loopback(), 0)),
      room_(largest_query, '\0') {
  // Hundreds of questions may come before the loop gets to the first.
  socket_.set_option(asio::socket_base::receive_buffer_size(4 * 1024 * 1024));
  socket_.non_blocking(true);
  receive();
}

name_server::~name_server() {
  stop();
}

std::string name_server::address() const {
  return "127.0.0.1:" + std::to_string(socket_.local_endpoint().port());
}

void name_server::stop() {
  error_code ignored;
  socket_.close(ignored);
}

std::size_t name_server::queries(const std::string& name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? 0 : found->second;
}

void name_server::release() {
  released_ = true;
  answer_held();
}

void name_server::answer_held() {
  while (!held_.empty()) {
    answer(held_.front());
    held_.pop_front();
  }
}

void name_server::receive() {
  socket_.async_receive_from(
      asio::buffer(room_), from_, [this](error_code failed, std::size_t size) {
        // When it is closed, this object may be gone.
        if (failed == asio::error::operation_aborted)
          return;
        if (!failed)
          take(size);
        if (socket_.is_open())
          receive();
      });
}

void name_server::take(std::size_t size) {
  question asked{room_.substr(0, size), from_};
  if (size < header_size + 5)
    return;
  const std::string name = name_in(asked.query);
  ++all_queries_;
  ++by_name_[name];
  if (on_query)
    on_query(name);
  if (name.starts_with('s') || !socket_.is_open())
    return;
  if (name.starts_with('h') && !released_)
    held_.push_back(std::move(asked));
  else
    answer(asked);
}

void name_server::answer(const question& asked) {
  error_code ignored;
  socket_.send_to(asio::buffer(reply_to(asked.query)), asked.from, 0, ignored);
}

// RFC 1035 section 4: header, question, and one record that points back at the question's name.
std::string name_server::reply_to(const std::string& query) const {
  char kind = query[header_size + 1];
  if (kind == 'r')
    kind = queries(name_in(query)) > 2 ? 'm' : 'l'; // each look-up asks for both families
  std::string reply = query;
  reply[2] = static_cast<char>(0x81); // a response
  reply[3] = static_cast<char>(0x80); // by a server that recurses
  if (kind == 'n')
    reply[3] = static_cast<char>(0x83);
  if (kind == 'f')
    reply[3] = static_cast<char>(0x82);
  const bool v4 = wants_v4(query);
  const std::string address = address_for(kind, v4);
  if (address.empty())
    return reply;
  const std::string bytes = bytes_of(address);
  reply[7] = 1; // one answer
  reply += std::string("\xc0\x0c", 2) + big_endian(v4 ? 1 : 28, 2) + big_endian(1, 2);
  reply += big_endian(ttl, 4) + big_endian(static_cast<std::uint32_t>(bytes.size()), 2) + bytes;
  return reply;
}

} // namespace haul::test
