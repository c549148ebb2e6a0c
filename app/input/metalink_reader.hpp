#pragma once

#include "row.hpp"

#include <cstddef>
#include <memory>
#include <string>

namespace haul {

/// Metalink 4 (RFC 5854): a row for each `file`. Its name is `output` and `code`; `size` and the
/// digests (other types are ignored) as they stand; its URLs in the order of their priority, the
/// first as `url`, the others as `mirror`. `metaurl`, and URLs that haul has no protocol for, are
/// left out. A file without a URL is a bad row.
///
/// The document is read as a whole: rows come once it is complete, and it may have at most 64 MiB
/// (about four times that in memory). One that can't be read is one bad row. It must be UTF-8.
/// Entities other than XML's own five stand as they are, and nothing outside it is ever read.
class metalink_reader final : public row_reader {
 public:
  /// The most bytes of a document.
  static constexpr std::size_t largest = 64 * 1024 * 1024;

  /// `file` is the name for `row_place`.
  explicit metalink_reader(std::string file);
  ~metalink_reader() override;

  void push(std::string_view bytes) override;
  void finish() override;
  std::optional<row_result> next() override;

  /// The start and the end tag of the document, with its namespaces.
  std::string prologue() const override;
  std::string epilogue() const override;

 private:
  struct parsed;

  std::optional<row_result> refuse(std::size_t offset, std::string message);
  std::optional<row_result> parse();
  std::uint64_t line_at(std::size_t offset);

  std::shared_ptr<const std::string> file_;
  std::string document_;
  std::unique_ptr<parsed> parsed_;
  bool finished_ = false;
  bool over_ = false;
  std::uint64_t line_ = 1; // of `counted_`
  std::size_t counted_ = 0;
};

} // namespace haul
