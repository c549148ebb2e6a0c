// A list over hosts that speak HTTP/2 and such that don't: the files and records are those of the
// same list over HTTP/1.1.
#include "get_program.hpp"
#include "nginx.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

using namespace haul;
using namespace haul::test;
namespace fs = std::filesystem;

namespace {

constexpr int files_of_each = 40;

// One web server with a few files, and its certificate's authority.
class site {
 public:
  site(http_version version, const std::string& name) {
    fs::create_directories(home_.path() / "www" / "folder");
    for (int each = 0; each < files_of_each; ++each)
      write_file(
          home_.path() / "www" / std::to_string(each),
          name + std::string(static_cast<std::size_t>(each) * 1000, 'x'));
    auto started = bench::nginx::start(home_.path(), true, std::nullopt, version);
    if (!started)
      BOOST_FAIL("no nginx: " << started.error().describe());
    running_.emplace(*std::move(started));
  }

  std::string url(const std::string& path) const { return running_->url() + path; }
  std::string certificate() const { return read_file(running_->certificate()); }

 private:
  temporary_folder home_;
  std::optional<bench::nginx> running_;
};

struct fixture {
  // Every host is asked for the same, by turns: files, one that is missing, and a redirect to a
  // folder that is not shown.
  std::string list() const {
    std::string rows;
    for (int each = 0; each < files_of_each; ++each)
      for (const site* at : {&modern, &old})
        rows += at->url("/" + std::to_string(each)) + "\n";
    for (const site* at : {&modern, &old})
      rows += at->url("/missing") + "\n" + at->url("/folder") + "\n";
    return rows;
  }

  // What a run says of each row, without what differs from run to run.
  std::map<std::size_t, json_line> told(const get_program& program, const std::string& version) {
    write_file(trust.path() / "ca.pem", modern.certificate() + old.certificate());
    std::vector<std::string> words = {
        "--quiet",
        "--ca-file",
        (trust.path() / "ca.pem").string(),
        "--input-format",
        "urls",
        "--output",
        "{row}.bin",
        "--retry",
        "0",
        "-i",
        program.list("list", list())};
    if (!version.empty())
      words.push_back(version);
    const finished_process ran = program.get_recorded(words);
    BOOST_TEST(ran.ended.code == 1, ran.errors);
    std::map<std::size_t, json_line> made = program.records();
    for (auto& [row, each] : made) {
      protocols[version].insert(member(each, "protocol"));
      for (const char* const differs :
           {"protocol", "started_at", "elapsed_ms", "queue_ms", "connect_ms", "first_byte_ms",
            "body_ms", "input"})
        each.erase(differs);
    }
    return made;
  }

  site modern{http_version::http2, "modern "};
  site old{http_version::http1, "old "};
  temporary_folder trust;
  std::map<std::string, std::set<std::string>> protocols;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(http2_mixture, fixture)

BOOST_AUTO_TEST_CASE(files_and_records_are_those_of_http1) {
  const get_program mixed;
  const get_program plain;
  const auto by_both = told(mixed, "");
  const auto by_http1 = told(plain, "--http1");
  BOOST_TEST(by_both.size() == 2U * files_of_each + 4);
  BOOST_TEST((by_both == by_http1));
  BOOST_TEST(mixed.written().size() == 2U * files_of_each);
  BOOST_TEST((mixed.written() == plain.written()));
  BOOST_TEST((protocols[""] == std::set<std::string>{"HTTP/1.1", "HTTP/2"}));
  BOOST_TEST((protocols["--http1"] == std::set<std::string>{"HTTP/1.1"}));
}

BOOST_AUTO_TEST_SUITE_END()
