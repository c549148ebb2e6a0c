#include "file_row_stream.hpp"

#include "input_failure.hpp"

#include <haul/text.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace haul {

namespace asio = boost::asio;

namespace {

constexpr std::size_t magic_size = 4;       // what tells gzip and zstd from anything else
constexpr std::size_t longest_begin = 4096; // that a format is guessed from
constexpr std::size_t enough_lines = 2;     // the second one tells aria2's list from a plain one
constexpr unsigned longest_burst = 16;      // pieces without a row before others have their turn

// Whole lines that say something: comments and blank ones don't.
std::size_t count_lines(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    const std::size_t start = line.find_first_not_of(" \t\r");
    count += start != std::string_view::npos && line[start] != '#' ? 1 : 0;
  }
  return count;
}

} // namespace

asio::awaitable<result<std::unique_ptr<file_row_stream>>> file_row_stream::open(
    std::string path, std::optional<input_format> format) {
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  result<input_file> file = input_file::open(executor, path);
  if (!file) {
    result<std::unique_ptr<file_row_stream>> failed(file.error());
    co_return failed;
  }
  std::unique_ptr<file_row_stream> stream(new file_row_stream(std::move(path), *std::move(file)));
  const result<void> begun = co_await stream->begin(format);
  if (!begun) {
    result<std::unique_ptr<file_row_stream>> failed(begun.error());
    co_return failed;
  }
  result<std::unique_ptr<file_row_stream>> opened(std::move(stream));
  co_return opened;
}

asio::awaitable<result<void>> file_row_stream::begin(std::optional<input_format> format) {
  result<void> done;
  std::string first;
  while (first.size() < magic_size && !at_end_) {
    done = co_await read_more();
    if (!done)
      co_return done;
    first += bytes_;
  }
  bytes_ = std::move(first);
  decoder_ = decoder::for_first_bytes(path_, bytes_);
  decoder_->feed(bytes_);

  std::string text;
  if (!format)
    format = guess_format(path_, {});
  if (!format) {
    result<std::string> begun = co_await read_begin();
    if (!begun) {
      done = begun.error();
      if (begun.error().cause != cause::cancelled)
        done = input_failure(fmt::format("{}: {}", printable(path_), begun.error().message));
      co_return done;
    }
    text = *std::move(begun);
    format = text.empty() ? input_format::urls : guess_format(path_, text);
  }
  if (!format) {
    done = input_failure(
        fmt::format("{}: can't tell its format; --input-format says it", printable(path_)));
    co_return done;
  }
  format_ = *format;
  reader_ = make_reader(format_, path_);
  push(text);
  co_return done;
}

asio::awaitable<result<std::string>> file_row_stream::read_begin() {
  result<std::string> text = std::string();
  while (text->size() < longest_begin && count_lines(*text) < enough_lines) {
    const result<std::string_view> piece = co_await next_piece();
    if (!piece) {
      text = piece.error();
      co_return text;
    }
    if (piece->empty())
      co_return text;
    text->append(*piece);
  }
  co_return text;
}

asio::awaitable<std::optional<row_result>> file_row_stream::next() {
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  std::optional<row_result> found = reader_->next();
  for (unsigned pieces = 1; !found && !finished_; ++pieces) {
    const result<std::string_view> piece = co_await next_piece();
    if (!piece) {
      // That nobody waits any more is no news about the input.
      if (piece.error().cause == cause::cancelled)
        throw boost::system::system_error(asio::error::operation_aborted);
      finished_ = true;
      found.emplace(broken_off(piece.error()));
      co_return found;
    }
    if (piece->empty()) {
      finished_ = true;
      reader_->finish();
    } else {
      push(*piece);
    }
    found = reader_->next();
    if (!found && pieces % longest_burst == 0)
      co_await asio::post(executor, asio::use_awaitable);
  }
  co_return found;
}

asio::awaitable<result<std::string_view>> file_row_stream::next_piece() {
  result<std::string_view> piece = decoder_->next();
  while (piece && piece->empty() && !at_end_) {
    const result<void> read = co_await read_more();
    if (!read) {
      piece = read.error();
      co_return piece;
    }
    decoder_->feed(bytes_);
    piece = decoder_->next();
  }
  if (piece && piece->empty()) {
    const result<void> whole = decoder_->finish();
    if (!whole)
      piece = whole.error();
  }
  co_return piece;
}

asio::awaitable<result<void>> file_row_stream::read_more() {
  result<void> done;
  result<std::string> bytes = co_await file_.read();
  if (!bytes) {
    done = bytes.error();
    co_return done;
  }
  bytes_ = *std::move(bytes);
  at_end_ = bytes_.empty();
  co_return done;
}

void file_row_stream::push(std::string_view piece) {
  lines_ += static_cast<std::uint64_t>(count_lines(piece));
  reader_->push(piece);
}

row_result file_row_stream::broken_off(const error& why) {
  bad_row made;
  made.place.file = std::make_shared<const std::string>(path_);
  made.place.line = lines_ + 1;
  made.message = why.message;
  return made;
}

} // namespace haul
