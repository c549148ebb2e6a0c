#pragma once

#include <haul/error.hpp>

#include <string>
#include <string_view>

namespace haul {

/// A label of a metric.
struct metric_label {
  std::string name;
  std::string value;
  bool operator==(const metric_label&) const = default;
};

/// `NAME=VALUE`: a label for all metrics of a run. The name has letters, digits and `_`, and begins
/// with no digit and not with `__`; it is none that haul uses itself (`status`, `host` and the
/// like). The value is not empty and without anything that
/// `printable` would escape. Anything else is an error (`cause::bad_option`).
result<metric_label> parse_metric_label(std::string_view text);

} // namespace haul
