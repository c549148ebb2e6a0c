// Names that want out of the output folder, or into what is not theirs: what the kernel was asked.
#include "get_program.hpp"
#include "list_server.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <map>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <utility>
#include <vector>

namespace {

using namespace haul::test;
using strings = std::vector<std::string>;
namespace fs = std::filesystem;

// What stands between the quotes of a row in JSON.
const strings hostile_codes = {
    "..",
    ".",
    "../escaped",
    "a/../../escaped",
    "/escaped",
    "//escaped",
    "a/b",
    "a\\\\b",
    "..\\\\escaped",
    "a\\u0000b",
    "a\\u001b[2Jb",
    "a\\nb",
    "a\\rb",
    "a\\u007fb",
    "a\\u009bb",
    "-rf",
    "--overwrite",
    "x.haul-part",
    "x.haul-from",
    std::string(246, 'a'),
    std::string(300, 'a'),
    "~/escaped/x",
    "%2e%2e/escaped"};

std::string rows_of(const strings& codes) {
  std::string rows = "{\"code\": \"first\"}\n";
  for (const std::string& code : codes)
    rows += "{\"code\": \"" + code + "\"}\n";
  return rows + "{\"code\": \"last\"}\n";
}

// The same number of rows, none of which is out of the ordinary.
strings plain_codes() {
  strings made;
  for (std::size_t number = 0; number < hostile_codes.size(); ++number)
    made.push_back("plain" + std::to_string(number));
  return made;
}

struct header_case {
  const char* label;
  const char* fields;
};

std::ostream& operator<<(std::ostream& to, const header_case& shown) {
  return to << shown.label;
}

const header_case naming_headers[] = {
    {"attachment", "Content-Disposition: attachment; filename=planted\r\n"},
    {"climbing", "Content-Disposition: attachment; filename=\"../../planted\"\r\n"},
    {"absolute", "Content-Disposition: attachment; filename=\"/tmp/planted\"\r\n"},
    {"encoded", "Content-Disposition: inline; filename*=UTF-8''..%2F..%2Fplanted\r\n"},
    {"location", "Content-Location: ../../planted\r\n"},
    {"title", "Title: planted\r\nURI: planted\r\n"},
};

struct link_case {
  const char* label;
  const char* name; // what is planted in the output folder
  bool hard;
  bool dangling;
};

std::ostream& operator<<(std::ostream& to, const link_case& shown) {
  return to << shown.label;
}

const link_case planted_links[] = {
    {"part", "a.haul-part", false, false},
    {"part_to_nowhere", "a.haul-part", false, true},
    {"hard_part", "a.haul-part", true, false},
    {"source_of_a_part", "a.haul-from", false, false},
    {"source_of_a_part_to_nowhere", "a.haul-from", false, true},
    {"hard_source_of_a_part", "a.haul-from", true, false},
    {"final", "a", false, false},
    {"final_to_nowhere", "a", false, true},
    {"hard_final", "a", true, false},
    {"results", "results", false, false},
    {"results_to_nowhere", "results", false, true},
    {"failed", "failed", false, false},
    {"failed_to_nowhere", "failed", false, true},
};

struct fixture : get_program {
  // What the program opened, made, renamed or removed: `call path`, with what descriptors lead to.
  // Everything stands beside the lists, and what it wrote is removed before.
  std::set<std::string> trace(const strings& codes) const {
    for (const auto& [name, content] : written())
      fs::remove(folder() / name);
    const std::string rows = list("t.jsonl", rows_of(codes));
    command_line command = get({server.url("/{code}"), "-i", rows, "--overwrite"});
    const strings tracer = {"/usr/bin/strace", "-f", "-y",          "-qq", "-s", "4096", "-e",
                            "trace=file",      "-o", aside("trace")};
    command.words.insert(command.words.begin(), tracer.begin(), tracer.end());
    command.environment["ASAN_OPTIONS"] = "detect_leaks=0"; // it can't look while it is traced
    const finished_process ran = run(command);
    BOOST_TEST_REQUIRE(ran.ended.code == (codes == hostile_codes ? 1 : 0), ran.errors);
    std::set<std::string> made;
    for (const std::string& line : lines_of(aside_content("trace")))
      made.merge(paths_in(line));
    return made;
  }

