#include "get_lists.hpp"

#include "file_row_stream.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace haul {

namespace asio = boost::asio;

namespace {

result<std::vector<code_range>> parse_codes(const std::vector<std::string>& arguments) {
  std::vector<code_range> made;
  for (const std::string& each : arguments) {
    result<code_range> range = code_range::parse(each);
    if (!range)
      return range.error();
    made.push_back(*std::move(range));
  }
  return made;
}

// A plain list beside a URL template can only be a list of codes.
bool holds_codes(const get_order& order, const std::vector<failed_rows_input>& inputs) {
  if (order.url_template.empty())
    return false;
  for (const failed_rows_input& each : inputs) {
    if (each.format == to_string(input_format::urls))
      return true;
  }
  return false;
}

task_templates templates_of(const get_order& order, const std::vector<failed_rows_input>& inputs) {
  task_templates made;
  made.url = order.url_template;
  made.output = order.output_template;
  made.headers = order.headers;
  if (order.checksum)
    made.digests.push_back(*order.checksum);
  made.rows_are_codes = holds_codes(order, inputs);
  made.codes_only = order.inputs.empty() && !order.url_template.empty();
  made.single_row = order.inputs.empty() && order.codes.empty();
  return made;
}

} // namespace

asio::awaitable<result<get_lists>> open_lists(const get_order& order) {
  row_input rows;
  std::vector<failed_rows_input> inputs;
  result<std::vector<code_range>> codes = parse_codes(order.codes);
  if (!codes)
    co_return codes.error();
  rows.codes = *std::move(codes);
  if (order.shard && order.shard_by == shard_rule::row) {
    rows.first = order.shard->index;
    rows.every = order.shard->count;
  }
  for (const std::string& path : order.inputs) {
    const std::optional<input_format> format = input_format_named(order.input_format);
    result<std::unique_ptr<file_row_stream>> opened = co_await file_row_stream::open(path, format);
    if (!opened)
      co_return opened.error();
    failed_rows_input& known = inputs.emplace_back();
    known.file = path;
    known.format = to_string((*opened)->format());
    rows.streams.push_back(*std::move(opened));
  }
  if (!order.codes.empty())
    inputs.emplace_back().format = to_string(input_format::urls);
  result<task_maker> maker = task_maker::create(templates_of(order, inputs));
  if (!maker)
    co_return maker.error();
  get_lists made{*std::move(maker), std::move(rows), std::move(inputs)};
  co_return made;
}

} // namespace haul
