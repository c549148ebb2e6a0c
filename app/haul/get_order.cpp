#include "get_order.hpp"

#include "ascii.hpp"
#include "option_values.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

namespace haul {

namespace {

constexpr std::string_view standard = "-";

// Whether a template holds a placeholder; `{{` stands for a brace.
bool has_placeholder(std::string_view text) {
  for (std::size_t at = text.find('{'); at < text.size(); at = text.find('{', at)) {
    if (!text.substr(at).starts_with("{{"))
      return true;
    at += 2;
  }
  return false;
}

bool may_be_url(std::string_view text) {
  const std::string start = lower(text.substr(0, 8));
  return start.starts_with("http://") || start.starts_with("https://") || start.starts_with('{');
}

bool same_file(const std::string& left, const std::string& right) {
  const std::filesystem::path first(left);
  const std::filesystem::path second(right);
  std::error_code ignored; // files that are not there yet
  return first.lexically_normal() == second.lexically_normal() ||
         std::filesystem::equivalent(first, second, ignored);
}

result<void> check_what(const get_order& order) {
  const std::string& url = order.url_template;
  const bool placeholder = has_placeholder(url);
  if (url.empty() && order.inputs.empty())
    return refused_option("nothing to do: neither a URL nor --input-file is given");
  if (!url.empty() && !may_be_url(url))
    return refused_option(
        fmt::format("URL: '{}' starts with neither http:// nor https://", printable(redact(url))));
  if (!order.codes.empty() && !placeholder)
    return refused_option(fmt::format(
        "CODE: the URL has no placeholder such as {{code}} for '{}'; lists of URLs are read "
        "with --input-file",
        printable(redact(order.codes.front()))));
  if (!url.empty() && !placeholder && !order.inputs.empty())
    return refused_option(
        "--input-file: the URL has no placeholder such as {code} for what the rows hold");
  if (placeholder && order.codes.empty() && order.inputs.empty())
    return refused_option("URL: neither a CODE nor --input-file is given to fill its placeholders");
  if (order.checksum && (placeholder || !order.inputs.empty()))
    return refused_option("--checksum: it is for a single URL; in lists, the rows have digests "
                          "(sha256 and the like)");
  return {};
}

result<void> check_rerun(const get_order& order) {
  if (order.how.overwrite && order.how.refresh)
    return refused_option("--refresh and --overwrite can't both be given: the one asks whether a "
                          "file has changed, the other fetches it in any case");
  if (order.how.pack.format != pack_format::none && (order.how.overwrite || order.how.refresh))
    return refused_option(
        "--pack can be given neither with --overwrite nor with --refresh: members "
        "of a shard are never replaced");
  return {};
}

result<void> check_streams(const get_order& order) {
  const auto from_standard = std::count(order.inputs.begin(), order.inputs.end(), standard);
  if (from_standard > 1)
    return refused_option("--input-file: '-' (standard input) can be read only once");
  if (from_standard > 0 && order.check_input)
    return refused_option(
        "--check-input: standard input can't be read twice; give --input-file a file");
  if (order.verbose && order.quiet)
    return refused_option("--verbose and --quiet can't both be given");
  if (order.verbose && order.results == standard)
    return refused_option("--verbose and --results - would both write to standard output");
  if (order.dry_run && order.results == standard)
    return refused_option("--dry-run and --results - would both write to standard output");
  return {};
}

result<void> check_files(const get_order& order) {
  const std::pair<const char*, const std::string&> written[] = {
      {"--results", order.results},
      {"--failed", order.failed},
      {"--metrics-file", order.metrics.file}};
  for (const auto& [option, file] : written) {
    for (const std::string& input : order.inputs) {
      if (!file.empty() && file != standard && input != standard && same_file(file, input))
        return refused_option(fmt::format(
            "{}: '{}' is read as --input-file and can't be written", option, printable(file)));
    }
  }
  for (const auto& [option, file] : written) {
    for (const auto& [other, name] : written) {
      if (&file < &name && !file.empty() && !name.empty() && same_file(file, name))
        return refused_option(fmt::format("{} and {} name the same file", option, other));
    }
  }
  return {};
}

} // namespace

result<void> check_get_order(const get_order& order) {
  if (const result<void> what = check_what(order); !what)
    return what;
  if (const result<void> rerun = check_rerun(order); !rerun)
    return rerun;
  if (const result<void> streams = check_streams(order); !streams)
    return streams;
  return check_files(order);
}

} // namespace haul
