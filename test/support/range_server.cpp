#include "range_server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

namespace haul::test {

namespace asio = boost::asio;

namespace {

constexpr std::size_t sent_before_the_hold = 1000;

// No two stretches are alike.
std::string numbers(std::size_t bytes, std::size_t from) {
  std::string made;
  for (std::size_t each = from; made.size() < bytes; ++each)
    made += fmt::format("{} ", each);
  made.resize(bytes);
  return made;
}

} // namespace

range_server::range_server(asio::io_context& context, std::size_t bytes)
    : body_(numbers(bytes, 0)),
      came_(context, asio::steady_timer::time_point::max()) {
}

void range_server::change_to(const std::string& tag) {
  body_ = numbers(body_.size(), 7);
  fields_ = fmt::format("ETag: {}\r\n", tag);
}

void range_server::close_whole() {
  close_whole_ = true;
  came_.cancel();
}

scripted_server::script range_server::script() {
  return [this](scripted_connection on) { return play(*this, on); };
}

std::string range_server::whole() const {
  return reply("200 OK", body_, fields_);
}

std::string range_server::part(
    std::uint64_t first, std::uint64_t last, const std::string& fields) const {
  const std::string range =
      fmt::format("Content-Range: bytes {}-{}/{}\r\n", first, last, body_.size());
  return reply("206 Partial Content", body_.substr(first, last - first + 1), fields + range);
}

std::uint64_t range_server::bytes_of(const std::string& range) const {
  if (range.empty())
    return body_.size();
  const std::string numbers = range.substr(range.find('=') + 1);
  const std::size_t bar = numbers.find('-');
  const std::string last = numbers.substr(bar + 1);
  return (last.empty() ? body_.size() : std::stoull(last) + 1) - std::stoull(numbers);
}

range_server::asking range_server::read(const std::string& request) {
  asking made;
  made.number = asked_.size();
  std::string range = field_of(request, "Range");
  // Of another version the whole is sent.
  const std::string condition = field_of(request, "If-Range");
  const bool current = condition.empty() || fields_.find(condition) != std::string::npos;
  made.ranged = !range.empty() && current;
  if (made.ranged) {
    made.first = std::stoull(range.substr(range.find('=') + 1));
    made.last = made.first + bytes_of(range) - 1;
  }
  asked_.push_back(std::move(range));
  came_.cancel();
  return made;
}

asio::awaitable<void> range_server::play(range_server& self, scripted_connection on) {
  while (true) {
    const std::string request = co_await on.read_request();
    if (request.empty())
      co_return;
    const asking what = self.read(request);
    const reaction odd = self.odd_ ? self.odd_(what) : reaction();
    if (odd.silent) {
      co_await on.until_peer_closes();
      co_return;
    }
    if (odd.after.count() != 0) {
      asio::steady_timer due(self.came_.get_executor(), odd.after);
      co_await due.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    if (!odd.bytes.empty())
      co_await on.send(odd.bytes);
    else if (what.ranged)
      co_await on.send(self.part(what.first, what.last));
    else
      co_await send_whole(self, on);
    if (odd.close || (!what.ranged && self.close_whole_))
      co_return;
  }
}

asio::awaitable<void> range_server::send_whole(range_server& self, scripted_connection on) {
  const std::string all = self.whole();
  const std::size_t before = all.size() - self.body_.size() + sent_before_the_hold;
  co_await on.send(all.substr(0, before));
  while (self.asked_.size() < self.hold_until_ && !self.close_whole_)
    co_await self.came_.async_wait(asio::as_tuple(asio::use_awaitable));
  if (!self.close_whole_)
    co_await on.send(all.substr(before));
}

std::string field_of(const std::string& request, const std::string& name) {
  const std::size_t at = request.find("\r\n" + name + ": ");
  if (at == std::string::npos)
    return {};
  const std::size_t start = at + name.size() + 4;
  return request.substr(start, request.find("\r\n", start) - start);
}

} // namespace haul::test
