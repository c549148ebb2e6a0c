#include "sink.hpp"
#include "temporary_folder.hpp"

#include <haul/text.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>

using namespace haul;
using namespace haul::test;

namespace {

struct fixture {
  fixture() : opened(*folder::open(root.path())) {}

  static std::span<const char> bytes(std::string_view text) { return {text.data(), text.size()}; }

  std::string part(const std::string& name) const { return name + std::string(part_suffix); }

  temporary_folder root;
  std::shared_ptr<folder> opened;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(sink, fixture)

BOOST_AUTO_TEST_CASE(final_name_appears_only_with_the_commit) {
  result<haul::sink> made = haul::sink::create(opened, "out", false);
  BOOST_TEST_REQUIRE(made.has_value());
  BOOST_TEST(made->write(bytes("half")).has_value());
  BOOST_TEST(made->write(bytes(" whole")).has_value());
  BOOST_TEST(root.content().count("out") == 0U);
  BOOST_TEST(root.content().at(part("out")) == "half whole");
  BOOST_TEST(made->bytes() == 10U);
  BOOST_TEST(made->commit().has_value());
  BOOST_TEST(root.content().at("out") == "half whole");
  BOOST_TEST(root.content().size() == 1U);
}

BOOST_AUTO_TEST_CASE(part_goes_with_a_sink_that_was_not_committed) {
  {
    result<haul::sink> made = haul::sink::create(opened, "out", false);
    BOOST_TEST(made->write(bytes("half")).has_value());
  }
  BOOST_TEST(root.content().empty());
}

BOOST_AUTO_TEST_CASE(moved_sink_is_one_sink) {
  result<haul::sink> made = haul::sink::create(opened, "out", false);
  {
    haul::sink moved = *std::move(made);
    BOOST_TEST(moved.commit().has_value());
  }
  BOOST_TEST(root.content().size() == 1U);
}

BOOST_AUTO_TEST_CASE(part_of_another_run_is_not_touched) {
  // Another open folder stands for another run: its lock is not ours.
  const std::shared_ptr<folder> other = *folder::open(root.path());
  result<haul::sink> theirs = haul::sink::create(other, "out", false);
  BOOST_TEST(theirs->write(bytes("theirs")).has_value());
  const result<haul::sink> ours = haul::sink::create(opened, "out", false);
  BOOST_TEST_REQUIRE(!ours.has_value());
  BOOST_TEST((ours.error().cause == cause::output_in_use));
  BOOST_TEST(theirs->commit().has_value());
  BOOST_TEST(root.content().at("out") == "theirs");
}

BOOST_AUTO_TEST_CASE(part_of_another_process_is_kept_while_it_lives_and_replaced_after) {
  int ready[2];
  int leave[2];
  BOOST_TEST_REQUIRE((::pipe(ready) == 0 && ::pipe(leave) == 0));
  const pid_t child = ::fork();
  if (child == 0) {
    const std::shared_ptr<folder> own = *folder::open(root.path());
    result<haul::sink> left = haul::sink::create(own, "out", false);
    static_cast<void>(left->write(bytes("left behind")));
    char byte = 0;
    if (::write(ready[1], "x", 1) == 1 && ::read(leave[0], &byte, 1) == 1)
      ::_exit(0); // as a kill: no destructor runs
    ::_exit(1);
  }
  char byte = 0;
  BOOST_TEST_REQUIRE(::read(ready[0], &byte, 1) == 1);
  const result<haul::sink> during = haul::sink::create(opened, "out", false);
  BOOST_TEST(!during.has_value());
  BOOST_TEST(::write(leave[1], "x", 1) == 1);
  BOOST_TEST(::waitpid(child, nullptr, 0) == child);
  result<haul::sink> after = haul::sink::create(opened, "out", false);
  BOOST_TEST_REQUIRE(after.has_value());
  BOOST_TEST(after->write(bytes("new")).has_value());
  BOOST_TEST(after->commit().has_value());
  BOOST_TEST(root.content().at("out") == "new");
  for (const int each : {ready[0], ready[1], leave[0], leave[1]})
    ::close(each);
}

BOOST_AUTO_TEST_CASE(commit_replaces_only_when_told) {
  write_file(root.path() / "out", "old");
  result<haul::sink> polite = haul::sink::create(opened, "out", false);
  const result<void> refused = polite->commit();
  BOOST_TEST_REQUIRE(!refused.has_value());
  BOOST_TEST((refused.error().cause == cause::output_in_use));
  BOOST_TEST(root.content().at("out") == "old");
  BOOST_TEST(root.content().size() == 1U);

  result<haul::sink> firm = haul::sink::create(opened, "out", true);
  BOOST_TEST(firm->write(bytes("new")).has_value());
  BOOST_TEST(firm->commit().has_value());
  BOOST_TEST(root.content().at("out") == "new");
}

BOOST_AUTO_TEST_CASE(folder_that_was_renamed_is_still_the_folder) {
  result<haul::sink> made = haul::sink::create(opened, "out", false);
  const temporary_folder elsewhere;
  std::filesystem::rename(root.path(), elsewhere.path() / "moved");
  BOOST_TEST(made->commit().has_value());
  BOOST_TEST(elsewhere.content().count("moved/out") == 1U);
}

BOOST_AUTO_TEST_CASE(error_of_the_file_system_is_named) {
  const error full = output_failure("'x' can't be written", ENOSPC);
  BOOST_TEST((full.cause == cause::disk_full));
  BOOST_TEST(full.message == "'x' can't be written: No space left on device");
  BOOST_TEST((output_failure("x", EDQUOT).cause == cause::disk_full));
  BOOST_TEST((output_failure("x", EIO).cause == cause::output_failed));
}

BOOST_AUTO_TEST_SUITE_END()
