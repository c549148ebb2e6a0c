#include "fault_settings.hpp"
#include "get_program.hpp"
#include "scripted_server.hpp"

#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

using namespace haul::test;

namespace asio = boost::asio;

namespace {

constexpr std::size_t piece = 256 * 1024;

std::string field_of(const std::string& request, const std::string& name) {
  const std::size_t at = request.find("\r\n" + name + ": ");
  if (at == std::string::npos)
    return "";
  const std::size_t start = at + name.size() + 4;
  return request.substr(start, request.find('\r', start) - start);
}

// Serves one large file in ranges, and stays silent where it is told to.
class large_origin {
 public:
  explicit large_origin(std::size_t bytes) : bytes_(bytes) {}

  ~large_origin() {
    asio::post(context_, [this] { server_.stop(); });
    thread_.join();
  }
  large_origin(const large_origin&) = delete;
  large_origin& operator=(const large_origin&) = delete;

  std::string url() const { return server_.url("/large"); }

  // Another content from now on, which is served up to a point.
  void serve(char version, std::size_t until) {
    const std::scoped_lock lock(guard_);
    version_ = version;
    until_ = until;
    sent_ = 0;
  }

  // Bytes of bodies since `serve`.
  std::size_t sent() const {
    const std::scoped_lock lock(guard_);
    return sent_;
  }

  // The same bytes for the server and for whoever checks: each place has its own.
  static std::string bytes_at(char version, std::size_t from, std::size_t count) {
    std::string made(count, '\0');
    for (std::size_t index = 0; index < count; ++index)
      made[index] = static_cast<char>(((from + index) * 2654435761U >> 13U) + version);
    return made;
  }

 private:
  struct part {
    std::string head;
    std::size_t from = 0;
    std::size_t until = 0;
    char version = 0;
  };

  asio::awaitable<void> play(scripted_connection peer) {
    const std::string request = co_await peer.read_request();
    if (request.empty())
      co_return;
    const part wanted = answer(request);
    co_await peer.send(wanted.head);
    for (std::size_t at = wanted.from; at < wanted.until; at += piece) {
      const std::size_t count = std::min(piece, wanted.until - at);
      std::string bytes = bytes_at(wanted.version, at, count);
      co_await peer.send(std::move(bytes));
      const std::scoped_lock lock(guard_);
      sent_ += count;
    }
    co_await peer.until_peer_closes();
  }

  part answer(const std::string& request) const {
    const std::scoped_lock lock(guard_);
    const std::string tag = std::string("\"version-") + version_ + "\"";
    const std::string range = field_of(request, "Range");
    const std::string on_condition = field_of(request, "If-Range");
    part made;
    made.version = version_;
    made.until = until_;
    std::string fields = "ETag: " + tag + "\r\n";
    if (range.starts_with("bytes=") && (on_condition.empty() || on_condition == tag)) {
      made.from = std::stoul(range.substr(6));
      fields += "Content-Range: bytes " + std::to_string(made.from) + "-" +
                std::to_string(bytes_ - 1) + "/" + std::to_string(bytes_) + "\r\n";
    }
    made.head = std::string("HTTP/1.1 ") + (made.from > 0 ? "206 Partial Content" : "200 OK") +
                "\r\nContent-Length: " + std::to_string(bytes_ - made.from) + "\r\n" + fields +
                "\r\n";
    return made;
  }

  asio::io_context context_;
  std::size_t bytes_;
  mutable std::mutex guard_;
  char version_ = 'a';
  std::size_t until_ = 0;
  std::size_t sent_ = 0;
  scripted_server server_{
      context_, [this](scripted_connection peer) { return play(std::move(peer)); }};
  std::jthread thread_{[this] { context_.run(); }};
};

struct fixture : get_program {
  std::vector<std::string> arguments() const {
    return {"-o", "large", "--results", results_path(), origin.url()};
  }

  // Killed once 70 % stand on the disk.
  void kill_at_seven_tenths() {
    origin.serve('a', most);
    process started(get(arguments()));
    const auto latest = latest_end();
    while (part_bytes() < most && std::chrono::steady_clock::now() < latest)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    BOOST_TEST_REQUIRE(part_bytes() >= most);
    started.send_signal(SIGKILL);
    BOOST_TEST(started.finish().signal == SIGKILL);
    BOOST_TEST(!std::filesystem::exists(folder() / "large"));
  }

  std::size_t part_bytes() const {
    std::error_code missing;
    const std::uintmax_t found = std::filesystem::file_size(folder() / "large.haul-part", missing);
    return missing ? 0 : found;
  }

  void finish_with(char version) {
    origin.serve(version, bytes);
    const finished_process again = run(get(arguments()));
    BOOST_TEST(again.ended.code == 0, again.errors);
    BOOST_TEST(files() == std::vector<std::string>{"large"}, boost::test_tools::per_element());
    BOOST_TEST((content("large") == large_origin::bytes_at(version, 0, bytes)));
  }

  const std::size_t bytes = setting("HAUL_LARGE_BYTES", 64 * 1024 * 1024);
  const std::size_t most = bytes / 10 * 7;
  large_origin origin{bytes};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(large_file, fixture)

BOOST_AUTO_TEST_CASE(kill_at_seven_tenths_leaves_three_to_be_transferred) {
  kill_at_seven_tenths();
  finish_with('a');
  BOOST_TEST(origin.sent() >= bytes - most);
  BOOST_TEST(origin.sent() <= bytes - most + bytes / 20);
}

BOOST_AUTO_TEST_CASE(changed_entity_tag_starts_over) {
  kill_at_seven_tenths();
  finish_with('b');
  BOOST_TEST(origin.sent() == bytes);
}

BOOST_AUTO_TEST_SUITE_END()
