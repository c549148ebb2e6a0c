// Redirects: the first line is the URL of a task, each line behind it a Location that is followed
// from where the last one led. Only http and https, never from https down to http; no more than so
// many hops and none twice; a user name and password stay with their origin, are gone for good once
// it is left, and are never taken from a Location nor shown. A line that begins with `@` is written
// with a password of its own in front of it.

#include "fuzzing.hpp"
#include "redirect.hpp"
#include "url.hpp"

#include <haul/text.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace haul;
using fuzzing::require;

// With a capital: of another input's host, which is written in small letters, it can't be made.
constexpr std::string_view password = "S3cr3t-w0rd";
constexpr unsigned most = 4;

std::string location_of(std::string_view line) {
  if (!line.starts_with('@'))
    return std::string(line);
  // So long that a message which is cut short is cut within the password.
  return "https://someone:" + std::string(password) + std::string(100, 'x') + std::string(line);
}

void check_error(const error& failed, std::string_view input) {
  require(failed.stage == stage::redirect, "a redirect that is not followed says so");
  require(
      failed.cause == cause::redirect_refused || failed.cause == cause::too_many_redirects ||
          failed.cause == cause::redirect_loop,
      "a redirect that is not followed has a cause of redirects");
  require(printable(failed.message) == failed.message, "a message is fit for a terminal");
  require(
      input.find(password) != std::string_view::npos ||
          failed.message.find(password) == std::string::npos,
      "a message shows no password");
}

void check_hop(const url& from, const url& next, const std::vector<std::string>& visited) {
  const std::string& text = next.text();
  require(text.starts_with(next.from().encrypted ? "https://" : "http://"), "only http and https");
  require(!from.from().encrypted || next.from().encrypted, "never from https down to http");
  require(std::ranges::count(visited, text) == 0, "no hop twice");
  require(visited.size() <= most, "no more than so many hops");
  const std::string expected = next.from() == from.from() ? from.authorization() : std::string();
  require(next.authorization() == expected, "credentials stay with their origin");
  const std::string authority = text.substr(0, text.find('/', text.find("://") + 3));
  require(authority.find('@') == std::string::npos, "no user name in a URL that is asked for");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest = fuzzing::text_of(data, size);
  const result<url> start = url::parse(fuzzing::take_until(rest, '\n'));
  if (!start)
    return 0;
  require(!follow_redirect(*start, std::nullopt, {start->text()}, most), "a Location is needed");
  url at = *start;
  bool left = false;
  std::vector<std::string> visited{at.text()};
  while (!rest.empty()) {
    const std::string_view line = fuzzing::take_until(rest, '\n');
    const result<url> next = follow_redirect(at, location_of(line), visited, most);
    if (!next) {
      check_error(next.error(), fuzzing::text_of(data, size));
      continue;
    }
    check_hop(at, *next, visited);
    left = left || next->from() != start->from();
    require(!left || next->authorization().empty(), "who comes back gets no credentials");
    at = *next;
    visited.push_back(at.text());
  }
  require(visited.size() <= most + 1, "a chain ends");
  return 0;
}
