#pragma once

#include <string>
#include <vector>

namespace haul::bench {

/// A table in Markdown that is also good to read as it stands: words to the left, numbers to the
/// right, columns under each other. A column with nothing below its head is left out.
class table {
 public:
  explicit table(std::vector<std::string> head) : rows_{std::move(head)} {}

  /// A row with as many cells as the head has.
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }

  std::string markdown();

 private:
  void drop_empty_columns();

  std::vector<std::vector<std::string>> rows_;
};

/// A number with as many digits as are worth something: `12345`, `123.4`, `0.0123`.
std::string short_number(double value);

/// The same, with the digits in groups of three: `12,345`.
std::string grouped(double value);

/// What part `of` is to `base`, with two digits behind the point; empty where there is no base.
std::string ratio(double of, double base);

} // namespace haul::bench
