// What goes wrong with one of several requests for a large file.
#include "split_fixture.hpp"

#include <haul/text.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace haul;
using namespace haul::test;
namespace data = boost::unit_test::data;

} // namespace

BOOST_FIXTURE_TEST_SUITE(split_trouble, split_fixture)

BOOST_DATA_TEST_CASE(
    server_that_gives_no_ranges_gives_the_file,
    data::make(
        {"200 OK", "503 Busy", "429 Slow Down", "403 Forbidden", "404 Not Found",
         "416 Range Not Satisfiable"}),
    status_line) {
  ranges.hold_whole_until(2);
  ranges.set_odd([&](const range_server::asking& what) {
    range_server::reaction made;
    if (what.ranged)
      made.bytes = reply(status_line, "something else", "ETag: \"a\"\r\n");
    return made;
  });
  start();
  const outcome came = fetch();
  BOOST_TEST_REQUIRE((came.status == haul::status::ok));
  BOOST_TEST(came.attempts == 1U);
  BOOST_TEST(is_whole());
}

BOOST_AUTO_TEST_CASE(range_of_another_version_is_not_taken) {
  ranges.hold_whole_until(2);
  ranges.set_odd([&](const range_server::asking& what) {
    range_server::reaction made;
    if (what.ranged)
      made.bytes = ranges.part(what.first, what.last, "ETag: \"b\"\r\n");
    return made;
  });
  start();
  BOOST_TEST((fetch().status == status::ok));
  BOOST_TEST(is_whole());
}

BOOST_AUTO_TEST_CASE(file_that_changes_meanwhile_starts_over) {
  how.retry.most = 1;
  ranges.hold_whole_until(4);
  const std::string old = ranges.body();
  ranges.set_odd([&](const range_server::asking& what) {
    range_server::reaction made;
    if (what.ranged && what.number == 3) { // and the one that was begun breaks off
      ranges.change_to("\"b\"");
      ranges.close_whole();
      made.bytes = ranges.part(what.first, what.last, "ETag: \"b\"\r\n");
    }
    return made;
  });
  start();
  const outcome came = fetch();
  BOOST_TEST_REQUIRE((came.status == status::ok));
  BOOST_TEST(came.attempts == 2U);
  BOOST_TEST(came.resumed == 0U);
  BOOST_TEST((ranges.body() != old));
  BOOST_TEST(is_whole());
}

BOOST_DATA_TEST_CASE(
    piece_that_breaks_off_is_fetched_by_others, data::make({0, 1, 12'000}), bytes) {
  ranges.hold_whole_until(4);
  ranges.set_odd([&, cut = false](const range_server::asking& what) mutable {
    range_server::reaction made;
    if (what.ranged && !std::exchange(cut, true)) {
      made.bytes = ranges.part(what.first, what.last);
      made.bytes.resize(made.bytes.size() - 25'000 + static_cast<std::size_t>(bytes));
      made.close = true;
    }
    return made;
  });
  start();
  const outcome came = fetch();
  BOOST_TEST_REQUIRE((came.status == status::ok));
  BOOST_TEST(came.attempts == 1U);
  BOOST_TEST(is_whole());
}

BOOST_AUTO_TEST_CASE(others_go_on_when_the_first_request_breaks_off) {
  how.split_size = 5000; // they have something to do for long enough to hear of it
  ranges.hold_whole_until(4);
  ranges.set_odd([&](const range_server::asking& what) {
    if (what.number == 1)
      ranges.close_whole();
    return range_server::reaction();
  });
  start();
  const outcome came = fetch();
  BOOST_TEST_REQUIRE((came.status == status::ok));
  BOOST_TEST(came.attempts == 1U);
  BOOST_TEST(is_whole());
}

BOOST_AUTO_TEST_CASE(silent_range_is_given_up_and_fetched_by_others) {
  how.timeouts.first_byte = std::chrono::milliseconds(60);
  ranges.hold_whole_until(4);
  ranges.set_odd([&](const range_server::asking& what) {
    range_server::reaction made;
    made.silent = what.number == 2;
    return made;
  });
  start();
  const outcome came = fetch();
  BOOST_TEST_REQUIRE((came.status == status::ok));
  BOOST_TEST(came.attempts == 1U);
  BOOST_TEST(is_whole());
}

// Its own limits end the first request, not the task.
BOOST_AUTO_TEST_CASE(others_go_on_when_the_first_request_falls_silent) {
  how.timeouts.idle = std::chrono::milliseconds(60);
  ranges.hold_whole_until(100);
  ranges.set_odd([&](const range_server::asking& what) {
    range_server::reaction made;
    if (what.number == 2)
      made.after = std::chrono::milliseconds(200);
    if (what.number > 3)
      ranges.close_whole(); // nobody waits for it any more
    return made;
  });
  start();
  const outcome came = fetch();
  BOOST_TEST_REQUIRE((came.status == status::ok));
  BOOST_TEST(came.attempts == 1U);
  BOOST_TEST(is_whole());
}

BOOST_AUTO_TEST_CASE(range_that_is_elsewhere_is_not_followed) {
  ranges.hold_whole_until(2);
  ranges.set_odd([&](const range_server::asking& what) {
    range_server::reaction made;
    if (what.ranged)
      made.bytes = reply("302 Found", "", "Location: http://localhost:1/\r\n");
    return made;
  });
  start();
  BOOST_TEST((fetch().status == status::ok));
  BOOST_TEST(is_whole());
}

BOOST_AUTO_TEST_CASE(limit_of_the_task_holds_for_all) {
  how.timeouts.task = std::chrono::milliseconds(100);
  ranges.hold_whole_until(4);
  ranges.set_odd([](const range_server::asking& what) {
    range_server::reaction made;
    made.silent = what.ranged && what.number > 1;
    return made;
  });
  start();
  const outcome came = fetch();
  BOOST_TEST_REQUIRE((came.status == status::error));
  BOOST_TEST((came.error->cause == cause::timed_out));
  BOOST_TEST(came.error->message.find("not done after") != std::string::npos);
  std::filesystem::remove(folder.path() / "out.haul-part");
  std::filesystem::remove(folder.path() / "out.haul-from");
}

BOOST_AUTO_TEST_CASE(pieces_that_do_not_fit_are_fetched_anew_by_one_request) {
  task wanted;
  {
    how.record_digest = "sha256";
    start();
    const outcome right = fetch();
    how.record_digest.clear();
    how.overwrite = true;
    wanted = make_task(url, "out");
    wanted.digests = {{"sha256", right.digest->hex}};
  }
  const std::size_t before = ranges.asked().size();
  ranges.hold_whole_until(before + 4);
  ranges.set_odd([&](const range_server::asking& what) {
    range_server::reaction made;
    if (what.ranged) {
      made.bytes = ranges.part(what.first, what.last);
      made.bytes.back() = static_cast<char>(made.bytes.back() ^ 1);
    }
    return made;
  });
  const outcome came = fetch(wanted);
  BOOST_TEST_REQUIRE((came.status == status::ok));
  BOOST_TEST(came.attempts == 1U);
  BOOST_TEST(is_whole());
  BOOST_TEST(ranges.asked().size() == before + 5);
  BOOST_TEST(ranges.asked().back().empty());
}

BOOST_AUTO_TEST_SUITE_END()
