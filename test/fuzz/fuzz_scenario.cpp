// Several replies on one connection. What stands in front of each 0x1e comes for one request, in
// pieces of the size that the last byte says; the next request is only sent where haul would send
// it on this connection. An own reading of the framing, of Content-Length and chunks and nothing
// else, says where each reply ends: nothing of one is ever taken for the next, and where something
// is left over, or the ends are in doubt, the connection is not used again.

#include "framing.hpp"
#include "fuzzing.hpp"
#include "response_parser.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace haul;
using fuzzing::require;

constexpr std::size_t most_header = 4096;
constexpr unsigned most_interim = 16;

struct reply {
  unsigned status = 0;
  std::string body;
  bool whole = false;
  bool reusable = false;
  bool operator==(const reply&) const = default;
};

// The side of haul: takes bytes as they come, as an exchange does it.
class reader {
 public:
  /// What came for one request; with `ends` the server has closed behind it.
  reply read(std::string_view wire, std::size_t piece, bool ends) {
    parser_.emplace(most_header);
    held_.clear();
    got_ = {};
    broken_ = false;
    interim_ = 0;
    while (!wire.empty() && !finished()) {
      held_.append(wire.substr(0, piece));
      wire.remove_prefix(std::min(piece, wire.size()));
      parse();
    }
    const bool over = ends && wire.empty();
    got_.whole = !broken_ && (parser_->is_done() ||
                              (over && parser_->finish() == response_parser::state::done));
    // What has not been read yet finds the connection idle, where anything unasked ends it.
    got_.reusable =
        got_.whole && parser_->is_done() && parser_->keep_alive() && held_.empty() && wire.empty();
    got_.reusable = got_.reusable && !over;
    return got_;
  }

 private:
  bool finished() const { return broken_ || (got_.status >= 200 && parser_->is_done()); }

  // Each time in memory of its very size, so that nothing behind it can be read.
  void parse() {
    const std::vector<char> memory(held_.begin(), held_.end());
    std::span<const char> unread(memory);
    while (!unread.empty() && !finished()) {
      const response_parser::state how = parser_->parse(unread);
      if (how == response_parser::state::header_done)
        take_head();
      else if (how == response_parser::state::body)
        got_.body.append(parser_->body().data(), parser_->body().size());
      else if (how != response_parser::state::done) {
        broken_ = how != response_parser::state::need_more;
        break;
      }
    }
    held_.assign(unread.begin(), unread.end());
  }

  void take_head() {
    if (parser_->head().status >= 200) {
      got_.status = parser_->head().status;
      return;
    }
    broken_ = parser_->head().status == 101 || ++interim_ > most_interim;
    if (!broken_)
      parser_.emplace(most_header);
  }

  std::optional<response_parser> parser_;
  std::string held_;
  reply got_;
  bool broken_ = false;
  unsigned interim_ = 0;
};

void check(const reply& got, std::string_view wire) {
  const fuzzing::framing::message seen = fuzzing::framing::read(wire);
  if (got.reusable) {
    require(seen.sure, "a connection is used again only where the end of a reply is sure");
    require(seen.rest.empty(), "what is left over closes the connection");
    require(!seen.closes, "a server that closes is taken at its word");
  }
  if (!got.whole || !seen.sure)
    return;
  require(got.status == seen.status, "the status is that of the first final reply");
  require(got.body == seen.body, "the body is what the framing says, and no more");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0)
    return 0;
  const std::size_t piece = data[size - 1] % 16 + 1;
  std::string_view rest = fuzzing::text_of(data, size - 1);
  reader connection;
  while (!rest.empty()) {
    const bool last = rest.find('\x1e') == std::string_view::npos;
    const std::string_view wire = fuzzing::take_until(rest, '\x1e');
    const reply got = connection.read(wire, piece, last);
    check(got, wire);
    // On a connection of its own, at once: what came before made no difference, nor did the pieces.
    const reply alone = reader().read(wire, wire.size() + 1, last);
    if (got.whole && alone.whole)
      require(got == alone, "a reply is the same however it comes");
    if (!got.reusable)
      break;
  }
  return 0;
}
