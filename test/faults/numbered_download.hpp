#pragma once

#include "list_server.hpp"
#include "process.hpp"

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace haul::test {

/// Where a download goes.
struct numbered_places {
  std::filesystem::path folder;
  /// Stands in a folder of its own, in which nothing else may be left over.
  std::filesystem::path results;
};

/// A download of files 1 to N from an origin of its own, in as many runs as it takes, each of which
/// may end in any way; and what must hold after each of them.
class numbered_download {
 public:
  /// `bytes`: the most that a file has, and no less than 1. Each has its own length and content.
  numbered_download(std::size_t rows, std::size_t bytes, numbered_places places);

  /// The command for the next run. What stands now must not be asked for by it.
  command_line next_run(const std::vector<std::string>& more = {});

  /// The next time that a file is asked for, its reply breaks off in the middle.
  void break_once(std::size_t row) { broken_ = row; }

  /// What is wrong after a run that ended in any way: a file that is not whole under its final
  /// name, a record that says too much, a request of the last run for what was done before.
  std::vector<std::string> faults() const;

  /// The same after a run that said that all is done: files that are missing and left-over names
  /// are faults, too.
  std::vector<std::string> faults_when_done() const;

  /// The length of a file.
  std::size_t size(std::size_t row) const { return 1 + row * 2654435761 % bytes_; }

  /// How many files stand under their final names.
  std::size_t standing() const { return rows_that_stand().size(); }

  /// How many rows the results give this status.
  std::size_t recorded(const std::string& status = "ok") const;

  /// Requests of the last run.
  std::size_t requests() const { return asked().size(); }

  /// Removes all files and results.
  void clear() const;

  const numbered_places& places() const { return places_; }

 private:
  list_reply answer(const std::string& target);
  std::string body(std::size_t row) const;
  std::filesystem::path file(std::size_t row) const;
  std::set<std::size_t> rows_that_stand() const;
  std::vector<std::size_t> asked() const;
  std::string whole_records() const;
  void check_records(std::vector<std::string>& found) const;
  void check_left_over(std::vector<std::string>& found) const;

  std::size_t rows_;
  std::size_t bytes_;
  numbered_places places_;
  std::size_t run_ = 0;
  std::set<std::size_t> stood_before_;
  std::atomic<std::size_t> broken_ = 0;
  list_server server_;
};

/// What `faults` found, for a person; the first of it when it is much. Empty when there is none.
std::string told(const std::vector<std::string>& faults);

} // namespace haul::test
