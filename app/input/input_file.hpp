#pragma once

#include <haul/error.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

namespace haul {

/// A file to read bytes from, whatever it is. Move-only.
///
/// Files on disk are read as they stand, which blocks for as long as the disk takes. Pipes, sockets
/// and terminals are waited for on the event loop. The flags of an open file that is shared with
/// others (standard input) are left as they are: who shares it must not read from it meanwhile, or
/// a read could block.
class input_file {
 public:
  /// The most bytes of one read.
  static constexpr std::size_t read_size = 64 * 1024;

  /// Opens `path`, or standard input for `-`. The error names what can't be opened; a folder can't.
  static result<input_file> open(
      const boost::asio::any_io_executor& executor, const std::string& path);

  input_file(input_file&& other) noexcept;
  input_file& operator=(input_file&& other) noexcept;
  ~input_file();

  /// The next bytes, as many as are there; empty at the end. One call at a time, and the object
  /// must stay where it is until it is done. Cancelling it (any type that the awaiting coroutine
  /// lets through) gives an error with `cause::cancelled` when it waits; no byte is lost.
  boost::asio::awaitable<result<std::string>> read();

  /// How many bytes there are in all, when it is a file on disk; for a bar of progress.
  std::optional<std::size_t> size() const { return size_; }

 private:
  input_file(std::string name, int descriptor) : name_(std::move(name)), descriptor_(descriptor) {}

  result<void> prepare(const boost::asio::any_io_executor& executor);
  result<std::string> read_now() const;

  std::string name_; // as a person calls it
  int descriptor_ = -1;
  std::optional<std::size_t> size_;

  // An epoll instance that watches the descriptor; none when that is always readable.
  std::optional<boost::asio::posix::stream_descriptor> watch_;
};

} // namespace haul
