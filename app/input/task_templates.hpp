#pragma once

#include "text_template.hpp"

#include <haul/error.hpp>
#include <haul/task.hpp>

#include <optional>
#include <string>
#include <vector>

namespace haul {

/// What a `task_maker` makes tasks by, as a person gives it. The texts are templates, see
/// `text_template`.
struct task_templates {
  /// Empty: each row brings its `url`.
  std::string url;

  /// Empty: the row's `output`, else its code, else what `output_of_url` makes of the URL.
  std::string output;

  /// `Name: value` each, of which the value is a template. Every task gets them, in front of those
  /// of its row.
  std::vector<std::string> headers;

  /// Every task gets them, in front of those of its row. Default none.
  std::vector<digest> digests;

  /// The lines of a plain list are codes: a row's `url` is read as its `code` when it has none.
  /// Default false. Needs a URL template.
  bool rows_are_codes = false;

  /// Nothing but codes will come, so that a template which asks for anything other than `code` and
  /// `row` (and `url`, outside the URL) can be refused at once. Default false. Needs a URL
  /// template.
  bool codes_only = false;

  /// No more than one row will come: templates may be without placeholders. Default false.
  bool single_row = false;
};

/// The value of a header, to be filled in for each row.
struct header_template {
  std::string name;
  text_template value;
};

/// The same, taken apart.
struct parsed_templates {
  std::optional<text_template> url;
  std::optional<text_template> output;
  std::vector<header_template> headers;
};

/// Takes the templates apart and refuses what could not serve any row: an error (`stage::input`,
/// `cause::bad_option`, or `bad_output` for an output that no value could mend) says which template
/// is wrong, and why.
result<parsed_templates> parse_templates(const task_templates& from);

} // namespace haul
