#include "download_fixture.hpp"
#include "flags.hpp"
#include "nginx.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <optional>
#include <ostream>
#include <string>
#include <sys/resource.h>

using namespace haul;
using namespace haul::test;
namespace fs = std::filesystem;

namespace {

std::string lower(std::string_view code) {
  std::string text(code);
  for (char& each : text)
    each = static_cast<char>(each - 'A' + 'a');
  return text;
}

// How nginx is spoken to: plain HTTP/2 by prior knowledge, over TLS by what both agree on.
struct manner {
  bool encrypted;
  http_version version;

  bool two() const { return version == http_version::http2; }
  std::string protocol() const { return two() ? "HTTP/2" : "HTTP/1.1"; }
};

std::ostream& operator<<(std::ostream& to, const manner& shown) {
  return to << shown.protocol() << (shown.encrypted ? " over TLS" : "");
}

const manner manners[] = {
    {false, http_version::http1},
    {true, http_version::http1},
    {false, http_version::http2},
    {true, http_version::http2}};

// nginx with every flag as the seed's site has them, and a downloader that trusts it.
struct nginx_fixture : download_fixture {
  std::string start(const manner& by) {
    for (const flag& each : all_flags()) {
      const fs::path in = home.path() / "www" / lower(each.code);
      fs::create_directories(in);
      write_file(in / (lower(each.code) + ".gif"), each.gif);
    }
    result<bench::nginx> started =
        bench::nginx::start(home.path(), by.encrypted, std::nullopt, by.version);
    if (!started)
      BOOST_FAIL("no nginx: " << started.error().describe());
    running.emplace(*std::move(started));
    how.ca_file = running->certificate();
    if (by.two() && !by.encrypted)
      how.http = haul::http_version::http2_prior_knowledge;
    return running->url();
  }

  static task flag_task(const std::string& site, std::string_view code) {
    return make_task(
        site + "/" + lower(code) + "/" + lower(code) + ".gif", std::string(code) + ".gif");
  }

  temporary_folder home;
  std::optional<bench::nginx> running;
};

long peak_kilobytes() {
  rusage used = {};
  ::getrusage(RUSAGE_SELF, &used);
  return used.ru_maxrss;
}

bool sanitized() {
  const char* with = std::getenv("HAUL_SANITIZE");
  return with != nullptr && *with != '\0';
}

} // namespace

BOOST_AUTO_TEST_SUITE(nginx)

BOOST_DATA_TEST_CASE_F(nginx_fixture, every_flag_arrives_as_it_is, manners, by) {
  const std::string site = start(by);
  how.max_requests = 100;
  std::vector<task> tasks;
  for (const flag& each : all_flags())
    tasks.push_back(flag_task(site, each.code));
  const auto done = run(std::move(tasks));
  BOOST_TEST(done.size() == all_flags().size());
  for (const completion& each : done)
    BOOST_TEST(each.outcome.protocol == by.protocol());
  const auto written = files();
  BOOST_TEST(written.size() == all_flags().size());
  for (const flag& each : all_flags()) {
    const auto found = written.find(std::string(each.code) + ".gif");
    BOOST_TEST_REQUIRE((found != written.end()), each.code << " is missing");
    BOOST_TEST((found->second == each.gif), each.code << " differs");
  }
}

BOOST_DATA_TEST_CASE_F(nginx_fixture, missing_flag_is_not_found, manners, by) {
  const std::string site = start(by);
  const auto done = run({flag_task(site, "ZZ"), flag_task(site, "BR")});
  BOOST_TEST((find(done, "ZZ.gif").outcome.status == status::not_found));
  BOOST_TEST(find(done, "ZZ.gif").outcome.protocol == by.protocol());
  BOOST_TEST((find(done, "BR.gif").outcome.status == status::ok));
}

BOOST_DATA_TEST_CASE_F(
    nginx_fixture, nginx_of_another_authority_gets_no_request,
    boost::unit_test::data::make({manners[1], manners[3]}), by) {
  const std::string site = start(by);
  how.ca_file.clear();
  const auto done = run({flag_task(site, "BR")});
  BOOST_TEST_REQUIRE(done.front().outcome.error.has_value());
  BOOST_TEST((done.front().outcome.error->cause == cause::untrusted));
}

// A body of any size needs bounded memory.
BOOST_DATA_TEST_CASE_F(nginx_fixture, large_file_takes_little_memory, manners, by) {
  const std::string site = start(by);
  constexpr std::uint64_t size = 200'000'000;
  write_file(home.path() / "www" / "large", "");
  fs::resize_file(home.path() / "www" / "large", size);
  const long before = peak_kilobytes();
  const auto done = run({make_task(site + "/large", "large")});
  BOOST_TEST(done.front().outcome.bytes == size);
  BOOST_TEST(done.front().outcome.protocol == by.protocol());
  BOOST_TEST(fs::file_size(folder.path() / "large") == size);
  // A sanitizer keeps what was freed, to recognise a late use of it.
  if (!sanitized())
    BOOST_TEST(peak_kilobytes() - before < 40'000);
  fs::remove(folder.path() / "large");
}

BOOST_AUTO_TEST_SUITE_END()
