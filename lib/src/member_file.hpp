#pragma once

#include "unnamed_file.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace haul {

/// Members of shards in the order of their hashes, in a file without a name. In memory are 8 bytes
/// for each 256 of them: what each block of the file begins with. Blocking.
///
/// Errors are those of `unnamed_file`.
class member_file {
 public:
  struct entry {
    std::uint64_t hash = 0;
    std::uint64_t place = 0;
    friend auto operator<=>(const entry&, const entry&) = default;
  };

  /// Entries that are read for a look-up, with one call.
  static constexpr std::size_t block = 256;

  /// Reads sorted entries in their order. What it reads must outlive it.
  class reader {
   public:
    explicit reader(std::span<const entry> in_memory) : left_(in_memory) {}
    explicit reader(const member_file& of) : of_(&of) {}

   private:
    friend class member_file;
    const entry& front() const { return left_.front(); }
    bool over() const { return left_.empty(); }
    result<void> fill(); // when nothing is left of what was read

    const member_file* of_ = nullptr;
    std::uint64_t next_ = 0; // entry of the file
    std::vector<entry> read_;
    std::span<const entry> left_;
  };

  /// Writes what all of them have into `to`, which is empty.
  static result<member_file> merge(std::vector<reader> from, unnamed_file to);

  /// The highest place with that hash; nothing where it is not there.
  result<std::optional<std::uint64_t>> find(std::uint64_t hash) const;

  /// How many entries there are.
  std::uint64_t size() const { return file_.size() / sizeof(entry); }

 private:
  explicit member_file(unnamed_file to) : file_(std::move(to)) {}
  result<void> append(std::span<const entry> blocks);
  result<void> read(std::uint64_t number, std::span<entry> into) const;

  unnamed_file file_;
  std::vector<std::uint64_t> first_; // hash of each block
};

} // namespace haul
