#include "report_against.hpp"

#include "get_lists.hpp"
#include "input_failure.hpp"
#include "record.hpp"
#include "row_source.hpp"
#include "run_alone.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <optional>
#include <utility>

namespace haul {

namespace asio = boost::asio;

namespace {

// As it would come out of the results: bytes that are not UTF-8 are not what they were.
result<void> expect(const record& made, report_rows& into) {
  const result<record> wanted = parse_record(to_json(made));
  if (!wanted)
    return wanted.error();
  return into.expect(*wanted);
}

result<void> expect_task(task wanted, const input_row& row, report_rows& into) {
  completion finished;
  finished.task = std::move(wanted);
  return expect(make_record(row.number, row.place, std::move(finished)), into);
}

asio::awaitable<result<bool>> read_list(const get_order& order, report_rows& into) {
  result<get_lists> lists = co_await open_lists(order);
  if (!lists)
    co_return lists.error();
  result<void> added;
  row_hooks hooks;
  hooks.on_bad_row = [&](const input_row& row, const error& why) {
    if (added)
      added = expect(make_record(row.number, row.place, row.code, why), into);
  };
  row_source rows(std::move(lists->maker), std::move(lists->rows), std::move(hooks));
  for (task_id id = 0; added; ++id) {
    std::optional<task> wanted = co_await rows.next();
    if (!wanted)
      break;
    const input_row row = rows.take(id);
    if (added)
      added = expect_task(std::move(*wanted), row, into);
  }
  if (!added)
    co_return added.error();
  co_return true;
}

} // namespace

result<void> expect_list(const get_order& order, report_rows& into) {
  asio::io_context context(1);
  const alone_end<bool> ended =
      run_alone(context, read_list(order, into), std::chrono::milliseconds(0));
  if (!ended.came)
    return input_failure("reading the list was interrupted");
  if (!*ended.came)
    return ended.came->error();
  return {};
}

} // namespace haul
