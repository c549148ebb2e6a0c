#include "row_source.hpp"

#include <haul/text.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/assert.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>
#include <variant>

namespace haul {

namespace asio = boost::asio;

namespace {

// Rows without a task that may be passed over in one go: a list that was done already must not hold
// up the event loop.
constexpr unsigned longest_burst = 256;

std::uint64_t total(const std::vector<code_range>& codes) {
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t sum = 0;
  for (const code_range& each : codes) {
    if (each.size() > most - sum)
      return most;
    sum += each.size();
  }
  return sum;
}

error input_error(const std::string& field, cause why, const std::string& message) {
  error made;
  made.stage = stage::input;
  made.cause = why;
  if (!field.empty())
    made.message = fmt::format("field '{}': ", printable(field));
  made.message += message;
  return made;
}

// Known once the first row has come.
std::shared_ptr<const row_frame> frame_of(const row_stream& stream) {
  auto made = std::make_shared<row_frame>();
  made->prologue = stream.prologue();
  made->epilogue = stream.epilogue();
  return made;
}

} // namespace

row_source::row_source(task_maker maker, row_input from, row_hooks hooks)
    : maker_(std::move(maker)),
      from_(std::move(from)),
      hooks_(std::move(hooks)),
      command_line_(std::make_shared<const std::string>(command_line)) {
  single_ = from_.codes.empty() && from_.streams.empty();
  if (from_.streams.empty() && !hooks_.is_ours)
    size_ = wanted_of(single_ ? 1 : total(from_.codes));
}

std::optional<std::uint64_t> row_source::size() const {
  if (!size_)
    return std::nullopt;
  return *size_ - std::min(*size_, left_out_);
}

asio::awaitable<std::optional<task>> row_source::next() {
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  for (unsigned passed = 1;; ++passed) {
    std::optional<row_result> from = row_at_hand();
    if (!from)
      from = co_await next_row();
    std::optional<task> made;
    if (!from) {
      size_ = wanted_of(rows_);
      co_return made;
    }
    ++rows_;
    if (is_wanted())
      made = make_task(*from);
    if (made)
      co_return made;
    if (passed % longest_burst == 0)
      co_await asio::post(executor, asio::use_awaitable);
  }
}

std::optional<row_result> row_source::row_at_hand() {
  std::optional<row_result> found;
  if (std::optional<row> code = next_code())
    found.emplace(*std::move(code));
  else if (frame_ != nullptr)
    found = from_.streams[stream_]->at_hand();
  return found;
}

asio::awaitable<std::optional<row_result>> row_source::next_row() {
  std::optional<row_result> found;
  while (stream_ < from_.streams.size()) {
    row_stream& stream = *from_.streams[stream_];
    found = co_await stream.next();
    if (found) {
      if (frame_ == nullptr)
        frame_ = frame_of(stream);
      co_return found;
    }
    // What the stream holds open is not needed any more.
    from_.streams[stream_++].reset();
    frame_.reset();
  }
  co_return found;
}

std::optional<row> row_source::next_code() {
  std::optional<row> made;
  if (single_) {
    single_ = false;
    made.emplace();
    made->place.file = command_line_;
    made->place.line = 1;
    return made;
  }
  for (; code_ < from_.codes.size(); ++code_) {
    std::optional<std::string> code = from_.codes[code_].next();
    if (!code)
      continue;
    made.emplace();
    made->place.file = command_line_;
    made->place.line = code_ + 1;
    made->place.text = *code;
    made->fields.emplace_back();
    made->fields.back().name = "code";
    made->fields.back().value = *std::move(code);
    return made;
  }
  return made;
}

// The row that came last.
bool row_source::is_wanted() const {
  return (rows_ - 1) % from_.every == from_.first;
}

// Of so many rows from the first on.
std::uint64_t row_source::wanted_of(std::uint64_t rows) const {
  return rows / from_.every + (rows % from_.every > from_.first ? 1 : 0);
}

std::optional<task> row_source::make_task(row_result& from) {
  if (bad_row* bad = std::get_if<bad_row>(&from)) {
    const error why = input_error(bad->field, cause::bad_option, printable(bad->message));
    refuse(std::move(bad->place), fmt::format("{}", rows_), why);
    return std::nullopt;
  }
  row& good = std::get<row>(from);
  field_result<task> made = maker_.make(good, rows_);
  if (!made) {
    const bad_field bad = made.error();
    std::string code = maker_.code_of(good, rows_);
    refuse(std::move(good.place), std::move(code), input_error(bad.field, bad.cause, bad.message));
    return std::nullopt;
  }
  input_row kept;
  kept.number = rows_;
  kept.place = std::move(good.place);
  kept.code = made->code;
  kept.frame = frame_;
  const bool ours = !hooks_.is_ours || hooks_.is_ours(rows_, &*made);
  if (!ours || (hooks_.is_done && hooks_.is_done(kept, *made))) {
    ++left_out_;
    return std::nullopt;
  }
  table_.emplace(next_id_++, std::move(kept));
  return *std::move(made);
}

void row_source::refuse(row_place place, std::string code, const error& why) {
  if (hooks_.is_ours && !hooks_.is_ours(rows_, nullptr)) {
    ++left_out_;
    return;
  }
  ++bad_;
  if (!hooks_.on_bad_row)
    return;
  input_row refused;
  refused.number = rows_;
  refused.place = std::move(place);
  refused.code = std::move(code);
  refused.frame = frame_;
  hooks_.on_bad_row(refused, why);
}

input_row row_source::take(task_id id) {
  auto node = table_.extract(id);
  BOOST_ASSERT_MSG(!node.empty(), "a row is taken once, and only of a task that was yielded");
  return std::move(node.mapped());
}

} // namespace haul
