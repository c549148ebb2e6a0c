#pragma once

#include "bad_field.hpp"
#include "row.hpp"
#include "task_templates.hpp"

#include <haul/task.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace haul {

/// Makes tasks of rows.
///
/// Every field of a row has its value in the templates under its own name. Besides, `{row}` is the
/// row's number, `{code}` its code or, when it has none, its number, and `{url}`, outside the URL
/// template, the URL that will be asked. A field that is known to haul but empty counts as absent.
class task_maker {
 public:
  /// Fails as `parse_templates` does.
  static result<task_maker> create(const task_templates& from);

  /// The task of a row. `number` is the row's number, from 1 over the whole run. Of the URL only
  /// what names the output is checked here, of headers only that they have a name; the library
  /// refuses the rest. The output always passes `check_output_name`.
  field_result<task> make(const row& from, std::uint64_t number) const;

  /// The code of a row, whether a task can be made of it or not.
  std::string code_of(const row& from, std::uint64_t number) const;

 private:
  task_maker(parsed_templates templates, std::vector<digest> digests, bool rows_are_codes)
      : templates_(std::move(templates)),
        digests_(std::move(digests)),
        rows_are_codes_(rows_are_codes) {}

  // What a row has for the names in templates.
  struct values {
    const row& from;
    std::string number;
    const std::string* code = nullptr;
    const std::string* url = nullptr; // that is asked, once it is known
    bool rows_are_codes = false;

    std::optional<std::string_view> operator()(std::string_view name) const;
  };

  const std::string* written_code(const row& from) const;
  field_result<std::string> url_of(const values& known) const;
  field_result<std::string> output_of(const values& known) const;
  field_result<std::vector<header>> headers_of(const values& known) const;

  parsed_templates templates_;
  std::vector<digest> digests_; // of every task
  bool rows_are_codes_;
};

} // namespace haul
