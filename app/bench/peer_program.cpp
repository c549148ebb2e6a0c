#include "peer_program.hpp"

#include "child_process.hpp"
#include "contender.hpp"
#include "peer_scripts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <unistd.h>

namespace haul::bench {

namespace {

using words = std::vector<std::string>;

constexpr std::chrono::seconds patience{10}; // for a program to tell its version

void add(words& to, const words& more) {
  to.insert(to.end(), more.begin(), more.end());
}

// Each is called as for the lists, but for what makes it quicker here. What was tried and made no
// difference is left alone.

// haul and curl call it the same.
std::string demand_of_http2(const list_order& order) {
  return order.ca_file.empty() ? "--http2-prior-knowledge" : "--http2";
}

words haul_arguments(const list_order& order) {
  words made = find_list_program("haul").arguments(order);
  if (order.http == http_version::http2)
    made.push_back(demand_of_http2(order));
  if (!order.ca_file.empty())
    add(made, {"--cacert", order.ca_file});
  return made;
}

// Without --create-dirs, which tries to make every folder of the path again for each file. Told
// that there is no HTTP/2, it does not wait with new connections until it knows.
words curl_arguments(const list_order& order) {
  words made = find_list_program("curl").arguments(order);
  std::erase(made, "--create-dirs");
  made.push_back(order.http == http_version::http2 ? demand_of_http2(order) : "--http1.1");
  if (!order.ca_file.empty())
    add(made, {"--cacert", order.ca_file});
  else if (order.http == http_version::http2) // 7.88 would complain of every row
    std::ranges::replace(made, std::string("--show-error"), std::string("--silent"));
  return made;
}

words aria2_arguments(const list_order& order) {
  words made = find_list_program("aria2").arguments(order);
  if (!order.ca_file.empty())
    add(made, {"--ca-certificate=" + order.ca_file.string()});
  return made;
}

// Without the folders of the URL, extended attributes, and everything that it keeps or looks up for
// a server.
words wget2_arguments(const list_order& order) {
  words made = find_list_program("wget2").arguments(order);
  std::erase(made, "--force-directories");
  std::erase(made, "--no-host-directories");
  add(made, {"--no-directories", "--no-xattr", "--no-hpkp", "--no-ocsp", "--no-ocsp-stapling",
             "--no-netrc", "--no-cookies", "--no-compression"});
  if (order.http == http_version::http1)
    made.emplace_back("--no-http2");
  if (!order.ca_file.empty())
    add(made, {"--ca-certificate=" + order.ca_file.string()});
  return made;
}

// -I: nothing of the user's own packages and settings.
words python_arguments(std::string_view script, const list_order& order) {
  words made = {"-I",       "-c",         std::string(script),
                order.list, order.folder, std::to_string(order.connections)};
  if (!order.ca_file.empty())
    made.push_back(order.ca_file);
  return made;
}

words aiohttp_arguments(const list_order& order) {
  return python_arguments(aiohttp_script, order);
}

// Its fourth argument is what it is to speak.
words httpx_arguments(const list_order& order) {
  words made = python_arguments(httpx_script, order);
  const bool two = order.http == http_version::http2;
  made.insert(made.end() - (order.ca_file.empty() ? 0 : 1), two ? "2" : "1");
  return made;
}

std::string script_line(const task& of) {
  return fmt::format("{}\t{}\n", of.url, of.output);
}

list_program called(std::string_view name, words (*arguments)(const list_order&)) {
  list_program made = find_list_program(name);
  made.arguments = arguments;
  return made;
}

// Debian's Python has Debian's modules; one that the user put in front of it has not.
std::filesystem::path find_file(std::string_view name) {
  if (name == "haul")
    return haul_file();
  const std::filesystem::path usual = std::filesystem::path("/usr/bin") / name;
  return name == "python3" && ::access(usual.c_str(), X_OK) == 0 ? usual : find_program(name);
}

words version_arguments(const peer_program& how) {
  if (how.module.empty())
    return {"--version"};
  return {"-I", "-c", fmt::format("import {0}; print({0}.__version__)", how.module)};
}

} // namespace

std::span<const peer_program> peer_programs() {
  static const std::array made = {
      peer_program{called("haul", haul_arguments), "", "", true, http2_use::everywhere},
      peer_program{called("curl", curl_arguments), "curl", "", true, http2_use::everywhere},
      peer_program{called("aria2", aria2_arguments), "aria2", "", true},
      peer_program{called("wget2", wget2_arguments), "wget2", "", true, http2_use::encrypted},
      peer_program{
          {"aiohttp", "python3", "", script_line, aiohttp_arguments}, "python3-aiohttp", "aiohttp"},
      peer_program{
          {"httpx", "python3", "", script_line, httpx_arguments},
          "python3-httpx",
          "httpx",
          false,
          http2_use::everywhere},
  };
  return made;
}

const peer_program& find_peer_program(std::string_view name) {
  const std::span<const peer_program> all = peer_programs();
  return *std::find_if(
      all.begin(), all.end(), [&](const peer_program& each) { return each.called.name == name; });
}

bool speaks(const peer_program& which, http_version version, bool encrypted) {
  return version == http_version::http1 || which.http2 == http2_use::everywhere ||
         (which.http2 == http2_use::encrypted && encrypted);
}

peer find_peer(std::string_view name, const std::filesystem::path& file) {
  peer made;
  made.how = &find_peer_program(name);
  made.name = name;
  made.file = file.empty() ? find_file(made.how->called.file) : file;
  if (!made.file.empty())
    made.version = version_of(made.file, version_arguments(*made.how));
  if (made.version.empty()) {
    made.problem = "not installed";
    if (file.empty() && !made.how->package.empty())
      made.problem += fmt::format(" (Debian's package {})", made.how->package);
    if (!file.empty())
      made.problem = "it tells no version";
  } else if (!file.empty()) {
    made.name = fmt::format("{} {}", name, made.version);
  }
  return made;
}

std::string find_version(std::string_view text) {
  std::istringstream from{std::string(text)};
  for (std::string word; from >> word;) {
    word.erase(0, word.rfind('/') + 1); // all of it where there is none
    word.erase(std::min(word.find_first_not_of("0123456789."), word.size()));
    if (word.find('.') != std::string::npos && !word.starts_with('.'))
      return word;
  }
  return {};
}

std::string version_of(
    const std::filesystem::path& file, const std::vector<std::string>& arguments) {
  program asked;
  asked.file = "/bin/sh"; // brings what is said as an error to the output
  asked.arguments = {"-c", "exec \"$0\" \"$@\" 2>&1", file};
  asked.arguments.insert(asked.arguments.end(), arguments.begin(), arguments.end());
  asked.patience = patience;
  std::string printed;
  run_whole(asked, &printed);
  return find_version(printed);
}

} // namespace haul::bench
