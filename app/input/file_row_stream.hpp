#pragma once

#include "decoder.hpp"
#include "input_file.hpp"
#include "input_format.hpp"
#include "row_stream.hpp"

#include <haul/error.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace haul {

/// The rows of a file, or of standard input, packed or not, of any format.
///
/// An input that breaks off (damaged, unreadable) ends with a `bad_row` that says so; a row that
/// was not whole by then is not given out.
class file_row_stream final : public row_stream {
 public:
  /// Opens `path` (`-`: standard input) and settles its format: `format`, else what `guess_format`
  /// makes of its name, else of its begin, for which two lines (or 4 KiB, or the end) are waited
  /// for. An input without a byte is a list of no URLs. The error (`stage::input`,
  /// `cause::bad_option`) names the file: it can't be opened, or nobody can tell what it is.
  /// Cancelling it gives an error with `cause::cancelled`.
  static boost::asio::awaitable<result<std::unique_ptr<file_row_stream>>> open(
      std::string path, std::optional<input_format> format);

  boost::asio::awaitable<std::optional<row_result>> next() override;
  std::optional<row_result> at_hand() override { return reader_->next(); }
  std::string prologue() const override { return reader_->prologue(); }
  std::string epilogue() const override { return reader_->epilogue(); }

  /// What it was taken for.
  input_format format() const { return format_; }

 private:
  file_row_stream(std::string path, input_file file)
      : path_(std::move(path)),
        file_(std::move(file)) {}

  boost::asio::awaitable<result<void>> begin(std::optional<input_format> format);
  boost::asio::awaitable<result<std::string>> read_begin();
  boost::asio::awaitable<result<std::string_view>> next_piece();
  boost::asio::awaitable<result<void>> read_more();
  void push(std::string_view piece);
  row_result broken_off(const error& why);

  std::string path_;
  input_file file_;
  std::unique_ptr<decoder> decoder_;
  std::unique_ptr<row_reader> reader_;
  input_format format_ = input_format::urls;
  std::string bytes_;       // that the decoder is fed with
  bool at_end_ = false;     // of the file
  bool finished_ = false;   // nothing more to push
  std::uint64_t lines_ = 0; // that were pushed
};

} // namespace haul
