#include "get_options.hpp"
#include "get_order.hpp"
#include "layered_options.hpp"
#include "listen_address.hpp"
#include "take_values.hpp"

#include <algorithm>

namespace haul {

namespace {

using namespace std::chrono_literals;

result<void> take_label(const std::string& text, std::vector<metric_label>& into) {
  result<metric_label> label = parse_metric_label(text);
  if (!label)
    return label.error();
  const auto same = [&](const metric_label& each) { return each.name == label->name; };
  if (std::ranges::any_of(into, same))
    return refused_value(text, "a label that was not given before");
  into.push_back(*std::move(label));
  return {};
}

} // namespace

void add_watching_options(layered_options& options, get_order& order) {
  options.group("Watching it");
  options.value(
      "--metrics-file", "FILE",
      "Metrics for Prometheus, replaced as a whole again\n"
      "and again, and at the end",
      take_text(
          order.metrics.file, "the name of a file, which '-' is not",
          [](const std::string& text) { return !text.empty() && text != "-"; }));
  options.value(
      "--metrics-interval", "TIME", "How often, 100ms to 1h (default: 5s)",
      take_duration(order.metrics.interval, 100ms, 1h));
  options.value(
      "--metrics-listen", "ADDRESS:PORT",
      "Serve them at http://ADDRESS:PORT/metrics; without\n"
      "ADDRESS at all of the machine; port 0: a free one",
      take_parsed(order.metrics.listen, parse_listen_address));
  options.repeatable(
      "--metrics-label", "NAME=VALUE", "A label for each metric, as shard=7; repeatable",
      [&order](const std::string& text) { return take_label(text, order.metrics.labels); });
}

} // namespace haul
