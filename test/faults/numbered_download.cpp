#include "numbered_download.hpp"

#include "get_program.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <string_view>
#include <utility>

namespace haul::test {

namespace fs = std::filesystem;

namespace {

// Requests of an earlier run may be read by the server only now; this tells them apart.
constexpr std::string_view run_field = "X-Run: ";

std::string value_of(const std::string& request, std::string_view field) {
  const std::size_t at = request.find(field);
  if (at == std::string::npos)
    return "";
  const std::size_t start = at + field.size();
  return request.substr(start, request.find('\r', start) - start);
}

bool is_number(const std::string& name) {
  return !name.empty() && name.find_first_not_of("0123456789") == std::string::npos;
}

} // namespace

numbered_download::numbered_download(std::size_t rows, std::size_t bytes, numbered_places places)
    : rows_(rows),
      bytes_(bytes),
      places_(std::move(places)),
      server_([this](const std::string& target) { return answer(target); }) {
}

list_reply numbered_download::answer(const std::string& target) {
  const std::size_t row = std::stoul(target.substr(1));
  // A validator, so that what breaks off can be resumed.
  list_reply made = answered("200 OK", body(row), "ETag: \"" + std::to_string(row) + "\"\r\n");
  std::size_t broken = row;
  if (broken_.compare_exchange_strong(broken, 0)) {
    made.bytes.resize(made.bytes.size() - size(row) / 2);
    made.then = afterwards::close;
  }
  return made;
}

std::string numbered_download::body(std::size_t row) const {
  const std::string line = "this is file " + std::to_string(row) + "\n";
  std::string made;
  made.reserve(size(row) + line.size());
  while (made.size() < size(row))
    made += line;
  made.resize(size(row));
  return made;
}

fs::path numbered_download::file(std::size_t row) const {
  return places_.folder / std::to_string(row);
}

command_line numbered_download::next_run(const std::vector<std::string>& more) {
  stood_before_ = rows_that_stand();
  server_.forget();
  ++run_;
  std::vector<std::string> words = {
      "get",
      "-d",
      places_.folder.string(),
      "--results",
      places_.results.string(),
      "-H",
      std::string(run_field) + std::to_string(run_),
      "--max-per-host",
      "0",
      "--retry-delay",
      "1ms",
      "--quiet",
      server_.url("/{code}"),
      "1.." + std::to_string(rows_)};
  words.insert(words.end(), more.begin(), more.end());
  return haul_command(std::move(words));
}

std::set<std::size_t> numbered_download::rows_that_stand() const {
  std::set<std::size_t> made;
  if (!fs::exists(places_.folder))
    return made;
  for (const fs::directory_entry& each : fs::directory_iterator(places_.folder)) {
    const std::string name = each.path().filename().string();
    if (is_number(name))
      made.insert(std::stoul(name));
  }
  return made;
}

std::vector<std::size_t> numbered_download::asked() const {
  std::vector<std::size_t> made;
  for (const std::string& each : server_.requests()) {
    if (value_of(each, run_field) == std::to_string(run_))
      made.push_back(std::stoul(each.substr(each.find('/') + 1)));
  }
  return made;
}

// A kill may leave the last line torn; the next run cuts it off.
std::string numbered_download::whole_records() const {
  if (!fs::exists(places_.results))
    return "";
  const std::string text = read_file(places_.results);
  return text.substr(0, text.rfind('\n') + 1);
}

std::size_t numbered_download::recorded(const std::string& status) const {
  const auto records = get_program::records_in(whole_records());
  return static_cast<std::size_t>(
      std::count_if(records.begin(), records.end(), [&](const auto& each) {
        return member(each.second, "status") == status;
      }));
}

void numbered_download::check_records(std::vector<std::string>& found) const {
  for (const auto& [row, each] : get_program::records_in(whole_records())) {
    const std::string status = member(each, "status");
    if (status != "ok" && status != "skipped")
      continue;
    if (!fs::exists(file(row)))
      found.push_back("recorded, and not there: " + boost::json::serialize(each));
    else if (status == "ok" && std::to_string(fs::file_size(file(row))) != member(each, "bytes"))
      found.push_back("recorded with another length: " + boost::json::serialize(each));
  }
}

std::vector<std::string> numbered_download::faults() const {
  std::vector<std::string> found;
  for (const std::size_t row : rows_that_stand()) {
    if (row == 0 || row > rows_ || read_file(file(row)) != body(row))
      found.push_back("torn: " + file(row).string());
  }
  check_records(found);
  for (const std::size_t row : asked()) {
    if (stood_before_.contains(row))
      found.push_back("asked for what stood before: " + std::to_string(row));
  }
  return found;
}

void numbered_download::check_left_over(std::vector<std::string>& found) const {
  for (const fs::path& folder : {places_.folder, places_.results.parent_path()}) {
    if (!fs::exists(folder))
      continue;
    for (const fs::directory_entry& each : fs::directory_iterator(folder)) {
      if (!is_number(each.path().filename().string()) && each.path() != places_.results)
        found.push_back("left over: " + each.path().string());
    }
  }
}

std::vector<std::string> numbered_download::faults_when_done() const {
  std::vector<std::string> found = faults();
  const std::set<std::size_t> standing = rows_that_stand();
  const auto records = get_program::records_in(whole_records());
  for (std::size_t row = 1; row <= rows_; ++row) {
    if (!standing.contains(row))
      found.push_back("missing: " + std::to_string(row));
    if (!records.contains(row))
      found.push_back("without a record: " + std::to_string(row));
    else if (member(records.at(row), "status") == "error")
      found.push_back("recorded as failed: " + boost::json::serialize(records.at(row)));
  }
  check_left_over(found);
  return found;
}

void numbered_download::clear() const {
  fs::remove_all(places_.folder);
  fs::remove(places_.results);
}

std::string told(const std::vector<std::string>& faults) {
  constexpr std::size_t most = 10;
  std::string made;
  for (std::size_t index = 0; index < std::min(faults.size(), most); ++index)
    made += faults[index] + "\n";
  if (faults.size() > most)
    made += "and " + std::to_string(faults.size() - most) + " more\n";
  return made;
}

} // namespace haul::test
