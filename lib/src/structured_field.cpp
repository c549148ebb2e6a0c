#include "structured_field.hpp"

#include <algorithm>
#include <cstddef>

namespace haul {

namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::string_view lower = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

bool is_in(std::string_view set, char each) {
  return set.find(each) != std::string_view::npos;
}

bool is_letter(char each) {
  return is_in(lower, each) || is_in(upper, each);
}

// The value of a digit of base64 (RFC 4648 section 4), or -1.
int base64_value(char digit) {
  if (is_in(upper, digit))
    return digit - 'A';
  if (is_in(lower, digit))
    return digit - 'a' + 26;
  if (is_in(digits, digit))
    return digit - '0' + 52;
  if (digit == '+')
    return 62;
  return digit == '/' ? 63 : -1;
}

std::optional<std::string> decode_base64(std::string_view text) {
  const std::size_t end = std::min(text.find('='), text.size());
  const std::size_t padding = text.size() - end;
  if (text.find_first_not_of('=', end) != std::string_view::npos || end % 4 == 1 ||
      (padding != 0 && (padding > 2 || text.size() % 4 != 0)))
    return std::nullopt;
  std::string bytes;
  unsigned bits = 0;
  unsigned count = 0;
  for (const char each : text.substr(0, end)) {
    const int six = base64_value(each);
    if (six < 0)
      return std::nullopt;
    bits = (bits << 6 | static_cast<unsigned>(six)) & 0xffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes += static_cast<char>(static_cast<unsigned char>(bits >> count));
    }
  }
  return bytes;
}

// Takes what it has understood off the front of the text; `false` and nothing are for text that
// must not stand there.
class dictionary_parser {
 public:
  explicit dictionary_parser(std::string_view text) : rest_(text) {}

  std::optional<byte_sequences> parse();

 private:
  bool begins_with(char what) const { return rest_.starts_with(what); }
  bool take(char what);
  std::string_view take_all(std::string_view set);
  std::string_view take_key();
  bool take_member(byte_sequences& members);
  std::optional<std::string> take_byte_sequence();
  bool take_parameters();
  bool take_bare_item();
  bool take_number();
  bool take_string();
  bool take_token();

  std::string_view rest_;
};

bool dictionary_parser::take(char what) {
  if (!begins_with(what))
    return false;
  rest_.remove_prefix(1);
  return true;
}

std::string_view dictionary_parser::take_all(std::string_view set) {
  const std::size_t size = std::min(rest_.find_first_not_of(set), rest_.size());
  const std::string_view taken = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return taken;
}

std::optional<byte_sequences> dictionary_parser::parse() {
  byte_sequences members;
  take_all(" ");
  while (!rest_.empty()) {
    if (!take_member(members))
      return std::nullopt;
    take_all(" \t");
    if (rest_.empty())
      break;
    if (!take(','))
      return std::nullopt;
    take_all(" \t");
    if (rest_.empty())
      return std::nullopt; // a comma must have something behind it
  }
  return members;
}

bool dictionary_parser::take_member(byte_sequences& members) {
  std::string key(take_key());
  if (key.empty() || !take('='))
    return false;
  std::optional<std::string> bytes = take_byte_sequence();
  if (!bytes || !take_parameters())
    return false;
  const auto same = std::ranges::find(members, key, &byte_sequences::value_type::first);
  if (same != members.end())
    same->second = *std::move(bytes);
  else
    members.emplace_back(std::move(key), *std::move(bytes));
  return true;
}

std::string_view dictionary_parser::take_key() {
  if (rest_.empty() || (!is_in(lower, rest_.front()) && !begins_with('*')))
    return {};
  return take_all("abcdefghijklmnopqrstuvwxyz0123456789_-.*");
}

std::optional<std::string> dictionary_parser::take_byte_sequence() {
  if (!take(':'))
    return std::nullopt;
  const std::size_t end = rest_.find(':');
  if (end == std::string_view::npos)
    return std::nullopt;
  std::optional<std::string> bytes = decode_base64(rest_.substr(0, end));
  rest_.remove_prefix(end + 1);
  return bytes;
}

bool dictionary_parser::take_parameters() {
  while (take(';')) {
    take_all(" ");
    if (take_key().empty() || (take('=') && !take_bare_item()))
      return false;
  }
  return true;
}

bool dictionary_parser::take_bare_item() {
  if (rest_.empty())
    return false;
  const char first = rest_.front();
  if (first == '-' || is_in(digits, first))
    return take_number();
  if (first == '"')
    return take_string();
  if (first == '*' || is_letter(first))
    return take_token();
  if (first == ':')
    return take_byte_sequence().has_value();
  return take('?') && (take('0') || take('1'));
}

bool dictionary_parser::take_number() {
  take('-');
  const std::size_t whole = take_all(digits).size();
  if (!take('.'))
    return whole >= 1 && whole <= 15;
  const std::size_t fraction = take_all(digits).size();
  return whole >= 1 && whole <= 12 && fraction >= 1 && fraction <= 3;
}

bool dictionary_parser::take_string() {
  take('"');
  while (!rest_.empty()) {
    if (take('"'))
      return true;
    if (take('\\') && !begins_with('"') && !begins_with('\\'))
      return false;
    if (rest_.empty() || rest_.front() < 0x20 || rest_.front() > 0x7e)
      return false;
    rest_.remove_prefix(1);
  }
  return false;
}

bool dictionary_parser::take_token() {
  take_all("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~:/");
  return true;
}

} // namespace

std::optional<byte_sequences> parse_byte_sequences(std::string_view value) {
  return dictionary_parser(value).parse();
}

} // namespace haul
