#pragma once

#include "response_parser.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <utility>
#include <vector>

// Feeds a response parser with bytes that are cut in every way.

namespace haul::response_test {

using strings = std::vector<std::string>;

inline constexpr std::size_t most_header = 1024;

// What became of a response, and of what stood behind it.
struct answer {
  std::string end; // done, cut, malformed, too_much
  unsigned status = 0;
  std::string reason;
  std::optional<std::string> location;
  std::optional<std::uint64_t> length;
  std::string body;
  std::string left;
  bool keep_alive = false;
  bool operator==(const answer&) const = default;
};

inline std::ostream& operator<<(std::ostream& out, const answer& shown) {
  return out << shown.end << ' ' << shown.status << ' ' << shown.reason << " body '" << shown.body
             << "' left '" << shown.left << "' keep_alive " << shown.keep_alive;
}

// Hands a wire to a parser in pieces, each in memory of its very size, and what was left of one in
// front of the next: as its contract demands and `exchange` does it.
class feeder {
 public:
  explicit feeder(const strings& pieces) {
    std::size_t next = 0;
    while (got_.end.empty() && next < pieces.size())
      feed(pieces[next++]);
    if (got_.end.empty())
      got_.end = parser_.finish() == state::done ? "done" : "cut";
    if (got_.end == "done") {
      got_.keep_alive = parser_.keep_alive();
      for (; next < pieces.size(); ++next)
        left_ += pieces[next];
      got_.left = left_;
    }
    if (!header_seen_)
      return;
    got_.status = parser_.head().status;
    got_.reason = parser_.head().reason;
    got_.location = parser_.head().location;
    got_.length = parser_.head().content_length;
  }

  const answer& got() const { return got_; }

 private:
  using state = response_parser::state;

  void feed(const std::string& piece) {
    const std::string all = left_ + piece;
    const std::vector<char> memory(all.begin(), all.end());
    std::span<const char> unread(memory);
    while (got_.end.empty() && !unread.empty()) {
      const state how = parser_.parse(unread);
      if (how == state::body)
        got_.body.append(parser_.body().begin(), parser_.body().end());
      if (how == state::header_done && std::exchange(header_seen_, true))
        BOOST_ERROR("header_done twice");
      if (how == state::malformed || how == state::too_much)
        got_.end = how == state::malformed ? "malformed" : "too_much";
      else if (parser_.is_done())
        got_.end = "done";
      if (how == state::need_more)
        break;
    }
    if (got_.end == "malformed" || got_.end == "too_much")
      BOOST_TEST(!parser_.complaint().empty());
    left_.assign(unread.begin(), unread.end());
  }

  response_parser parser_{most_header};
  bool header_seen_ = false;
  std::string left_;
  answer got_;
};

inline strings in_pieces(const std::string& wire, std::size_t size) {
  strings pieces;
  for (std::size_t at = 0; at < wire.size(); at += size)
    pieces.push_back(wire.substr(at, size));
  return pieces;
}

// Fed at once; and it makes no difference how the wire is cut: in two at each of its bytes (of a
// long one at some), and in many pieces.
inline answer feed(const std::string& wire) {
  const answer whole = feeder({wire}).got();
  const auto check_same = [&](const strings& pieces, std::size_t size) {
    const answer got = feeder(pieces).got();
    if (got != whole)
      BOOST_ERROR(
          wire.substr(0, 200) << " in " << pieces.size() << " pieces, the first of " << size << ": "
                              << got << " and not " << whole);
  };
  const std::size_t step = 1 + wire.size() * wire.size() / 4'000'000;
  for (std::size_t at = 1; at < wire.size(); at += step)
    check_same({wire.substr(0, at), wire.substr(at)}, at);
  for (const std::size_t size : {1, 2, 3, 7, 500}) {
    if (wire.size() < 10'000)
      check_same(in_pieces(wire, size), size);
  }
  return whole;
}

// A response with these fields, and a chunked one with this framing.
inline std::string with(const std::string& fields, const std::string& body = std::string()) {
  return "HTTP/1.1 200 OK\r\n" + fields + "\r\n" + body;
}

inline std::string chunked(const std::string& framing) {
  return with("Transfer-Encoding: chunked\r\n", framing);
}

inline void check_end(const std::string& wire, const std::string& end) {
  const answer got = feed(wire);
  BOOST_TEST(got.end == end, wire.substr(0, 200) << " is " << got.end << " and not " << end);
}

inline void check_done(
    const std::string& wire, const std::string& body, const std::string& left = std::string()) {
  const answer got = feed(wire);
  BOOST_TEST(got.end == "done", wire << " is " << got.end);
  BOOST_TEST(got.body == body);
  BOOST_TEST(got.left == left);
}

inline void check_all(const strings& wires, const std::string& end) {
  for (const std::string& wire : wires)
    check_end(wire, end);
}

} // namespace haul::response_test
