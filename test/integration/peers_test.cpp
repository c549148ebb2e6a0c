#include "compare_peers.hpp"
#include "temporary_folder.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <filesystem>

using namespace haul;
using namespace haul::bench;

namespace {

peer_comparison comparison() {
  peer_comparison made;
  made.files = 150; // more than are distinct
  made.size = 300;
  made.connections = 8;
  made.large_bytes = 300'000;
  made.programs = {"haul"};
  made.repeat = 2;
  return made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(peers)

BOOST_AUTO_TEST_CASE(haul_is_right_in_every_race) {
  const measured_peers came = compare_peers(comparison()).value();
  BOOST_REQUIRE_EQUAL(came.races.size(), 4U);
  for (const peer_race& race : came.races) {
    BOOST_TEST_CONTEXT("encrypted: " << race.encrypted << ", large: " << race.large) {
      BOOST_TEST(race.files == (race.large ? 1U : 150U));
      BOOST_REQUIRE_EQUAL(race.contenders.size(), 1U);
      BOOST_REQUIRE_EQUAL(race.contenders[0].runs.size(), 2U);
      for (const figures& run : race.contenders[0].runs) {
        BOOST_TEST(run.problem == "");
        BOOST_TEST(run.failures == 0);
        BOOST_TEST(run.requests_per_second > 0);
        BOOST_TEST(run.server_cpu_seconds > 0);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(files_that_a_program_left_out_are_counted) {
  const test::temporary_folder folder;
  const std::filesystem::path idle = folder.path() / "idle";
  test::write_file(idle, "#!/bin/sh\necho idle 1.5\n");
  std::filesystem::permissions(idle, std::filesystem::perms::owner_all);
  peer_comparison what = comparison();
  what.programs = {"haul", "curl"};
  what.curls = {idle, idle};
  what.encrypted = false;
  what.large_bytes = 0;
  what.repeat = 1;
  const measured_peers came = compare_peers(what).value();
  BOOST_REQUIRE_EQUAL(came.races.size(), 1U);
  const std::vector<contender>& contenders = came.races[0].contenders;
  BOOST_REQUIRE_EQUAL(contenders.size(), 4U);
  BOOST_TEST(contenders[0].runs.at(0).failures == 0);
  BOOST_TEST(contenders[2].name == "curl 1.5");
  BOOST_TEST(contenders[2].runs.at(0).failures == 150);
  BOOST_TEST(contenders[2].runs.at(0).requests_per_second == 0);
  BOOST_TEST(contenders[3].name == "curl 1.5 (2)");
}

BOOST_DATA_TEST_CASE(
    http2_load_is_answered_by_every_server,
    boost::unit_test::data::make({std::string("nginx"), std::string("nghttpd")}), server) {
  peer_comparison what = comparison();
  what.programs = {"haul", "aria2", "limit"}; // aria2 speaks no HTTP/2
  what.http = http_version::http2;
  what.server = server;
  what.large_bytes = 0;
  what.repeat = 1;
  const measured_peers came = compare_peers(what).value();
  BOOST_REQUIRE_EQUAL(came.races.size(), 2U);
  for (const peer_race& race : came.races) {
    BOOST_TEST_CONTEXT("encrypted: " << race.encrypted) {
      BOOST_REQUIRE_EQUAL(race.contenders.size(), 3U);
      BOOST_TEST(race.contenders[0].name == "haul");
      BOOST_TEST(race.contenders[0].runs.at(0).problem == "");
      BOOST_TEST(race.contenders[0].runs.at(0).failures == 0);
      BOOST_TEST(race.contenders[1].name == sockets_name);
      BOOST_TEST(race.contenders[1].runs.at(0).problem == "");
      BOOST_TEST(race.contenders[1].runs.at(0).server_cpu_seconds > 0);
      BOOST_TEST(limit_seconds(race) > 0);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
