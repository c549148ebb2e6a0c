// JSON that haul writes: whatever the bytes are, it is one line of valid UTF-8 that does nothing to
// a terminal, and Boost.JSON reads the same text back, with U+FFFD for each byte that is not UTF-8.
// The bytes are one text; those in front of the first NUL another one.

#include "fuzzing.hpp"
#include "json_text.hpp"

#include <haul/text.hpp>

#include <boost/json/parse.hpp>

#include <cstring>
#include <string>
#include <string_view>

namespace {

using namespace haul;
using fuzzing::require;

std::string mended(std::string_view text) {
  std::string made;
  while (!text.empty()) {
    const std::size_t size = fuzzing::character_size(text);
    made.append(size == 0 ? std::string_view("\xef\xbf\xbd") : text.substr(0, size));
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return made;
}

boost::json::value parse(const std::string& text) {
  boost::json::error_code wrong;
  boost::json::value parsed = boost::json::parse(text, wrong);
  require(!wrong, "what is written is JSON");
  require(printable(text) == text, "what is written is fit for a terminal");
  require(mended(text) == text, "what is written is UTF-8");
  return parsed;
}

void check_text(std::string_view bytes) {
  const boost::json::value read = parse(json_text(bytes));
  require(read.is_string(), "a text is a string");
  require(std::string_view(read.get_string()) == mended(bytes), "a text is read back");
}

// Thousandths, from the number as it stands in the line.
std::uint64_t thousandths(std::string_view number) {
  std::string digits;
  const std::size_t dot = number.find('.');
  digits = number.substr(0, dot);
  std::string decimals(dot == std::string_view::npos ? "" : number.substr(dot + 1));
  require(decimals.empty() == (dot == std::string_view::npos), "a dot has decimals behind it");
  require(decimals.size() <= 3 && !decimals.ends_with('0'), "no decimal is for nothing");
  decimals.resize(3, '0');
  return std::stoull(digits + decimals);
}

void check_object(std::string_view first, std::string_view second, std::uint64_t number) {
  json_object made;
  made.add_text("first", first);
  made.add_number("number", number);
  made.add_text("second", second);
  made.add_json("list", "[]");
  made.add_thousandths("seconds", number);
  const std::string line = made.close();
  const boost::json::value read = parse(line);
  require(read.is_object() && read.get_object().size() == 5, "an object has its members");
  const boost::json::object& members = read.get_object();
  require(std::string_view(members.at("first").as_string()) == mended(first), "the first text");
  require(std::string_view(members.at("second").as_string()) == mended(second), "the second text");
  require(members.at("number").to_number<std::uint64_t>() == number, "the number");
  require(members.at("list").is_array(), "the list");
  const std::size_t colon = line.rfind(':');
  require(
      thousandths(std::string_view(line).substr(colon + 1, line.size() - colon - 2)) == number,
      "the thousandths");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = fuzzing::text_of(data, size);
  check_text(bytes);
  std::uint64_t number = size;
  if (size >= sizeof number)
    std::memcpy(&number, data + size - sizeof number, sizeof number);
  std::string_view rest = bytes;
  const std::string_view first = fuzzing::take_until(rest, '\0');
  check_object(first, rest, number);
  return 0;
}
