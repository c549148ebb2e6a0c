#pragma once

#include "failed_rows.hpp"
#include "get_order.hpp"
#include "record.hpp"
#include "recorded_rows.hpp"
#include "results_log.hpp"
#include "row_source.hpp"
#include "run_statistics.hpp"

#include <haul/outcome.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace haul {

/// What is kept of what happened: results, failed rows, statistics.
class get_journal {
 public:
  /// Reads what an earlier run has recorded, and opens what was ordered. `order` must outlive it.
  static result<get_journal> open(
      const get_order& order, std::span<const failed_rows_input> inputs);

  /// Whether an earlier run has recorded that this is done.
  bool is_done(const input_row& row, const task& wanted) const;

  /// What became of a row. The error is that of a file that can't be written.
  result<record> note(const input_row& row, completion&& finished);
  result<record> note(const input_row& row, const error& why);

  /// The last call.
  result<void> close();

  const run_statistics& statistics() const { return statistics_; }
  const tally& done_before() const { return done_before_.counts(); }

  /// How many rows failed, by the person's own idea of what failed means.
  std::uint64_t failures() const;

 private:
  explicit get_journal(const get_order& order) : order_(order) {}
  result<record> note(record written, const input_row& row);

  const get_order& order_;
  recorded_rows done_before_;
  std::optional<results_log> results_;
  std::optional<failed_rows> failed_;
  std::shared_ptr<const row_frame> frame_; // of the rows that failed
  run_statistics statistics_;
};

} // namespace haul
