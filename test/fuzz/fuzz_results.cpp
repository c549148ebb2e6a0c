// Results of earlier runs are read back: whatever the bytes are, what is read is written and read
// the same, and no row is taken for done whose file doesn't stand.

#include "json_text.hpp"
#include "recorded_rows.hpp"

#include <boost/json/parse.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <string_view>
#include <unistd.h>

namespace {

void require(bool holds) {
  if (!holds)
    std::abort();
}

// In memory where there is such a place: each compaction is synced, which takes a disk
// milliseconds.
std::filesystem::path fastest_folder() {
  const std::filesystem::path memory = "/dev/shm";
  return ::access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path();
}

// Made at the first use and removed at the end of the process.
class scratch {
 public:
  scratch() {
    std::string name = (fastest_folder() / "haul-fuzz-XXXXXX").string();
    require(::mkdtemp(name.data()) != nullptr);
    folder_ = name;
  }
  ~scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  std::filesystem::path results() const { return folder_ / "results"; }
  std::filesystem::path output() const { return folder_ / "output"; }

 private:
  std::filesystem::path folder_;
};

void check_text(std::string_view bytes) {
  const std::string text = haul::json_text(bytes);
  boost::json::error_code wrong;
  const boost::json::value parsed = boost::json::parse(text, wrong);
  require(!wrong && parsed.is_string());
  for (const char each : text)
    require(static_cast<unsigned char>(each) >= 0x20 && each != 0x7f);
}

void check_record(std::string_view line) {
  const haul::result<haul::record> read = haul::parse_record(line);
  if (!read)
    return;
  const haul::result<haul::record> again = haul::parse_record(haul::to_json(*read));
  require(again.has_value());
  require(again->row == read->row && again->status == read->status);
  require(again->code == read->code && again->url == read->url);
  require(again->output == read->output && again->bytes == read->bytes);
  require(again->error == read->error && again->started_at == read->started_at);
}

void check_file(std::string_view bytes) {
  static const scratch place;
  const int file = ::open(place.results().c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  require(file >= 0);
  require(::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  ::close(file);
  constexpr haul::recorded_rows::done_rules rules{.not_found = true, .standing = true};
  const auto read = haul::recorded_rows::read(place.results(), place.output(), rules);
  if (!read)
    return;
  require(read->counts().ok == 0 && read->counts().skipped == 0);
  // What was kept is read the same again.
  const auto again = haul::recorded_rows::read(place.results(), place.output(), rules);
  require(again.has_value() && again->counts().not_found == read->counts().not_found);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check_text(bytes);
  check_record(bytes.substr(0, bytes.find('\n')));
  check_file(bytes);
  return 0;
}
