#pragma once

#include "duration_histogram.hpp"
#include "metric_label.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace haul {

/// Writes metrics in Prometheus' text format, version 0.0.4: families in the order in which they
/// are added, each with its samples behind it.
class metrics_text {
 public:
  /// The media type of the text.
  static constexpr std::string_view media_type = "text/plain; version=0.0.4; charset=utf-8";

  /// `common` are labels that every sample has.
  explicit metrics_text(std::vector<metric_label> common) : common_(std::move(common)) {}

  /// Begins a family. Names are taken as they stand; `help` is one line without backslashes.
  void counter(std::string_view name, std::string_view help);
  void gauge(std::string_view name, std::string_view help);

  /// A sample of the family that was begun last. Any bytes may stand in the value of a label.
  void sample(std::uint64_t value, const std::vector<metric_label>& labels = {});
  void sample(double value, const std::vector<metric_label>& labels = {});

  /// A family and all its samples.
  void histogram(std::string_view name, std::string_view help, const duration_histogram& of);

  /// What was written.
  const std::string& text() const { return text_; }

 private:
  void begin(std::string_view name, std::string_view type, std::string_view help);
  void add(
      std::string_view suffix, const std::vector<metric_label>& labels, std::string_view value);

  std::vector<metric_label> common_;
  std::string family_;
  std::string text_;
};

} // namespace haul
