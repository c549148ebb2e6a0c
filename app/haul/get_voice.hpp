#pragma once

#include "get_order.hpp"
#include "get_report.hpp"
#include "progress_display.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace haul {

/// How `haul get` speaks: reports on standard output, unless the results are written there, and
/// remarks on standard error; or everything as lines of JSON on standard error.
class get_voice {
 public:
  /// `order` must outlive this.
  explicit get_voice(const get_order& order) : order_(order) {}

  /// Parts of a report; nothing when it was ordered to be quiet.
  void report(const std::vector<std::string>& lines) const;

  /// What became of a row, when such lines were ordered.
  void row(const record& written) const;

  /// What keeps it from working as ordered; never left out. Safe for a terminal.
  void complain(const std::string& line) const;

  /// What a person should know before relying on the run; likewise.
  void warn(const std::string& line) const;

  /// Where progress is shown, if it is.
  progress_surface surface() const;

 private:
  bool as_json() const { return order_.log_format == log_format::json; }
  void tell(
      std::string_view level, std::string_view line, std::span<const log_field> more = {}) const;

  const get_order& order_;
};

} // namespace haul