  // `1234 openat(5</folder>, "name", O_RDONLY) = 6</folder/name>`: call and path, where the call
  // is one. Two for a call that takes two names.
  static std::set<std::string> paths_in(const std::string& line) {
    std::set<std::string> made;
    const std::size_t open = line.find('(');
    const std::size_t start = line.find_first_not_of(" 0123456789");
    if (open == std::string::npos || start >= open)
      return made;
    const std::string call = line.substr(start, open - start);
    std::string base;
    for (std::size_t at = open + 1; at < line.size() && line[at] != '='; ++at) {
      if (line[at] == '<') {
        const std::size_t end = line.find('>', at);
        base = line.substr(at + 1, end - at - 1);
        at = end;
      } else if (line[at] == '"') {
        const std::size_t end = line.find('"', at + 1); // no name in these tests has quotes
        const std::string name = line.substr(at + 1, end - at - 1);
        made.insert(call + " " + (name.starts_with('/') ? name : base + "/" + name));
        at = end;
      }
    }
    return made;
  }

  std::set<std::string> outside(const std::set<std::string>& paths) const {
    std::set<std::string> made;
    for (const std::string& each : paths) {
      const fs::path path = each.substr(each.find(' ') + 1);
      const std::string within = path.lexically_normal().lexically_relative(folder()).string();
      if (within.starts_with("..") || path.string().find("..") != std::string::npos)
        made.insert(each);
    }
    return made;
  }

  unsigned mode(const std::string& path) const {
    struct stat found = {};
    BOOST_TEST_REQUIRE(::lstat(path.c_str(), &found) == 0, path);
    return found.st_mode & 07777;
  }

