// Content in codings. The first byte says which and the last one how the input is cut; the rest is
// what a server sends. However it is cut, the same comes of it, in pieces of a bounded size.

#include "content_decoder.hpp"

#include <haul/text.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace haul;

constexpr std::size_t most = 1024 * 1024; // bytes, so that bombs end
constexpr std::string_view codings[] = {"gzip",       "br",         "zstd",
                                        "gzip, gzip", "br, gzip",   "zstd, br",
                                        "gzip, zstd", "zstd, zstd", "br, identity, br"};

void require(bool holds) {
  if (!holds)
    std::abort();
}

struct decoded {
  std::string text;
  bool stopped = false; // by the taker
  bool right = false;
};

decoded decode(std::string_view coding, std::string_view in, std::size_t piece) {
  decoded made;
  content_decoder used = *content_decoder::create(coding);
  const auto give = [&](std::span<const char> bytes) -> result<void> {
    require(!made.stopped && !bytes.empty() && bytes.size() <= content_decoder::piece_size);
    made.text.append(bytes.data(), bytes.size());
    made.stopped = made.text.size() > most;
    error enough;
    enough.message = "enough";
    if (made.stopped)
      return enough;
    return {};
  };
  while (!in.empty()) {
    const std::vector<char> bytes(in.begin(), in.begin() + std::min(piece, in.size()));
    in.remove_prefix(bytes.size());
    if (const result<void> taken = used.take(bytes, give); !taken) {
      require(made.stopped == (taken.error().message == "enough"));
      require(printable(taken.error().message) == taken.error().message);
      return made;
    }
  }
  made.right = used.finish().has_value();
  return made;
}

// The value of a field, whatever is in it.
void check_create(std::string_view coding) {
  const result<content_decoder> made = content_decoder::create(coding);
  if (!made)
    require(printable(made.error().message) == made.error().message);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2)
    return 0;
  const std::string_view coding = codings[data[0] % std::size(codings)];
  const std::string_view in(reinterpret_cast<const char*>(data) + 1, size - 2);
  check_create(in);
  const decoded whole = decode(coding, in, in.size() + 1);
  const decoded pieces = decode(coding, in, data[size - 1] % 32 + 1);
  require(whole.right == pieces.right);
  if (whole.right)
    require(whole.text == pieces.text);
  return 0;
}
