#pragma once

#include "bad_field.hpp"
#include "transform.hpp"

#include <haul/error.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haul {

/// What becomes of a value on its way into a template's text.
enum class escape {
  /// Everything but the unreserved characters of RFC 3986 is percent-encoded, so that a value
  /// stays within one path segment or one query parameter. A placeholder that begins the text
  /// (`{url}`, `{base}/x`) is taken as it is: it brings the scheme and the host.
  url,
  /// As it is, but a value with a `/` is refused: only the template itself makes folders. The
  /// text as a whole is for `check_output_name` to judge.
  output,
  /// As it is.
  nothing,
};

/// A text with places for values: `https://host/{code:lower}/{name}.gif`.
///
/// `{name}` stands for a value, `{name:lower:hash2}` for what the transforms, from left to right,
/// make of it; `{{` and `}}` are braces. A name may hold anything but braces and colons.
class text_template {
 public:
  /// The value of a name, or nothing. What the view refers to must stay until `expand` returns.
  using lookup = std::function<std::optional<std::string_view>(std::string_view name)>;

  /// Takes `text` apart. An error (`stage::input`, `cause::bad_option`) says what is wrong with it
  /// and at which byte, from 1.
  static result<text_template> parse(std::string_view text);

  /// The names that `expand` asks for, each once, in the order in which they first come.
  const std::vector<std::string>& names() const { return names_; }

  /// The text with the values in their places. Fails for the first name that has no value, and
  /// where `how` refuses one: `bad_url`, `bad_output` or `bad_option`, as `how` is.
  field_result<std::string> expand(const lookup& values, escape how) const;

 private:
  struct piece {
    std::string text; // a literal, or the name of a placeholder
    bool placeholder = false;
    std::vector<transform> transforms;
  };

  void add_literal(char character);
  result<void> add_placeholder(std::string_view written, std::size_t position);

  std::vector<piece> pieces_;
  std::vector<std::string> names_;
};

} // namespace haul
