// What a server sends over HTTP/2, in pieces of any size, for three requests of which one is left
// in the middle. Whatever it is: no stream holds more than its window, one that is whole has a
// header and the length it says, nothing is said after the end, and what goes out stays in
// proportion to what has come.
//
// The last byte says how the input is cut and how often bodies are taken. An empty SETTINGS frame
// stands in front of it.

#include "fuzzing.hpp"
#include "http2_protocol.hpp"
#include "url.hpp"

#include <array>
#include <string>
#include <vector>

namespace {

using namespace haul;
using namespace haul::fuzzing;

constexpr std::uint32_t window = 100'000;
constexpr std::size_t most_header = 4096;

class exchange final : public http2_stream {
 public:
  explicit exchange(http2_protocol& on) : http2_stream(most_header), on_(on) {}
  ~exchange() { leave(); }

  void leave() {
    on_.leave(*this);
    left_ = true;
  }

  void take() {
    std::vector<char> piece;
    take_body(piece);
    taken_ += piece.size();
    on_.taken(*this, piece.size());
  }

  void check() const {
    require(here() <= window + 16'384, "a stream holds no more than its window and a frame");
    require(
        !has_head() || (head().status >= 200 && head().status <= 999), "a status has three digits");
    require(!has_head() || answered(), "who has a header was answered");
    if (ended() != end::whole)
      return;
    require(has_head(), "what is whole has a header");
    const bool empty = head().status == 204 || head().status == 304;
    if (head().content_length && !empty)
      require(taken_ + here() == *head().content_length, "what is whole has its length");
  }

 private:
  void told() override { require(!left_, "who has left is told nothing"); }

  http2_protocol& on_;
  bool left_ = false;
  std::uint64_t taken_ = 0;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0)
    return 0;
  const unsigned how = data[size - 1];
  std::string wire(9, '\0');
  wire[3] = 4; // SETTINGS
  wire.append(text_of(data, size - 1));
  static const url asked = *url::parse("https://example.org/file");
  http2_protocol protocol(window, most_header);
  std::array<exchange, 3> all{exchange(protocol), exchange(protocol), exchange(protocol)};
  for (exchange& each : all)
    protocol.begin(each, request(asked, "fuzz"));
  std::string out;
  protocol.gather(out, 1 << 20);
  std::size_t said = 0;
  std::string_view rest = wire;
  for (unsigned turn = 0; !rest.empty() && !protocol.over(); ++turn) {
    const std::string_view piece = rest.substr(0, how % 64 == 0 ? rest.size() : how % 64);
    rest.remove_prefix(piece.size());
    protocol.receive(piece);
    out.clear();
    protocol.gather(out, 1 << 20);
    said += out.size();
    for (exchange& each : all)
      each.check();
    if (turn == how / 64 + 1)
      all[1].leave();
    if (turn % 2 == how / 128)
      all[0].take();
  }
  require(said <= 1000 + 64 * wire.size(), "little is said for much that has come");
  protocol.lose("the end");
  for (const exchange& each : all)
    require(each.ended() != http2_stream::end::none || &each == &all[1], "all have ended");
  return 0;
}
