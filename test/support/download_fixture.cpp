#include "download_fixture.hpp"

#include <haul/text.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <exception>

namespace haul::test {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::seconds for_ever{60};

asio::awaitable<void> collect(completions& done, std::vector<completion>& into) {
  while (true) {
    std::optional<completion> next = co_await done.next();
    if (!next)
      break;
    into.push_back(*std::move(next));
  }
}

} // namespace

int open_descriptors() {
  int count = 0;
  for (const auto& each : std::filesystem::directory_iterator("/proc/self/fd")) {
    static_cast<void>(each);
    ++count;
  }
  return count;
}

download_fixture::download_fixture() {
  // The first socket makes the event loop open descriptors of its own.
  const asio::ip::tcp::socket first(context);
  descriptors_before_ = open_descriptors();
  how.directory = folder.path();
  // What is tested elsewhere must not hide what a test is about.
  how.max_per_host = 0;
  how.retry.most = 0;
}

download_fixture::~download_fixture() {
  stop_servers();
  drain();
  servers_.clear();
  h2_servers_.clear();
  BOOST_TEST(open_descriptors() == descriptors_before_, "a descriptor was left open");
  for (const auto& [name, content] : files())
    BOOST_TEST(
        (!name.ends_with(part_suffix) && !name.ends_with(note_suffix)), name << " was left behind");
}

void download_fixture::drain() {
  context.restart();
  context.run_for(for_ever);
  BOOST_REQUIRE_MESSAGE(context.stopped(), "work was left on the event loop");
}

scripted_server& download_fixture::serve(scripted_server::script play) {
  servers_.push_back(std::make_unique<scripted_server>(context, std::move(play)));
  return *servers_.back();
}

scripted_server& download_fixture::serve(asio::ssl::context secured, scripted_server::script play) {
  servers_.push_back(
      std::make_unique<scripted_server>(context, std::move(secured), std::move(play)));
  return *servers_.back();
}

h2_server& download_fixture::serve(h2_service service) {
  h2_servers_.push_back(std::make_unique<h2_server>(context, std::move(service)));
  return *h2_servers_.back();
}

h2_server& download_fixture::serve(asio::ssl::context secured, h2_service service) {
  h2_servers_.push_back(
      std::make_unique<h2_server>(context, std::move(secured), std::move(service)));
  return *h2_servers_.back();
}

void download_fixture::stop_servers() {
  for (const auto& each : servers_)
    each->stop();
  for (const auto& each : h2_servers_)
    each->stop();
}

void download_fixture::cancel() {
  BOOST_REQUIRE(running_ != nullptr);
  running_->cancel();
}

std::vector<completion> download_fixture::run(std::vector<task> tasks) {
  std::vector<completion> done;
  result<downloader> made = downloader::create(context, how);
  if (!made)
    BOOST_FAIL("no downloader: " << made.error().describe());
  list_source from(std::move(tasks));
  std::exception_ptr thrown;
  completions as_completed = made->as_completed(from);
  running_ = &as_completed;
  asio::co_spawn(context, collect(as_completed, done), [&](std::exception_ptr failed) {
    running_ = nullptr;
    thrown = std::move(failed);
    if (!servers_stay)
      stop_servers();
  });
  context.restart();
  while (servers_stay && running_ != nullptr)
    BOOST_REQUIRE(context.run_one_for(for_ever) == 1);
  if (!servers_stay)
    drain();
  if (thrown)
    std::rethrow_exception(thrown);
  return done;
}

completion download_fixture::run_one(const std::string& url) {
  std::vector<task> one(1, make_task(url, "out"));
  std::vector<completion> done = run(std::move(one));
  BOOST_REQUIRE_EQUAL(done.size(), 1U);
  return std::move(done.front());
}

task make_task(std::string url, std::string output) {
  task made;
  made.code = output;
  made.url = std::move(url);
  made.output = std::move(output);
  return made;
}

const completion& find(const std::vector<completion>& all, std::string_view code) {
  for (const completion& each : all) {
    if (each.task.code == code)
      return each;
  }
  BOOST_FAIL("no completion for " << code);
  return all.front();
}

} // namespace haul::test
