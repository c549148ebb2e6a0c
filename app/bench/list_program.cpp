#include "list_program.hpp"

#include "failure.hpp"
#include "packed_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>

namespace haul::bench {

namespace {

using words = std::vector<std::string>;

std::string haul_line(const task& of) {
  return fmt::format("{}\t{}\n", of.url, of.output);
}

std::string curl_line(const task& of) {
  return fmt::format("url = \"{}\"\noutput = \"{}\"\n", of.url, of.output);
}

std::string aria2_line(const task& of) {
  return fmt::format("{}\n  out={}\n", of.url, of.output);
}

std::string wget2_line(const task& of) {
  return of.url + "\n";
}

words haul_arguments(const list_order& order) {
  return {
      "get",
      "--quiet",
      "--input-file",
      order.list,
      "--input-format",
      "tsv",
      "--dir",
      order.folder,
      "--max-requests",
      std::to_string(order.connections),
      "--max-per-host",
      "0"};
}

words haul_arguments_with_results(const list_order& order) {
  words made = haul_arguments(order);
  made.insert(made.end(), {"--results", order.folder / "results.jsonl"});
  return made;
}

words haul_arguments_with_packs(const list_order& order) {
  words made = haul_arguments_with_results(order);
  made.insert(made.end(), {"--pack", "tar"});
  return made;
}

words curl_arguments(const list_order& order) {
  return {
      "--disable",
      "--parallel",
      "--parallel-max",
      std::to_string(order.connections),
      "--no-progress-meter",
      "--show-error",
      "--fail",
      "--create-dirs",
      "--config",
      order.list,
      "--output-dir",
      order.folder};
}

words aria2_arguments(const list_order& order) {
  return {
      "--no-conf",
      "--quiet",
      "--input-file",
      order.list,
      "--deferred-input=true",
      "--max-concurrent-downloads",
      std::to_string(order.connections),
      "--max-connection-per-server=1",
      "--split=1",
      "--file-allocation=none",
      "--auto-file-renaming=false",
      "--dir",
      order.folder};
}

// It has no way to name a file, but keeps the folders of the URL.
words wget2_arguments(const list_order& order) {
  return {
      "--no-config",
      "--quiet",
      "--input-file",
      order.list,
      fmt::format("--max-threads={}", order.connections),
      "--no-robots",
      "--no-hsts",
      "--force-directories",
      "--no-host-directories",
      "--directory-prefix",
      order.folder};
}

constexpr std::string_view haul_head = "url\toutput\n";

constexpr std::array programs = {
    list_program{"haul", "haul", haul_head, haul_line, haul_arguments},
    list_program{"haul-results", "haul", haul_head, haul_line, haul_arguments_with_results},
    list_program{
        "haul-pack", "haul", haul_head, haul_line, haul_arguments_with_packs, count_wrong_members},
    list_program{"curl", "curl", "", curl_line, curl_arguments},
    list_program{"aria2", "aria2c", "", aria2_line, aria2_arguments},
    list_program{"wget2", "wget2", "", wget2_line, wget2_arguments},
};

} // namespace

std::span<const list_program> list_programs() {
  return programs;
}

const list_program& find_list_program(std::string_view name) {
  return *std::find_if(programs.begin(), programs.end(), [&](const list_program& each) {
    return each.name == name;
  });
}

result<void> write_list(
    const std::filesystem::path& to, const list_program& reader, const workload& files,
    std::size_t rows) {
  std::ofstream file(to, std::ios::binary);
  file << reader.head;
  for (std::size_t number = 0; number != rows && file; ++number)
    file << reader.line(files.make_task(number));
  if (!file.flush())
    return failure(
        stage::output, cause::output_failed, fmt::format("'{}' can't be written", to.string()));
  return {};
}

} // namespace haul::bench
