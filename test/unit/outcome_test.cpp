#include <haul/outcome.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>

namespace {

haul::outcome ended(haul::status how, std::uint64_t bytes = 0) {
  haul::outcome made;
  made.status = how;
  made.bytes = bytes;
  return made;
}

haul::outcome failed(haul::cause why) {
  haul::outcome made = ended(haul::status::error);
  made.error.emplace().cause = why;
  return made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(outcome)

BOOST_AUTO_TEST_CASE(status_has_the_name_it_has_in_the_enumeration) {
  BOOST_TEST(to_string(haul::status::ok) == "ok");
  BOOST_TEST(to_string(haul::status::not_found) == "not_found");
  BOOST_TEST(to_string(haul::status::error) == "error");
  BOOST_TEST(to_string(haul::status::skipped) == "skipped");
}

BOOST_AUTO_TEST_CASE(tally_starts_at_nothing) {
  const haul::tally counts;
  BOOST_TEST(counts.total() == 0u);
  BOOST_TEST(counts.cancelled == 0u);
  BOOST_TEST(counts.bytes == 0u);
}

BOOST_AUTO_TEST_CASE(each_status_is_counted_for_itself) {
  haul::tally counts;
  counts.add(ended(haul::status::ok, 100));
  BOOST_TEST(counts.ok == 1u);
  BOOST_TEST(counts.total() == 1u);
  counts.add(ended(haul::status::not_found));
  BOOST_TEST(counts.not_found == 1u);
  BOOST_TEST(counts.total() == 2u);
  counts.add(ended(haul::status::skipped));
  BOOST_TEST(counts.skipped == 1u);
  BOOST_TEST(counts.total() == 3u);
  counts.add(failed(haul::cause::http_status));
  BOOST_TEST(counts.errors == 1u);
  BOOST_TEST(counts.total() == 4u);
  BOOST_TEST(counts.ok == 1u);
  BOOST_TEST(counts.cancelled == 0u);
}

BOOST_AUTO_TEST_CASE(cancelled_ones_are_errors_and_counted_once_in_the_total) {
  haul::tally counts;
  counts.add(failed(haul::cause::cancelled));
  counts.add(failed(haul::cause::timed_out));
  BOOST_TEST(counts.errors == 2u);
  BOOST_TEST(counts.cancelled == 1u);
  BOOST_TEST(counts.total() == 2u);
}

BOOST_AUTO_TEST_CASE(only_an_error_counts_as_cancelled) {
  haul::tally counts;
  counts.add(ended(haul::status::error)); // says nothing about why
  BOOST_TEST(counts.errors == 1u);
  BOOST_TEST(counts.cancelled == 0u);
}

BOOST_AUTO_TEST_CASE(bytes_add_up_beyond_32_bits) {
  constexpr std::uint64_t large = 3'000'000'000;
  haul::tally counts;
  counts.add(ended(haul::status::ok, large));
  counts.add(ended(haul::status::ok, large));
  counts.add(ended(haul::status::ok));
  BOOST_TEST(counts.ok == 3u);
  BOOST_TEST(counts.bytes == 2 * large);
}

BOOST_AUTO_TEST_CASE(task_never_started_when_it_was_cancelled_before_an_attempt) {
  haul::outcome cancelled;
  cancelled.error.emplace();
  cancelled.error->cause = haul::cause::cancelled;
  BOOST_TEST(cancelled.never_started());
  cancelled.attempts = 1;
  BOOST_TEST(!cancelled.never_started());
  haul::outcome refused;
  refused.error.emplace();
  refused.error->cause = haul::cause::bad_url;
  BOOST_TEST(!refused.never_started());
  BOOST_TEST(!haul::outcome().never_started());
}

BOOST_AUTO_TEST_SUITE_END()
