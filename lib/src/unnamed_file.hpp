#pragma once

#include "folder.hpp"

#include <haul/error.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace haul {

/// A temporary file without a name: nothing of it stays behind, however the process ends. Blocking.
///
/// Errors (`cause::disk_full`, `cause::output_failed`) say what failed and in which folder.
class unnamed_file {
 public:
  static result<unnamed_file> create(const std::filesystem::path& in);

  /// In an open folder, which errors call `where`.
  static result<unnamed_file> create(const folder& in, std::string where);

  /// Writes behind what is there. After an error the file is as long as before.
  result<void> append(std::span<const std::byte> bytes);

  /// Fills `into` with what was appended, from `offset` on. A file that ends before is an error.
  result<void> read(std::uint64_t offset, std::span<std::byte> into) const;

  /// Bytes that were appended.
  std::uint64_t size() const { return size_; }

 private:
  unnamed_file(file_descriptor opened, std::string where)
      : file_(std::move(opened)),
        where_(std::move(where)) {}
  static result<unnamed_file> create_in(int folder, std::string where);

  file_descriptor file_;
  std::string where_;
  std::uint64_t size_ = 0;
};

} // namespace haul
