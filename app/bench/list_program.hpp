#pragma once

#include "workload.hpp"

#include <haul/error.hpp>
#include <haul/options.hpp>

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace haul::bench {

/// What a program is told that downloads a list.
struct list_order {
  std::filesystem::path list;
  std::filesystem::path folder; ///< where the files go
  std::size_t connections = 64;

  /// The certificate to trust, in PEM; empty where nothing is encrypted. The programs are told it
  /// by `peer_programs` only.
  std::filesystem::path ca_file = {};

  /// What they are told to speak, by `peer_programs` only: HTTP/2 by ALPN, or by prior knowledge
  /// where nothing is encrypted.
  http_version http = http_version::http1;
};

/// A program that downloads lists: how its list is written and how it is called. Each is called as
/// a careful user would who has a million rows: nothing but errors said, no configuration read, and
/// where it can read the list bit by bit it is told to.
struct list_program {
  std::string_view name; ///< in the tables; "haul with results" has a name of its own
  std::string_view file;
  std::string_view head; ///< the list's first line
  std::string (*line)(const task& of);
  std::vector<std::string> (*arguments)(const list_order& order);

  /// How many of the first `count` files came out wrong or not at all.
  std::size_t (*count_wrong)(
      const workload& files, const std::filesystem::path& folder, std::size_t count) = count_files;

  /// As files of their own.
  static std::size_t count_files(
      const workload& files, const std::filesystem::path& folder, std::size_t count) {
    return files.count_wrong(folder, count);
  }
};

/// All there are, haul first.
std::span<const list_program> list_programs();

/// The one with this name, which must be there.
const list_program& find_list_program(std::string_view name);

/// Writes the list of the first `rows` tasks of `files`, one at a time: what this process holds
/// would count as its children's.
result<void> write_list(
    const std::filesystem::path& to, const list_program& reader, const workload& files,
    std::size_t rows);

} // namespace haul::bench
