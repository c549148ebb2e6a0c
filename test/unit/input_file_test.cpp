#include "input_file.hpp"
#include "temporary_folder.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <exception>
#include <fcntl.h>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace {

namespace asio = boost::asio;
using answers = std::vector<haul::result<std::string>>;

asio::awaitable<void> read_into(haul::input_file& file, answers& read) {
  haul::result<std::string> answer = co_await file.read();
  read.push_back(std::move(answer));
}

// Starts one read.
void start_read(
    asio::io_context& context, haul::input_file& file, answers& read,
    asio::cancellation_slot slot = asio::cancellation_slot()) {
  asio::co_spawn(
      context, read_into(file, read),
      asio::bind_cancellation_slot(slot, [](std::exception_ptr failed) {
        if (failed)
          std::rethrow_exception(failed);
      }));
}

std::string read_all(haul::input_file& file, asio::io_context& context) {
  std::string all;
  while (true) {
    answers read;
    start_read(context, file, read);
    context.restart();
    context.run();
    const std::string piece = read.at(0).value();
    if (piece.empty())
      return all;
    BOOST_TEST(piece.size() <= haul::input_file::read_size);
    all += piece;
  }
}

// A pipe, of which the reading end stands in for standard input as long as this lives.
struct piped_input {
  int saved = ::dup(STDIN_FILENO);
  int reader = -1;
  int writer = -1;
  piped_input() {
    int ends[2] = {};
    BOOST_REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    reader = ends[0];
    writer = ends[1];
    ::dup2(reader, STDIN_FILENO);
  }
  ~piped_input() {
    ::dup2(saved, STDIN_FILENO);
    ::close(saved);
    ::close(reader);
    close_writer();
  }
  piped_input(const piped_input&) = delete;
  piped_input& operator=(const piped_input&) = delete;
  void write(std::string_view text) const {
    BOOST_REQUIRE(::write(writer, text.data(), text.size()) == ssize_t(text.size()));
  }
  void close_writer() {
    if (writer >= 0)
      ::close(writer);
    writer = -1;
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(input_file)

BOOST_AUTO_TEST_CASE(file_on_disk_is_read_to_its_end) {
  const haul::test::temporary_folder folder;
  const std::string text(200'000, 'x');
  std::ofstream(folder.path() / "list") << text;
  asio::io_context context;
  auto file = haul::input_file::open(context.get_executor(), folder.path() / "list").value();
  BOOST_TEST((file.size() == text.size()));
  BOOST_TEST((read_all(file, context) == text));
}

BOOST_AUTO_TEST_CASE(what_can_not_be_read_is_named) {
  const haul::test::temporary_folder folder;
  asio::io_context context;
  const std::string path = folder.path() / "none";
  const auto missing = haul::input_file::open(context.get_executor(), path);
  BOOST_REQUIRE(missing.has_error());
  BOOST_TEST(missing.error().message == "can't open " + path + ": No such file or directory");
  BOOST_TEST((missing.error().stage == haul::stage::input));
  const auto directory = haul::input_file::open(context.get_executor(), folder.path());
  BOOST_REQUIRE(directory.has_error());
  BOOST_TEST(
      directory.error().message == "can't read " + folder.path().string() + ": Is a directory");
}

BOOST_AUTO_TEST_CASE(device_that_is_always_ready_is_read) {
  asio::io_context context;
  auto file = haul::input_file::open(context.get_executor(), "/dev/null").value();
  BOOST_TEST(read_all(file, context) == "");
}

BOOST_AUTO_TEST_CASE(pipe_is_waited_for_and_never_blocks_the_loop) {
  piped_input input;
  asio::io_context context;
  auto file = haul::input_file::open(context.get_executor(), "-").value();
  answers read;
  start_read(context, file, read);
  context.poll();
  BOOST_TEST(read.empty());
  for (const std::string text : {"one\n", "two\n"}) {
    input.write(text);
    context.run();
    BOOST_TEST(read.back().value() == text);
    context.restart();
    start_read(context, file, read);
    context.poll();
  }
  BOOST_TEST(read.size() == 2U);
  input.close_writer();
  context.run();
  BOOST_TEST(read.back().value() == "");
}

BOOST_AUTO_TEST_CASE(much_in_a_pipe_comes_in_several_reads) {
  piped_input input;
  ::fcntl(input.writer, F_SETPIPE_SZ, 1024 * 1024);
  const std::string text(300'000, 'x');
  input.write(text);
  input.close_writer();
  asio::io_context context;
  auto file = haul::input_file::open(context.get_executor(), "-").value();
  BOOST_TEST((read_all(file, context) == text));
}

BOOST_AUTO_TEST_CASE(flags_of_standard_input_stay_as_they_are) {
  piped_input input;
  const int before = ::fcntl(STDIN_FILENO, F_GETFL);
  asio::io_context context;
  auto file = haul::input_file::open(context.get_executor(), "-").value();
  answers read;
  start_read(context, file, read);
  context.poll();
  BOOST_TEST(::fcntl(STDIN_FILENO, F_GETFL) == before);
  input.write("a");
  context.run();
  BOOST_TEST(::fcntl(STDIN_FILENO, F_GETFL) == before);
}

BOOST_AUTO_TEST_CASE(cancelled_read_loses_nothing) {
  piped_input input;
  asio::io_context context;
  auto file = haul::input_file::open(context.get_executor(), "-").value();
  answers read;
  asio::cancellation_signal stop;
  start_read(context, file, read, stop.slot());
  context.poll();
  stop.emit(asio::cancellation_type::terminal);
  context.run();
  BOOST_REQUIRE(read.size() == 1U);
  BOOST_TEST((read[0].error().cause == haul::cause::cancelled));
  input.write("a");
  input.close_writer();
  BOOST_TEST(read_all(file, context) == "a");
}

BOOST_AUTO_TEST_CASE(named_pipe_waits_for_its_first_writer) {
  const haul::test::temporary_folder folder;
  const std::string path = folder.path() / "pipe";
  BOOST_REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  asio::io_context context;
  auto file = haul::input_file::open(context.get_executor(), path).value();
  answers read;
  start_read(context, file, read);
  context.poll();
  BOOST_TEST(read.empty());
  const int writer = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  BOOST_TEST(::write(writer, "a", 1) == 1);
  context.run();
  BOOST_TEST(read.at(0).value() == "a");
  ::close(writer);
  BOOST_TEST(read_all(file, context) == "");
}

BOOST_AUTO_TEST_CASE(moved_file_goes_on) {
  piped_input input;
  asio::io_context context;
  auto first = haul::input_file::open(context.get_executor(), "-").value();
  haul::input_file second = std::move(first);
  input.write("a");
  input.close_writer();
  BOOST_TEST(read_all(second, context) == "a");
}

BOOST_AUTO_TEST_SUITE_END()
