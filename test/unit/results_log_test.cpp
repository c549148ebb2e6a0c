#include "results_log.hpp"
#include "temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;
using haul::test::read_file;
using haul::test::write_file;

haul::record numbered(std::uint64_t row) {
  haul::record made;
  made.row = row;
  made.code = "BR";
  return made;
}

struct fixture {
  haul::test::temporary_folder folder;
  const fs::path file = folder.path() / "results.jsonl";
};

// No file may grow beyond `bytes` while this lives: writes fail as on a full disk.
class size_limit {
 public:
  explicit size_limit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limited = before_;
    limited.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &limited);
  }
  ~size_limit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  size_limit(const size_limit&) = delete;
  size_limit& operator=(const size_limit&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int);
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(results_log, fixture)

BOOST_AUTO_TEST_CASE(each_record_stands_in_the_file_once_it_is_appended) {
  auto log = haul::results_log::open(file);
  BOOST_TEST_REQUIRE(log.has_value());
  BOOST_TEST(read_file(file).empty());
  BOOST_TEST(log->append(numbered(1)).has_value());
  BOOST_TEST(read_file(file) == haul::to_json(numbered(1)) + "\n");
  BOOST_TEST(log->append(numbered(2)).has_value());
  BOOST_TEST(
      read_file(file) == haul::to_json(numbered(1)) + "\n" + haul::to_json(numbered(2)) + "\n");
}

BOOST_AUTO_TEST_CASE(goes_on_behind_what_is_there) {
  write_file(file, "{}\n");
  auto log = haul::results_log::open(file);
  BOOST_TEST_REQUIRE(log.has_value());
  BOOST_TEST(log->append(numbered(1)).has_value());
  BOOST_TEST(read_file(file) == "{}\n" + haul::to_json(numbered(1)) + "\n");
}

BOOST_AUTO_TEST_CASE(a_second_run_on_the_same_file_is_an_error_until_the_first_ends) {
  {
    const auto first = haul::results_log::open(file);
    BOOST_TEST_REQUIRE(first.has_value());
    const auto second = haul::results_log::open(file);
    BOOST_TEST_REQUIRE(!second.has_value());
    BOOST_TEST((second.error().cause == haul::cause::output_in_use));
    BOOST_TEST(second.error().message.find("in use by another run") != std::string::npos);
  }
  BOOST_TEST(haul::results_log::open(file).has_value());
}

BOOST_AUTO_TEST_CASE(links_are_not_followed) {
  const fs::path target = folder.path() / "target";
  write_file(target, "precious");
  fs::create_symlink(target, file);
  const auto log = haul::results_log::open(file);
  BOOST_TEST_REQUIRE(!log.has_value());
  BOOST_TEST(log.error().message.find("is a link") != std::string::npos);
  BOOST_TEST(read_file(target) == "precious");
}

BOOST_AUTO_TEST_CASE(a_link_that_leads_nowhere_makes_no_file) {
  fs::create_symlink(folder.path() / "target", file);
  BOOST_TEST(!haul::results_log::open(file).has_value());
  BOOST_TEST(!fs::exists(folder.path() / "target"));
}

BOOST_AUTO_TEST_CASE(what_is_no_regular_file_is_refused_at_once) {
  BOOST_TEST(!haul::results_log::open(folder.path()).has_value());
  BOOST_TEST_REQUIRE(::mkfifo(file.c_str(), 0600) == 0);
  const auto log = haul::results_log::open(file);
  BOOST_TEST_REQUIRE(!log.has_value());
  BOOST_TEST(log.error().message.find("not a regular file") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_missing_is_an_error_that_names_the_file) {
  const auto log = haul::results_log::open(folder.path() / "none" / "a\x1b");
  BOOST_TEST_REQUIRE(!log.has_value());
  BOOST_TEST(log.error().message.find("none/a\\x1b' can't be opened") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_mode_follows_the_umask_and_an_existing_one_stays) {
  const mode_t before = ::umask(027);
  BOOST_TEST(haul::results_log::open(file).has_value());
  ::umask(before);
  BOOST_TEST((fs::status(file).permissions() == fs::perms(0640)));
  fs::permissions(file, fs::perms(0600));
  BOOST_TEST(haul::results_log::open(file).has_value());
  BOOST_TEST((fs::status(file).permissions() == fs::perms(0600)));
}

BOOST_AUTO_TEST_CASE(a_failed_write_is_final_so_that_nothing_follows_a_torn_record) {
  auto log = haul::results_log::open(file);
  BOOST_TEST_REQUIRE(log.has_value());
  {
    const size_limit full(20);
    const auto torn = log->append(numbered(1));
    BOOST_TEST_REQUIRE(!torn.has_value());
    BOOST_TEST(torn.error().message.find("results.jsonl' can't be written") != std::string::npos);
    BOOST_TEST((torn.error().cause == haul::cause::output_failed));
  }
  BOOST_TEST(!log->append(numbered(2)).has_value());
  BOOST_TEST(read_file(file) == haul::to_json(numbered(1)).substr(0, 20));
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_named) {
  auto copy = ::dup(STDOUT_FILENO);
  const haul::file_descriptor full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  BOOST_TEST_REQUIRE(::dup2(full.get(), STDOUT_FILENO) >= 0);
  auto log = haul::results_log::open("-");
  ::dup2(copy, STDOUT_FILENO);
  ::close(copy);
  BOOST_TEST_REQUIRE(log.has_value());
  const auto written = log->append(numbered(1));
  BOOST_TEST_REQUIRE(!written.has_value());
  BOOST_TEST((written.error().cause == haul::cause::disk_full));
  BOOST_TEST(written.error().message.starts_with("standard output can't be written"));
}

BOOST_AUTO_TEST_SUITE_END()
