#include "get_preview.hpp"

#include "amounts.hpp"
#include "console.hpp"
#include "get_lists.hpp"
#include "repeated_outputs.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

namespace haul {

namespace asio = boost::asio;

namespace {

std::string place_of(const input_row& row) {
  return fmt::format("{}:{}", printable(*row.place.file), row.place.line);
}

// One reading of the whole input.
class reading {
 public:
  reading(const get_order& order, const get_voice& voice) : order_(order), voice_(voice) {
    if (order.shard && !order.check_input)
      is_ours_ = is_in(*order.shard, order.shard_by);
  }

  asio::awaitable<result<bool>> read_all();

 private:
  void note_bad(const input_row& row, const error& why);
  result<void> look_at(const task& wanted, const input_row& row);
  void show(const task& wanted) const;
  bool stands(const task& wanted) const;
  result<std::uint64_t> tell_repeats();

  const get_order& order_;
  const get_voice& voice_;
  std::function<bool(std::uint64_t, const task*)> is_ours_; // of a dry run; empty: all are
  repeated_outputs outputs_;
  std::uint64_t bad_ = 0;
};

asio::awaitable<result<bool>> reading::read_all() {
  get_order whole = order_;
  whole.shard.reset();
  result<get_lists> lists = co_await open_lists(whole);
  if (!lists)
    co_return lists.error();
  row_hooks hooks;
  hooks.on_bad_row = [this](const input_row& row, const error& why) { note_bad(row, why); };
  hooks.is_ours = is_ours_;
  row_source rows(std::move(lists->maker), std::move(lists->rows), std::move(hooks));
  for (task_id id = 0;; ++id) {
    const std::optional<task> wanted = co_await rows.next();
    if (!wanted)
      break;
    const input_row row = rows.take(id);
    if (const result<void> seen = look_at(*wanted, row); !seen)
      co_return seen.error();
  }
  std::uint64_t repeats = 0;
  if (order_.check_input) {
    const result<std::uint64_t> told = tell_repeats();
    if (!told)
      co_return told.error();
    repeats = *told;
    if (bad_ + repeats != 0)
      voice_.complain(fmt::format(
          "{} and {} in the input; nothing was asked", count_text(bad_, "bad row"),
          count_text(repeats, "repeated output")));
  }
  co_return bad_ + repeats == 0;
}

void reading::note_bad(const input_row& row, const error& why) {
  ++bad_;
  voice_.complain(fmt::format("{}: {}", place_of(row), printable(why.message)));
}

result<void> reading::look_at(const task& wanted, const input_row& row) {
  if (const result<void> fine = check_task(wanted); !fine) {
    note_bad(row, fine.error());
    return {};
  }
  if (const result<void> fine =
          order_.how.portable_names ? check_portable_name(wanted.output) : result<void>();
      !fine) {
    note_bad(row, fine.error());
    return {};
  }
  if (order_.dry_run)
    show(wanted);
  if (!order_.check_input)
    return {};
  const bool fold = order_.how.portable_names;
  return outputs_.add(
      fold ? folded_case(wanted.output) : wanted.output, row.number, *row.place.file,
      row.place.line);
}

bool reading::stands(const task& wanted) const {
  std::error_code failed;
  const auto found = std::filesystem::symlink_status(order_.how.directory / wanted.output, failed);
  return !order_.how.overwrite && std::filesystem::exists(found);
}

void reading::show(const task& wanted) const {
  if (stands(wanted))
    out().info("{}: {} stands already", printable(wanted.code), printable(wanted.output));
  else
    out().info(
        "{}: {} into {}", printable(wanted.code), printable(redact(wanted.url)),
        printable(wanted.output));
}

result<std::uint64_t> reading::tell_repeats() {
  return outputs_.finish([this](const repeated_output& found) {
    std::string rows;
    for (const output_place& each : found.first)
      rows += fmt::format("{}{}:{}", rows.empty() ? "" : ", ", printable(each.file), each.line);
    voice_.complain(
        fmt::format("{} is the output of {} rows: {}", printable(found.output), found.times, rows));
  });
}

} // namespace

asio::awaitable<result<bool>> preview(const get_order& order, const get_voice& voice) {
  reading all(order, voice);
  result<bool> fine = co_await all.read_all();
  co_return fine;
}

} // namespace haul
