#include <haul/source.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

namespace asio = boost::asio;

using strings = std::vector<std::string>;

haul::task make_task(const std::string& code) {
  haul::task made;
  made.code = code;
  made.url = "http://host/" + code;
  made.output = code + ".gif";
  return made;
}

std::vector<haul::task> make_tasks(const strings& codes) {
  std::vector<haul::task> made;
  for (const std::string& code : codes)
    made.push_back(make_task(code));
  return made;
}

// What a downloader does with a source: one call after the other until nothing comes, or until
// `most` tasks did.
std::vector<haul::task> read(haul::source& from, std::size_t most = 100) {
  asio::io_context context;
  std::vector<haul::task> came;
  std::exception_ptr failed;
  const auto read_on = [&]() -> asio::awaitable<void> {
    while (came.size() < most) {
      std::optional<haul::task> next = co_await from.next();
      if (!next)
        co_return;
      came.push_back(*std::move(next));
    }
  };
  asio::co_spawn(context, read_on, [&](std::exception_ptr thrown) { failed = thrown; });
  context.run();
  if (failed)
    std::rethrow_exception(failed);
  return came;
}

strings codes_of(const std::vector<haul::task>& tasks) {
  strings codes;
  for (const haul::task& each : tasks)
    codes.push_back(each.code);
  return codes;
}

void check_codes(const strings& codes, const strings& expected) {
  BOOST_TEST(codes == expected, boost::test_tools::per_element());
}

} // namespace

BOOST_AUTO_TEST_SUITE(source)

BOOST_AUTO_TEST_CASE(list_yields_its_tasks_whole_and_in_order) {
  haul::list_source list(make_tasks({"BR", "AR", "BR"}));
  const std::vector<haul::task> came = read(list);
  check_codes(codes_of(came), {"BR", "AR", "BR"});
  BOOST_TEST(came[1].url == "http://host/AR");
  BOOST_TEST(came[1].output == "AR.gif");
}

BOOST_AUTO_TEST_CASE(list_goes_on_where_it_was_left) {
  haul::list_source list(make_tasks({"A", "B", "C"}));
  check_codes(codes_of(read(list, 1)), {"A"});
  check_codes(codes_of(read(list, 1)), {"B"});
  check_codes(codes_of(read(list)), {"C"});
  check_codes(codes_of(read(list)), {});
}

BOOST_AUTO_TEST_CASE(empty_list_yields_nothing) {
  haul::list_source list({});
  BOOST_TEST(read(list).empty());
  BOOST_TEST((list.size() == 0u));
}

BOOST_AUTO_TEST_CASE(size_of_a_list_is_that_of_all_its_tasks_at_any_time) {
  haul::list_source list(make_tasks({"A", "B", "C"}));
  BOOST_TEST((list.size() == 3u));
  read(list, 2);
  BOOST_TEST((list.size() == 3u));
}

BOOST_AUTO_TEST_CASE(function_is_called_for_each_task_and_not_ahead) {
  int calls = 0;
  haul::function_source counted([&]() -> std::optional<haul::task> {
    if (++calls > 3)
      return std::nullopt;
    return make_task(std::to_string(calls));
  });
  BOOST_TEST(calls == 0);
  check_codes(codes_of(read(counted, 2)), {"1", "2"});
  BOOST_TEST(calls == 2);
  check_codes(codes_of(read(counted)), {"3"});
  BOOST_TEST(calls == 4);
}

BOOST_AUTO_TEST_CASE(size_of_a_function_is_what_it_was_told) {
  const auto nothing = []() -> std::optional<haul::task> { return std::nullopt; };
  BOOST_TEST((haul::function_source(nothing).size() == std::nullopt));
  BOOST_TEST((haul::function_source(nothing, 676).size() == 676u));
  BOOST_TEST((haul::function_source(nothing, 0).size() == 0u));
}

BOOST_AUTO_TEST_CASE(exception_of_a_function_leaves_next) {
  haul::function_source broken(
      []() -> std::optional<haul::task> { throw std::runtime_error("no more paper"); });
  BOOST_CHECK_EXCEPTION(read(broken), std::runtime_error, [](const std::runtime_error& thrown) {
    return std::string(thrown.what()) == "no more paper";
  });
}

BOOST_AUTO_TEST_CASE(source_does_not_know_its_size_unless_it_says_so) {
  struct endless final : haul::source {
    asio::awaitable<std::optional<haul::task>> next() override {
      std::optional<haul::task> made(make_task("A"));
      co_return made;
    }
  };
  endless unknown;
  BOOST_TEST((unknown.size() == std::nullopt));
  BOOST_TEST(read(unknown, 5).size() == 5u);
}

BOOST_AUTO_TEST_SUITE_END()
