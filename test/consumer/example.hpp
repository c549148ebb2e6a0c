#pragma once

#include <haul/haul.hpp>

#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What the three examples have in common: the command line and what they print.
namespace example {

struct arguments {
  std::vector<haul::task> flags;
  haul::options how;
};

/// `PROGRAM BASE-URL FOLDER CODE...`: for each code the flag at `BASE-URL/br/br.gif`.
inline arguments read_arguments(int count, char** words) {
  if (count < 4) {
    std::cerr << "usage: " << words[0] << " BASE-URL FOLDER CODE...\n";
    std::exit(2);
  }
  arguments given;
  given.how.directory = words[2];
  given.how.overwrite = true;
  for (int i = 3; i < count; ++i) {
    const std::string code = words[i];
    std::string lower = code;
    for (char& letter : lower) {
      letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    }
    haul::task flag;
    flag.code = code;
    flag.url = std::string(words[1]) + "/" + lower + "/" + lower + ".gif";
    flag.output = code + ".gif";
    given.flags.push_back(std::move(flag));
  }
  return given;
}

/// One line for a finished task. What a server sent is made fit for a terminal.
inline void print(const haul::completion& finished) {
  std::cout << finished.task.code << ' ' << haul::to_string(finished.outcome.status);
  if (finished.outcome.error) {
    std::cout << ": " << haul::printable(finished.outcome.error->describe());
  }
  std::cout << '\n';
}

/// The counts, and the exit code that goes with them.
inline int report(const haul::tally& counts) {
  std::cout << counts.ok << " ok, " << counts.not_found << " not found, " << counts.errors
            << " errors, " << counts.bytes << " bytes\n";
  return counts.errors == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/// Why a downloader could not be made; the exit code.
inline int fail(const haul::error& failure) {
  std::cerr << haul::printable(failure.describe()) << '\n';
  return EXIT_FAILURE;
}

} // namespace example
