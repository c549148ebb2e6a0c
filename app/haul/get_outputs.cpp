#include "get_options.hpp"
#include "get_order.hpp"
#include "layered_options.hpp"
#include "request_values.hpp"
#include "take_values.hpp"

#include <haul/durability.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace haul {

namespace {

constexpr std::array<const char*, 4> digests = {"sha256", "sha512", "sha1", "md5"};

result<void> take_durability(const std::string& text, durability& into) {
  for (const durability each : {durability::none, durability::batch, durability::each}) {
    if (text == to_string(each)) {
      into = each;
      return {};
    }
  }
  return refused_value(text, "none, batch or each");
}

void add_split_options(layered_options& options, get_order& order) {
  options.value(
      "--split", "N",
      "Fetch a large file by up to N requests at once\n"
      "(default: 1)",
      take_number<std::size_t>(order.how.split, 1, 64));
  options.value(
      "--split-size", "SIZE", "The least bytes for a request of its own\n(default: 16Mi)",
      take_parsed(order.how.split_size, parse_byte_size));
}

void add_rerun_options(layered_options& options, get_order& order) {
  options.flag(
      "--overwrite", "Ask again for files that stand there already,\ninstead of skipping them",
      order.how.overwrite);
  options.flag(
      "--refresh", "Ask whether they have changed, and replace those\nthat have",
      order.how.refresh);
  options.value(
      "--durable", "none|batch|each",
      "What finished files withstand: a kill only, or a\n"
      "loss of power, too; in groups or one by one\n"
      "(default: none)",
      [&order](const std::string& text) { return take_durability(text, order.how.durable); });
}

// A number is of tasks, anything else of bytes.
result<void> take_pack_size(const std::string& text, pack_options& into) {
  if (text.find_first_not_of("0123456789") == std::string::npos)
    return take_number<std::uint64_t>(into.tasks, 1, 1'000'000)(text);
  return take_parsed(into.bytes, parse_byte_size)(text);
}

void add_pack_options(layered_options& options, get_order& order) {
  options.value(
      "--pack", "none|tar",
      "tar: outputs become members of part-00000.tar and\n"
      "so on, each with an index (default: none)",
      [&order](const std::string& text) -> result<void> {
        if (text != "none" && text != "tar")
          return refused_value(text, "none or tar");
        order.how.pack.format = text == "tar" ? pack_format::tar : pack_format::none;
        return {};
      });
  options.value(
      "--pack-size", "N|SIZE",
      "How many tasks (default: 10000) or bytes (default:\n"
      "1Gi) such a shard takes",
      [&order](const std::string& text) { return take_pack_size(text, order.how.pack); });
}

void add_content_options(layered_options& options, get_order& order, bool& no_time) {
  options.value(
      "--max-filesize", "SIZE", "The most bytes a file may have (default: no limit)",
      take_parsed(order.how.max_file_bytes, parse_byte_size));
  options.value(
      "--min-free-space", "SIZE", "How much of the disk must stay free (default: 0)",
      take_parsed(order.how.min_free_bytes, parse_byte_size));
  options.flag("--no-mtime", "Don't give files the time of their Last-Modified", no_time);
  options.value(
      "--checksum", "ALGORITHM:DIGEST",
      "What the file of a single URL must have: sha256,\n"
      "sha512, sha1 or md5; in hex or base64",
      take_parsed(order.checksum, parse_checksum));
  options.value(
      "--digest", "ALGORITHM",
      "A digest of each file for its record: sha256,\nsha512, sha1 or md5 (default: none)",
      take_text(
          order.how.record_digest, "sha256, sha512, sha1 or md5", [](const std::string& text) {
            return std::ranges::find(digests, text) != digests.end();
          }));
}

} // namespace

void add_output_options(layered_options& options, get_order& order, bool& no_time) {
  options.group("Output");
  options.value(
      "-d,--dir", "FOLDER", "Where files are written, made when missing\n(default: .)",
      take_text(order.how.directory, "the name of a folder", is_some));
  options.value(
      "-o,--output", "TEMPLATE",
      "The name of each file below it, as '{code}.gif'\n"
      "(default: the code, else host and path of the URL)",
      take_text(order.output_template, "a template of names", is_some));
  options.flag(
      "--portable-names", "Refuse names that differ in case only, or that\nother systems refuse",
      order.how.portable_names);
  add_rerun_options(options, order);
  add_split_options(options, order);
  add_pack_options(options, order);
  add_content_options(options, order, no_time);
}

} // namespace haul
