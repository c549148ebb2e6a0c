#include "settings.hpp"

#include "option_values.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace haul {

namespace {

constexpr std::string_view blanks = " \t\r";

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  return text.substr(0, text.find_last_not_of(blanks) + 1);
}

class settings_parser {
 public:
  explicit settings_parser(std::string_view text) : rest_(text) {}

  result<std::vector<setting>> parse() {
    while (!at_end()) {
      if (const result<void> read = read_line(); !read)
        return read.error();
    }
    return std::move(settings_);
  }

 private:
  bool at_end() const { return rest_.empty(); }
  bool at(char expected) const { return !at_end() && rest_.front() == expected; }

  char take() {
    const char taken = rest_.front();
    rest_.remove_prefix(1);
    line_ += taken == '\n' ? 1 : 0;
    return taken;
  }

  std::string_view take_until(std::string_view ends) {
    const std::string_view taken = rest_.substr(0, rest_.find_first_of(ends));
    rest_.remove_prefix(taken.size());
    return taken;
  }

  void skip_blanks() {
    while (!at_end() && blanks.find(rest_.front()) != std::string_view::npos)
      take();
  }

  // Over comments and the ends of lines too.
  void skip_lines() {
    skip_blanks();
    while (at('\n') || at('#')) {
      take_until("\n");
      if (!at_end())
        take();
      skip_blanks();
    }
  }

  error refused(std::string_view why) const {
    return refused_option(fmt::format("{}: {}", line_, why));
  }

  // Blanks and perhaps a comment, to the end of the line.
  result<void> end_line() {
    skip_blanks();
    if (at('#'))
      take_until("\n");
    if (!at_end() && take() != '\n')
      return refused("something stands behind the value");
    return {};
  }

  result<void> read_line() {
    skip_blanks();
    if (at_end() || at('\n') || at('#'))
      return end_line();
    if (at(';')) {
      take_until("\n");
      return end_line();
    }
    return at('[') ? read_section() : read_setting();
  }

  result<void> read_section() {
    take();
    const std::string_view name = trimmed(take_until("]\n#"));
    if (name != "get" || !at(']'))
      return refused("the only section is [get]");
    take();
    return end_line();
  }

  result<void> read_setting() {
    setting read;
    read.line = line_;
    read.name = trimmed(take_until("=\n#"));
    std::replace(read.name.begin(), read.name.end(), '_', '-');
    if (!at('=') || read.name.empty())
      return refused("a setting must have the form 'name = value'");
    take();
    for (const setting& earlier : settings_) {
      if (earlier.name == read.name)
        return refused(
            fmt::format("'{}' stands in line {} already", printable(read.name), earlier.line));
    }
    skip_blanks();
    if (const result<void> values = read_values(read); !values)
      return values;
    settings_.push_back(std::move(read));
    return end_line();
  }

  result<void> read_values(setting& read) {
    if (at('[')) {
      read.list = true;
      return read_list(read.values);
    }
    if (at('"') || at('\''))
      return read_quoted(read.values);
    read.values.emplace_back(read_bare());
    return {};
  }

  // To the end of the line, or to a `#` with a blank before it.
  std::string_view read_bare() {
    const std::string_view line = rest_.substr(0, rest_.find('\n'));
    std::size_t end = 0;
    while (end < line.size() && (line[end] != '#' || (end > 0 && line[end - 1] > ' ')))
      ++end;
    rest_.remove_prefix(end);
    return trimmed(line.substr(0, end));
  }

  result<void> read_list(std::vector<std::string>& values) {
    take();
    skip_lines();
    while (!at(']')) {
      if (!at('"') && !at('\'')) {
        const std::string_view bare = trimmed(take_until(",]\n#\"'"));
        if (bare.empty() || at_end())
          return refused("a list must have the form [\"value\", \"value\"]");
        values.emplace_back(bare);
      } else if (const result<void> quoted = read_quoted(values); !quoted) {
        return quoted;
      }
      skip_lines();
      if (!at(',') && !at(']'))
        return refused("a list has neither a comma nor its end behind a value");
      if (at(','))
        take();
      skip_lines();
    }
    take();
    return {};
  }

  result<void> read_quoted(std::vector<std::string>& values) {
    const char quote = take();
    std::string value;
    while (!at_end() && !at(quote) && !at('\n')) {
      char next = take();
      if (next == '\\' && quote == '"') {
        constexpr std::string_view known = "\\\"ntr";
        constexpr std::string_view meant = "\\\"\n\t\r";
        const std::size_t escape = at_end() ? std::string_view::npos : known.find(rest_.front());
        if (escape == std::string_view::npos)
          return refused(
              "of escapes only \\\\, \\\", \\n, \\t and \\r are known; 'text' needs none");
        take();
        next = meant[escape];
      }
      value += next;
    }
    if (!at(quote))
      return refused("a quote is not closed in its line");
    take();
    values.push_back(std::move(value));
    return {};
  }

  std::string_view rest_;
  std::uint64_t line_ = 1;
  std::vector<setting> settings_;
};

} // namespace

result<std::vector<setting>> parse_settings(std::string_view text) {
  return settings_parser(text).parse();
}

} // namespace haul
