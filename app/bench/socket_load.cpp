#include "socket_load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <sstream>

namespace haul::bench {

namespace {

constexpr std::size_t most_http2_connections = 4; // h2load wants no more of them than answers

bool begins_with_any(std::string_view line, std::initializer_list<std::string_view> beginnings) {
  for (const std::string_view each : beginnings) {
    if (line.starts_with(each))
      return true;
  }
  return false;
}

} // namespace

load_report read_load(std::string_view printed) {
  load_report made;
  std::istringstream lines{std::string(printed)};
  for (std::string line; std::getline(lines, line);) {
    std::string_view text = line;
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    if (begins_with_any(text, {"Socket errors:", "Non-2xx or 3xx responses:", "unable to"}))
      made.problem += (made.problem.empty() ? "" : "; ") + std::string(text);
    else if (text.find(" requests in ") != std::string_view::npos)
      std::from_chars(text.data(), text.data() + text.size(), made.answers);
  }
  if (made.answers == 0 && made.problem.empty())
    made.problem = "no answers";
  return made;
}

program load_program(
    const std::filesystem::path& wrk, const std::string& url, std::size_t connections) {
  program made;
  made.file = wrk;
  made.arguments = {"--threads", "1", "--connections", std::to_string(connections), "--duration",
                    "1s",        url};
  return made;
}

load_report read_http2_load(std::string_view printed) {
  load_report made;
  std::istringstream lines{std::string(printed)};
  for (std::string line; std::getline(lines, line);) {
    constexpr std::string_view beginning = "status codes: ";
    const std::string_view text = line;
    if (text.starts_with(beginning))
      std::from_chars(text.data() + beginning.size(), text.data() + text.size(), made.answers);
    else if (
        text.starts_with("requests: ") &&
        text.find(" 0 failed, 0 errored") == std::string_view::npos)
      made.problem = text;
  }
  if (made.answers == 0 && made.problem.empty())
    made.problem = "no answers";
  return made;
}

program http2_load_program(
    const std::filesystem::path& h2load, const std::string& url, std::size_t answers) {
  program made;
  made.file = h2load;
  const std::string clients = std::to_string(std::min(answers, most_http2_connections));
  made.arguments = {"--requests", std::to_string(answers),    "--clients",
                    clients,      "--max-concurrent-streams", "100",
                    url};
  return made;
}

} // namespace haul::bench
