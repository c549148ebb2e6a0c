#include "netrc.hpp"

#include "ascii.hpp"
#include "option_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace haul {

namespace {

bool is_blank(char character) {
  return character == ' ' || character == '\t' || character == '\r' || character == '\n';
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char each) {
    return static_cast<unsigned char>(each) < 0x20 || each == 0x7f;
  });
}

class netrc_parser {
 public:
  explicit netrc_parser(std::string_view text) : rest_(text) {}

  result<std::vector<host_login>> parse() {
    while (true) {
      skip_comments();
      if (rest_.empty())
        return std::move(logins_);
      if (const result<void> read = read_entry(); !read)
        return read.error();
    }
  }

 private:
  char take() {
    const char taken = rest_.front();
    rest_.remove_prefix(1);
    line_ += taken == '\n' ? 1 : 0;
    return taken;
  }

  void skip_blanks() {
    while (!rest_.empty() && is_blank(rest_.front()))
      take();
  }

  void skip_line() { rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size())); }

  void skip_comments() {
    skip_blanks();
    while (rest_.starts_with('#')) {
      skip_line();
      skip_blanks();
    }
  }

  error refused(std::string_view why) const {
    return refused_option(fmt::format("{}: {}", line_, why));
  }

  std::string_view read_bare() {
    const std::string_view whole = rest_;
    while (!rest_.empty() && !is_blank(rest_.front()))
      take();
    return whole.substr(0, whole.size() - rest_.size());
  }

  result<std::string> read_quoted() {
    const std::uint64_t begun = line_;
    std::string word;
    take();
    while (!rest_.empty() && !rest_.starts_with('"')) {
      char next = take();
      if (next == '\\' && !rest_.empty()) {
        constexpr std::string_view known = "ntr";
        constexpr std::string_view meant = "\n\t\r";
        next = take(); // any other character stands for itself
        if (const std::size_t escape = known.find(next); escape != std::string_view::npos)
          next = meant[escape];
      }
      word += next;
    }
    if (rest_.empty())
      return refused_option(fmt::format("{}: a quote is not closed", begun));
    take();
    if (!rest_.empty() && !is_blank(rest_.front()))
      return refused("something stands right behind a quote");
    return word;
  }

  result<std::string> read_value(std::string_view keyword) {
    const std::uint64_t asked = line_;
    skip_blanks();
    if (rest_.empty())
      return refused_option(fmt::format("{}: nothing stands behind '{}'", asked, keyword));
    if (rest_.starts_with('"'))
      return read_quoted();
    return std::string(read_bare());
  }

  // A keyword with what belongs to it.
  result<void> read_entry() {
    const std::string keyword = lower(read_bare());
    if (keyword == "default") {
      logins_.emplace_back();
      return {};
    }
    if (keyword == "macdef") {
      skip_macro();
      return {};
    }
    const bool ignored = keyword == "account" || keyword == "port" || keyword == "protocol";
    const bool wanted = keyword == "machine" || keyword == "login" || keyword == "password";
    if (!ignored && !wanted)
      return refused("a word stands where 'machine', 'default', 'login' or 'password' is due");
    result<std::string> value = read_value(keyword);
    if (!value)
      return value.error();
    return ignored ? result<void>() : put(keyword, *std::move(value));
  }

  result<void> put(const std::string& keyword, std::string value) {
    if (has_control(value))
      return refused(fmt::format("the {} contains a control character", keyword));
    if (keyword == "machine")
      return add_machine(lower(value));
    if (logins_.empty())
      return refused(fmt::format("a {} stands before the first machine", keyword));
    if (keyword == "login" && value.find(':') != std::string::npos)
      return refused("a login contains a colon, which HTTP can't send");
    host_login& last = logins_.back();
    (keyword == "login" ? last.user : last.password) = std::move(value);
    return {};
  }

  result<void> add_machine(std::string host) {
    if (host.starts_with('[') && host.ends_with(']'))
      host = host.substr(1, host.size() - 2);
    if (host.empty())
      return refused("a machine has no name");
    logins_.emplace_back().host = std::move(host);
    return {};
  }

  // Through the next empty line, or the end.
  void skip_macro() {
    skip_line();
    while (!rest_.empty()) {
      take();
      const std::string_view line = rest_.substr(0, rest_.find('\n'));
      if (std::all_of(line.begin(), line.end(), is_blank))
        return;
      skip_line();
    }
  }

  std::string_view rest_;
  std::uint64_t line_ = 1;
  std::vector<host_login> logins_;
};

} // namespace

result<std::vector<host_login>> parse_netrc(std::string_view text) {
  return netrc_parser(text).parse();
}

} // namespace haul
