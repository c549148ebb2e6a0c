// URLs: the first line, and what the second one is, seen from there. What was parsed parses again
// to the same; nothing in it could end a line or a word of a request; and a reference without
// scheme and authority never leads to another origin.

#include "fuzzing.hpp"
#include "request.hpp"
#include "url.hpp"

#include <haul/text.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace {

using namespace haul;
using fuzzing::require;

bool is_visible(char each) {
  return each > 0x20 && each < 0x7f;
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(
      text, [](char each) { return static_cast<unsigned char>(each) < 0x20 || each == 0x7f; });
}

bool has_scheme(std::string_view reference) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const std::size_t end = reference.find_first_of(":/?#");
  return end != std::string_view::npos && end != 0 && reference[end] == ':' &&
         letters.find(reference[0]) != std::string_view::npos;
}

void check_request(const url& made) {
  const std::string sent = serialise(request(made, "fuzz"));
  require(
      sent.starts_with("GET " + std::string(made.target()) + " HTTP/1.1\r\n"),
      "the target is one word");
  require(sent.find("\r\n\r\n") == sent.size() - 4, "a request is one request");
  require(
      sent.find("\r\nHost: " + std::string(made.host_field()) + "\r\n") != std::string::npos,
      "the host is one line");
  require(
      std::ranges::count(sent, '\r') == std::ranges::count(sent, '\n'), "every line ends the same");
}

void check_parts(const url& made) {
  const origin& at = made.from();
  require(!at.host.empty() && at.port != 0, "there is a host and a port");
  require(made.target().starts_with('/'), "a target begins with a slash");
  require(std::ranges::all_of(made.target(), is_visible), "a target has no blanks and controls");
  require(made.target().find('#') == std::string::npos, "a fragment is not sent");
  require(std::ranges::all_of(made.host_field(), is_visible), "a host has no blanks and controls");
  require(
      made.host_field().find_first_of("@/?#\\") == std::string::npos,
      "a host is nothing but a host");
  require(
      std::ranges::none_of(at.host, [](char each) { return each >= 'A' && each <= 'Z'; }),
      "a host is in lower case");
  require(
      made.text() == std::string(at.encrypted ? "https://" : "http://")
                         .append(made.host_field())
                         .append(made.target()),
      "the text is made of the parts");
  require(
      made.authorization().empty() ||
          (made.authorization().starts_with("Basic ") && !has_control(made.authorization())),
      "credentials are one line");
}

void check_again(const url& made) {
  const auto same = [&](const result<url>& again) {
    require(again.has_value(), "what was parsed parses again");
    require(again->text() == made.text(), "and has the same text");
    require(again->from() == made.from() && again->target() == made.target(), "and the same parts");
  };
  const result<url> again = url::parse(made.text());
  same(again);
  require(again->authorization().empty(), "the text has no credentials");
  same(made.resolve(made.text()));
  same(made.resolve(made.text() + "#fragment"));
}

// Whatever was parsed before.
void check_alike(std::string_view text, const result<url>& alone, const url& last) {
  const result<url> alike = last.parse_alike(text);
  require(alike.has_value() == alone.has_value(), "another URL changes nothing in what is taken");
  require(!alike || alike->text() == alone->text(), "nor in the text");
  require(!alike || alike->from() == alone->from(), "nor in the origin");
  require(!alike || alike->target() == alone->target(), "nor in the target");
  require(!alike || alike->authorization() == alone->authorization(), "nor in who is let in");
}

void check_alike(std::string_view text, const result<url>& alone) {
  check_alike(text, alone, *url::parse("http://host/path"));
  if (alone)
    check_alike(text, alone, *alone);
}

void check(const url& made) {
  check_parts(made);
  check_request(made);
  // Encoding what was pasted may make it longer than what is taken.
  if (made.text().size() < 60'000)
    check_again(made);
}

void check_refusal(const error& refused) {
  require(printable(refused.message) == refused.message, "a message is fit for a terminal");
}

void check_reference(const url& base, std::string_view reference) {
  const result<url> made = base.resolve(reference);
  if (!made)
    return check_refusal(made.error());
  require(!has_control(reference), "a reference with a control character is refused");
  check(*made);
  if (!has_scheme(reference) && !reference.starts_with("//")) {
    require(made->from() == base.from(), "a path leads to its own origin");
    require(
        !(std::string(made->target()) + "/").starts_with("/../") &&
            !made->target().starts_with("/..?"),
        "a path does not lead above the root");
  }
  const std::string expected = made->from() == base.from() ? base.authorization() : std::string();
  require(made->authorization() == expected, "credentials stay with their origin");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest = fuzzing::text_of(data, size);
  if (has_control(rest))
    require(!url::parse(rest), "a URL with a control character is refused");
  const std::string_view text = fuzzing::take_until(rest, '\n');
  const result<url> made = url::parse(text);
  if (made)
    check(*made);
  else
    check_refusal(made.error());
  check_alike(text, made);
  const url usual = *url::parse("https://user:word@example.org:8443/a/b/c?d");
  check_alike(rest, url::parse(rest), made ? *made : usual);
  check_reference(made ? *made : usual, rest);
  return 0;
}
