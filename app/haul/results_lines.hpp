#pragma once

#include "decoder.hpp"
#include "folder.hpp"
#include "line_buffer.hpp"

#include <haul/error.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace haul {

/// The lines of results that are only read: a file, a pipe or standard input, also packed with gzip
/// or zstd. Reading blocks. Memory: one line and a few buffers.
class results_lines {
 public:
  /// Opens `path`, or standard input for `-`. The error (`cause::bad_option`) names what can't be
  /// opened.
  static result<results_lines> open(const std::string& path);

  /// The next line without its end, valid until the next call; nothing when there are no more. The
  /// error (`cause::bad_option`) names the file: it can't be read or unpacked, or a line has more
  /// than 16 MiB. After one nothing more may be asked.
  result<std::optional<std::string_view>> next();

  /// The number of the last line, from 1.
  std::uint64_t number() const { return lines_.number(); }

  /// Whether the last line had no end.
  bool torn() const { return torn_; }

  /// The file as a person calls it: `'results.jsonl'`, `standard input`. Safe for a terminal.
  const std::string& name() const { return name_; }

 private:
  results_lines(std::string path, file_descriptor opened);
  result<bool> decode_more();
  result<void> begin();
  result<bool> read_more();
  error cannot(std::string_view why) const;

  std::string path_;
  std::string name_;
  file_descriptor file_;
  std::unique_ptr<decoder> decoder_; // none before the first bytes came
  std::vector<char> bytes_;          // what the decoder reads
  line_buffer lines_;
  bool torn_ = false;
};

} // namespace haul
