// What a server says: a response in pieces of any size, what it asks for, where it redirects to.
// However the bytes are cut, the same comes of them.

#include "redirect.hpp"
#include "response_parser.hpp"
#include "retry.hpp"
#include "url.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace {

using namespace haul;

void require(bool holds) {
  if (!holds)
    std::abort();
}

struct parsed {
  response_parser::state end = response_parser::state::need_more;
  std::optional<response_head> head;
  std::string body;
};

// As an exchange feeds it: what was not taken stands in front of the next piece.
parsed parse(std::string_view wire, std::size_t piece) {
  parsed made;
  response_parser parser(4096);
  std::string held;
  while (!wire.empty()) {
    held.append(wire.substr(0, piece));
    wire.remove_prefix(std::min(piece, wire.size()));
    std::span<const char> unread(held.data(), held.size());
    while (!unread.empty() && !parser.is_done()) {
      made.end = parser.parse(unread);
      if (made.end == response_parser::state::header_done)
        made.head = parser.head();
      else if (made.end == response_parser::state::body)
        made.body.append(parser.body().data(), parser.body().size());
      else
        break;
    }
    if (parser.is_done())
      made.end = response_parser::state::done;
    if (made.end == response_parser::state::done || made.end == response_parser::state::malformed ||
        made.end == response_parser::state::too_much)
      return made;
    held.assign(unread.data(), unread.size());
  }
  made.end = parser.finish();
  return made;
}

void check_head(const response_head& head) {
  const auto pause = asked_pause(head, std::chrono::system_clock::now(), std::chrono::seconds(60));
  require(!pause || (pause->count() >= 0 && *pause <= std::chrono::seconds(60)));
  const url from = *url::parse("https://user:word@example.org:8443/a/b?c");
  const result<url> next = follow_redirect(from, head.location, {}, 10);
  if (!next)
    return;
  require(next->from().encrypted && !next->from().host.empty() && next->from().port != 0);
  require(next->authorization().empty() || next->from() == from.from());
  for (const std::string_view part : {next->target(), next->host_field()}) {
    for (const char each : part)
      require(static_cast<unsigned char>(each) > 0x20 && each != 0x7f);
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0)
    return 0;
  const std::string_view wire(reinterpret_cast<const char*>(data), size - 1);
  const parsed whole = parse(wire, wire.size() + 1);
  if (whole.head)
    check_head(*whole.head);
  const parsed pieces = parse(wire, data[size - 1] % 16 + 1);
  const bool refused = whole.end == response_parser::state::malformed ||
                       whole.end == response_parser::state::too_much;
  if (!refused) {
    require(whole.end == pieces.end);
    require(whole.body == pieces.body);
  }
  return 0;
}
