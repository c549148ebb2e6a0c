#include "get_journal.hpp"

#include <haul/text.hpp>

#include <utility>

namespace haul {

result<get_journal> get_journal::open(
    const get_order& order, std::span<const failed_rows_input> inputs) {
  get_journal made(order);
  if (!order.results.empty()) {
    recorded_rows::done_rules rules;
    rules.not_found = !order.not_found_is_error && !order.how.refresh;
    rules.standing = !order.how.refresh;
    result<recorded_rows> before = recorded_rows::read(order.results, order.how.directory, rules);
    if (!before)
      return before.error();
    result<results_log> log = results_log::open(order.results);
    if (!log)
      return log.error();
    made.done_before_ = *std::move(before);
    made.results_.emplace(*std::move(log));
  }
  if (!order.failed.empty()) {
    result<failed_rows> failed = failed_rows::open(order.failed, inputs);
    if (!failed)
      return failed.error();
    made.failed_.emplace(*std::move(failed));
  }
  return made;
}

bool get_journal::is_done(const input_row& row, const task& wanted) const {
  return done_before_.knows(row.number) &&
         done_before_.is_done(
             row.number, redact_if_url(row.code), redact(wanted.url), wanted.output);
}

result<record> get_journal::note(const input_row& row, completion&& finished) {
  return note(make_record(row.number, row.place, std::move(finished)), row);
}

result<record> get_journal::note(const input_row& row, const error& why) {
  return note(make_record(row.number, row.place, row.code, why), row);
}

// A row that was cancelled is not done with: it has no record, and is asked for by the next run.
result<record> get_journal::note(record written, const input_row& row) {
  // Records know codes of the command line by their missing line.
  if (written.input_file == row_source::command_line) {
    written.input_file.clear();
    written.input_line = 0;
  }
  statistics_.add(written);
  if (results_ && !was_cancelled(written)) {
    if (const result<void> kept = results_->append(written); !kept)
      return kept.error();
  }
  const bool failed = failed_ && failed_rows::wants(written, order_.not_found_is_error);
  // Some rows must not be fed back: one without an end, a document that can't be read.
  if (failed && !row.place.text.empty()) {
    frame_ = row.frame;
    const std::string prologue = frame_ == nullptr ? std::string() : frame_->prologue;
    if (const result<void> kept = failed_->add(prologue, row.place.text); !kept)
      return kept.error();
  }
  return written;
}

result<void> get_journal::close() {
  return failed_ ? failed_->close(frame_ == nullptr ? std::string() : frame_->epilogue)
                 : result<void>();
}

std::uint64_t get_journal::failures() const {
  const tally& counts = statistics_.counts();
  const std::uint64_t errors = counts.errors - counts.cancelled;
  return errors + (order_.not_found_is_error ? counts.not_found : 0);
}

} // namespace haul
