#include "files_options.hpp"

namespace haul::bench {

void add_files_options(CLI::App& files, files_comparison& into) {
  files.add_option("--folder", into.folders, "Also into this folder; may be repeated")
      ->check(CLI::ExistingDirectory)
      ->capture_default_str();
  files.add_option("--files", into.files, "How many files")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  files.add_option("--size", into.size, "How many bytes each file has")
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str();
  files.add_option("--connections", into.connections, "How many connections at once")
      ->check(CLI::Range(1, 300)) // curl 7.88 knows no more
      ->capture_default_str();
  files.add_option("--patience", into.patience, "Seconds after which a run is ended")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
}

} // namespace haul::bench