  list_server server;
};

std::string joined(const std::set<std::string>& all) {
  std::string text;
  for (const std::string& each : all)
    text += each + "\n";
  return text;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(hostile_names, fixture)

BOOST_AUTO_TEST_CASE(each_hostile_code_is_an_error_and_the_rest_completes) {
  const std::string rows = list("t.jsonl", rows_of(hostile_codes));
  BOOST_TEST(get_recorded({server.url("/{code}"), "-i", rows}).ended.code == 1);
  const auto told = records();
  BOOST_TEST_REQUIRE(told.size() == hostile_codes.size() + 2);
  for (const auto& [row, record] : told) {
    const bool plain = row == 1 || row == told.size();
    BOOST_TEST(member(record, "status") == (plain ? "ok" : "error"), record);
    if (!plain)
      BOOST_TEST(member(record, "error.stage") == "input", record);
  }
  BOOST_TEST(server.targets() == (strings{"/first", "/last"}), boost::test_tools::per_element());
  BOOST_TEST(files() == (strings{"first", "last"}), boost::test_tools::per_element());
}

// An empty code is none, and the row's number stands in its place; another empty value is refused.
BOOST_AUTO_TEST_CASE(empty_value_makes_no_name) {
  const std::string rows = list("t.jsonl", "{\"code\": \"\", \"name\": \"\"}\n");
  BOOST_TEST(get_recorded({server.url("/{code}"), "-i", rows, "-o", "{name}"}).ended.code == 1);
  BOOST_TEST(member(records().at(1), "error.kind") == "bad_output");
  BOOST_TEST(run(get({server.url("/{code}"), "-i", rows, "-o", "d/{name}"})).ended.code == 1);
  BOOST_TEST(server.count() == 0U);
  BOOST_TEST(files().empty());
}

// Not even looked at: but for the files that every run opens, all that the kernel is asked for is
// below the folder.
BOOST_AUTO_TEST_CASE(nothing_outside_the_folder_is_opened) {
  const std::set<std::string> plain = trace(plain_codes());
  const std::set<std::string> hostile = trace(hostile_codes);
  BOOST_TEST(joined(outside(hostile)) == joined(outside(plain)));
  // The trace does tell what is opened: inside, and by every run.
  BOOST_TEST(joined(hostile).find(folder().string() + "/first.haul-part\n") != std::string::npos);
  BOOST_TEST(joined(outside(hostile)).find("t.jsonl") != std::string::npos);
  for (const std::string& each : outside(hostile)) {
    for (const char* writes : {"mkdir", "rename", "unlink", "link", "symlink", "chmod", "truncate"})
      BOOST_TEST(!each.starts_with(writes), each);
  }
}

BOOST_DATA_TEST_CASE_F(fixture, header_of_a_server_names_no_file, naming_headers, sample) {
  const list_server naming(
      [&](const std::string&) { return answered("200 OK", "x", sample.fields); });
  const std::string urls = list("u.txt", naming.url("/d/own") + "\n");
  BOOST_TEST(run(get({"-i", urls, "-o", "{url:basename}"})).ended.code == 0);
  BOOST_TEST(run(get({naming.url("/{code}"), "code"})).ended.code == 0);
  BOOST_TEST(files() == (strings{"code", "own"}), boost::test_tools::per_element());
  BOOST_TEST(!fs::exists("/tmp/planted"));
}

BOOST_AUTO_TEST_CASE(redirect_names_no_file) {
  list_server moving([](const std::string& target) {
    if (target.find("planted") != std::string::npos)
      return answered("200 OK", "x");
    return answered("302 Found", "", "Location: /..%2f..%2fplanted/planted.sh\r\n");
  });
  const std::string urls = list("u.txt", moving.url("/own") + "\n");
  BOOST_TEST(run(get({"-i", urls, "-o", "{url:basename}"})).ended.code == 0);
  BOOST_TEST(run(get({"-i", urls})).ended.code == 0);
  BOOST_TEST_REQUIRE(written().size() == 2U);
  for (const auto& [name, content] : written()) {
    BOOST_TEST(name.ends_with("own"));
    BOOST_TEST(content == "x");
  }
}

BOOST_DATA_TEST_CASE_F(fixture, what_a_planted_link_leads_to_stays, planted_links, sample) {
  const temporary_folder elsewhere;
  const fs::path target = elsewhere.path() / "target";
  if (!sample.dangling)
    write_file(target, "precious");
  const fs::path planted = folder() / sample.name;
  if (sample.hard)
    fs::create_hard_link(target, planted);
  else
    fs::create_symlink(target, planted);
  const std::map<std::string, std::string> before = elsewhere.content();
  for (const char* how : {"--overwrite", "--no-mtime"}) {
    const finished_process ran = run(get(
        {server.url("/{code}"), "a", "b", how, "--results", (folder() / "results").string(),
         "--failed", (folder() / "failed").string()}));
    BOOST_TEST(elsewhere.content() == before, ran.output + ran.errors);
  }
}

struct umask_case {
  const char* mask;
  unsigned file;
  unsigned folder;
};

std::ostream& operator<<(std::ostream& to, const umask_case& shown) {
  return to << shown.mask;
}

const umask_case umasks[] = {{"077", 0600, 0700}, {"022", 0644, 0755}, {"027", 0640, 0750}};

BOOST_DATA_TEST_CASE_F(fixture, modes_are_what_the_umask_leaves, umasks, sample) {
  command_line command = get(
      {server.url("/{code}"), "a", "-d", (folder() / "new").string(), "-o", "sub/{code}",
       "--results", results_path(), "--failed", aside("failed")});
  const strings shell = {
      "/bin/sh", "-c", std::string("umask ") + sample.mask + "; exec \"$@\"", "sh"};
  command.words.insert(command.words.begin(), shell.begin(), shell.end());
  const finished_process ran = run(command);
  BOOST_TEST(ran.ended.code == 0, ran.errors);
  const std::string made = (folder() / "new").string();
  BOOST_TEST(mode(made) == sample.folder);
  BOOST_TEST(mode(made + "/sub") == sample.folder);
  BOOST_TEST(mode(made + "/sub/a") == sample.file);
  BOOST_TEST(mode(results_path()) == sample.file);
  BOOST_TEST(mode(aside("failed")) == sample.file);
}

BOOST_AUTO_TEST_CASE(narrow_modes_are_not_widened) {
  write_file(folder() / "a", "old");
  for (const std::string& each :
       {(folder() / "a").string(), list("results.jsonl", ""), list("failed", "")})
    fs::permissions(each, fs::perms(0400 | 0200));
  const finished_process ran =
      get_recorded({server.url("/{code}"), "a", "--overwrite", "--failed", aside("failed")});
  BOOST_TEST(ran.ended.code == 0, ran.errors);
  BOOST_TEST(content("a") == "/a");
  for (const std::string& each : {(folder() / "a").string(), results_path(), aside("failed")})
    BOOST_TEST(mode(each) == 0600U, each);
}

BOOST_AUTO_TEST_SUITE_END()
