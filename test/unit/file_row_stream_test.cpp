#include "content_encoding.hpp"
#include "file_row_stream.hpp"
#include "temporary_folder.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <exception>
#include <fcntl.h>
#include <memory>
#include <optional>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <variant>

namespace {

namespace asio = boost::asio;

using haul::input_format;
using haul::test::gzip;
using opened = haul::result<std::unique_ptr<haul::file_row_stream>>;

// A named pipe that stays open as long as this lives: both ends are open here.
class open_pipe {
 public:
  explicit open_pipe(const std::string& path) {
    BOOST_TEST_REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    descriptor_ = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    BOOST_TEST_REQUIRE(descriptor_ >= 0);
  }
  open_pipe(const open_pipe&) = delete;
  open_pipe& operator=(const open_pipe&) = delete;
  ~open_pipe() { ::close(descriptor_); }

  void write(const std::string& text) const {
    BOOST_TEST_REQUIRE(
        ::write(descriptor_, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  }

 private:
  int descriptor_ = -1;
};

struct fixture {
  std::string file(const std::string& name, const std::string& content) {
    haul::test::write_file(folder.path() / name, content);
    return (folder.path() / name).string();
  }

  static asio::awaitable<void> open_into(
      std::optional<opened>& to, std::string path, std::optional<input_format> format) {
    opened made = co_await haul::file_row_stream::open(std::move(path), format);
    to.emplace(std::move(made));
  }

  opened open(std::string path, std::optional<input_format> format = std::nullopt) {
    std::optional<opened> made;
    asio::co_spawn(context, open_into(made, std::move(path), format), rethrow);
    context.restart();
    context.run();
    return *std::move(made);
  }

  std::unique_ptr<haul::file_row_stream> stream(
      std::string path, std::optional<input_format> format = std::nullopt) {
    opened made = open(std::move(path), format);
    BOOST_TEST_REQUIRE(made.has_value(), (made ? "" : made.error().message));
    return *std::move(made);
  }

  static asio::awaitable<void> take(
      haul::row_stream& from, std::optional<haul::row_result>& found) {
    found = co_await from.next();
  }

  std::optional<haul::row_result> next(haul::row_stream& from) {
    std::optional<haul::row_result> found;
    asio::co_spawn(context, take(from, found), rethrow);
    context.restart();
    context.run();
    return found;
  }

  // The URL of the next row; `-` for no more, `!` and the message for a bad one.
  std::string next_url(haul::row_stream& from) {
    const std::optional<haul::row_result> found = next(from);
    if (!found)
      return "-";
    if (const haul::bad_row* bad = std::get_if<haul::bad_row>(&*found))
      return "!" + bad->message;
    return *std::get<haul::row>(*found).find("url");
  }

  static void rethrow(std::exception_ptr failed) {
    if (failed)
      std::rethrow_exception(failed);
  }

  void check_refused(const std::string& path, const std::string& complaint) {
    const opened made = open(path);
    BOOST_TEST_REQUIRE(made.has_error(), path << " was opened");
    BOOST_TEST(made.error().message.find(complaint) != std::string::npos, made.error().message);
    BOOST_TEST(made.error().message.find(path) != std::string::npos, made.error().message);
    BOOST_TEST((made.error().cause == haul::cause::bad_option));
  }

  asio::io_context context;
  haul::test::temporary_folder folder;
};

constexpr const char* two_urls = "http://h/a\nhttp://h/b\n";

} // namespace

BOOST_FIXTURE_TEST_SUITE(file_row_stream, fixture)

BOOST_AUTO_TEST_CASE(format_is_told_from_the_name) {
  const auto rows = stream(file("list.csv", "url,code\nhttp://h/a,A\n"));
  BOOST_TEST((rows->format() == input_format::csv));
  BOOST_TEST(next_url(*rows) == "http://h/a");
  BOOST_TEST(rows->prologue() == "url,code\n");
  BOOST_TEST(next_url(*rows) == "-");
}

BOOST_AUTO_TEST_CASE(format_is_told_from_the_first_lines_which_are_not_lost) {
  const auto rows = stream(file("list", two_urls));
  BOOST_TEST((rows->format() == input_format::urls));
  BOOST_TEST(next_url(*rows) == "http://h/a");
  BOOST_TEST(next_url(*rows) == "http://h/b");
  BOOST_TEST(next_url(*rows) == "-");
}

BOOST_AUTO_TEST_CASE(second_line_tells_a_list_of_aria2) {
  const auto rows = stream(file("list", "http://h/a\n  out=b\n"));
  BOOST_TEST((rows->format() == input_format::aria2));
}

BOOST_AUTO_TEST_CASE(format_that_is_given_wins) {
  const auto rows = stream(file("list.csv", two_urls), input_format::urls);
  BOOST_TEST((rows->format() == input_format::urls));
  BOOST_TEST(next_url(*rows) == "http://h/a");
}

BOOST_AUTO_TEST_CASE(format_that_nobody_can_tell_is_refused) {
  check_refused(file("list", "BR\nCN\n"), "can't tell its format; --input-format says it");
}

BOOST_AUTO_TEST_CASE(empty_input_is_a_list_of_nothing) {
  BOOST_TEST(next_url(*stream(file("list", ""))) == "-");
  BOOST_TEST(next_url(*stream(file("list.csv", "x\n"))) == "-");
}

BOOST_AUTO_TEST_CASE(unreadable_files_are_refused) {
  check_refused((folder.path() / "missing").string(), "No such file");
  check_refused(folder.path().string(), "directory");
}

BOOST_AUTO_TEST_CASE(packed_list_is_read_as_it_is) {
  const auto rows = stream(file("list.gz", gzip(two_urls)));
  BOOST_TEST(next_url(*rows) == "http://h/a");
  BOOST_TEST(next_url(*rows) == "http://h/b");
  BOOST_TEST(next_url(*rows) == "-");
}

BOOST_AUTO_TEST_CASE(long_list_is_read_across_its_pieces) {
  std::string text;
  for (int i = 0; i < 20'000; ++i)
    text += "http://h/" + std::to_string(i) + "\n";
  const auto rows = stream(file("list.zip", gzip(text)));
  unsigned count = 0;
  while (next_url(*rows) == "http://h/" + std::to_string(count))
    ++count;
  BOOST_TEST(count == 20'000U);
}

BOOST_AUTO_TEST_CASE(list_that_breaks_off_ends_with_a_bad_row) {
  std::string text = std::string(two_urls);
  for (int i = 0; i < 20'000; ++i)
    text += "http://h/" + std::to_string(i * 7919) + "\n";
  const std::string packed = gzip(text);
  const std::string path = file("list.gz", packed.substr(0, packed.size() / 2));
  const auto rows = stream(path, input_format::urls);
  std::optional<haul::row_result> found = next(*rows);
  std::uint64_t good = 0;
  for (; found && std::holds_alternative<haul::row>(*found); found = next(*rows)) {
    ++good;
    // Each was whole: the last line before the break was not taken for a row.
    const std::string url = *std::get<haul::row>(*found).find("url");
    BOOST_TEST_REQUIRE(text.find(url + "\n") != std::string::npos);
  }
  BOOST_TEST_REQUIRE(found.has_value());
  const haul::bad_row& last = std::get<haul::bad_row>(*found);
  BOOST_TEST(*last.place.file == path);
  BOOST_TEST(last.place.line == good + 1);
  BOOST_TEST(last.field == "");
  BOOST_TEST(!last.message.empty());
  BOOST_TEST(!next(*rows).has_value());
}

BOOST_AUTO_TEST_CASE(pipe_that_stays_open_gives_what_came) {
  const std::string path = (folder.path() / "pipe").string();
  const open_pipe pipe(path);
  pipe.write(two_urls);
  const auto rows = stream(path);
  BOOST_TEST(next_url(*rows) == "http://h/a");
  BOOST_TEST(next_url(*rows) == "http://h/b");
  pipe.write("http://h/c\nhttp://");
  BOOST_TEST(next_url(*rows) == "http://h/c");
}

BOOST_AUTO_TEST_CASE(cancelling_the_wait_for_a_pipe_is_no_bad_row) {
  const std::string path = (folder.path() / "pipe").string();
  const open_pipe pipe(path);
  pipe.write(two_urls);
  const auto rows = stream(path);
  next(*rows);
  next(*rows);

  asio::cancellation_signal cancel;
  std::exception_ptr ended;
  std::optional<haul::row_result> found;
  asio::co_spawn(
      context, take(*rows, found),
      asio::bind_cancellation_slot(
          cancel.slot(), [&](std::exception_ptr failed) { ended = std::move(failed); }));
  context.restart();
  context.poll();
  cancel.emit(asio::cancellation_type::terminal);
  context.run();
  BOOST_TEST(!found.has_value());
  BOOST_TEST_REQUIRE((ended != nullptr));
  BOOST_CHECK_EXCEPTION(
      std::rethrow_exception(ended), boost::system::system_error,
      [](const boost::system::system_error& thrown) {
        return thrown.code() == asio::error::operation_aborted;
      });
}

BOOST_AUTO_TEST_SUITE_END()
