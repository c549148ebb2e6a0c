#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace haul {

/// A record of CSV (RFC 4180), put together of lines: a value in quotes may go over several.
class csv_record {
 public:
  /// Takes the next line. Whether the record is complete with it; `end` belongs to the record when
  /// it is not.
  bool add(std::string_view line, std::string_view end);

  /// The values, as far as the first `most_fields` and one more.
  const std::vector<std::string>& values() const { return values_; }

  /// How many there are in all.
  std::size_t count() const { return count_; }

  /// Why the record is none; empty when it is one. What stands behind that place isn't read.
  const std::string& problem() const { return problem_; }

 private:
  enum class state { start, plain, quoted, closed };

  std::size_t step(std::string_view line, std::size_t position);
  std::size_t take(std::string_view line, std::size_t position, std::string_view until);
  std::size_t complain(std::string_view line, const char* problem);
  void close_value();

  state state_ = state::start; // within the current value
  std::string value_;
  std::vector<std::string> values_;
  std::size_t count_ = 0;
  std::string problem_;
};

} // namespace haul
