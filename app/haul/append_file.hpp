#pragma once

#include "folder.hpp"

#include <haul/error.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace haul {

/// Opens a regular file for reading and writing, made with mode `0666 & ~umask` when `make` is true
/// and it is missing. What is written goes to its end. The last component is never followed as a
/// link; nothing but a regular file is opened.
///
/// Holds an exclusive lock for as long as the descriptor is open: somebody else's lock is an error
/// with `cause::output_in_use`. Where the file system knows no locks there is none. The file that
/// is locked stands under `path` at that time, also when another process has just replaced it. A
/// file that is missing with `make` false is an error whose `system` is ENOENT.
result<file_descriptor> open_locked(const std::filesystem::path& path, bool make);

/// A file to whose end texts are written, each with one system call if the system lets it.
class append_file {
 public:
  /// `path` as `open_locked` opens it; `-` is standard output, which is neither locked nor closed.
  static result<append_file> open(const std::filesystem::path& path);

  /// Blocks while a pipe is full. After a failure nothing more is written, as a piece of a text may
  /// stand there, and the same error is returned each time.
  result<void> append(std::string_view bytes);

  /// Empties the file. Without effect on standard output.
  result<void> clear();

  /// Returns once what was written would stand a power cut. A failure is final, as with `append`.
  result<void> sync();

  /// Stays the property of this.
  int descriptor() const { return file_.get(); }

 private:
  append_file(file_descriptor opened, std::string name, bool standard_output);
  result<void> fail(int number);

  file_descriptor file_;
  std::string name_;
  bool standard_output_;
  int failed_ = 0; // the error number
};

} // namespace haul
