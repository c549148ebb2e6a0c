#include "bench_options.hpp"
#include "flags.hpp"
#include "nginx.hpp"
#include "temporary_folder.hpp"
#include "workload.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace haul;
using namespace haul::bench;
using namespace std::chrono_literals;

namespace {

bench_options parse(std::vector<std::string> words) {
  CLI::App app;
  bench_options made;
  add_options(app, made);
  std::reverse(words.begin(), words.end()); // as CLI11 wants them
  app.parse(words);
  return made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(bench_command)

BOOST_AUTO_TEST_CASE(matrix_takes_lists_with_commas) {
  const matrix chosen = matrix_of(
      parse({"--variants", "threaded,asynchronous", "--concurrency", "1,30", "--delays", "0,100"}));
  BOOST_TEST((chosen.variants == std::vector{variant_kind::threaded, variant_kind::asynchronous}));
  BOOST_TEST((chosen.concurrencies == std::vector<std::size_t>{1, 30}));
  BOOST_TEST((chosen.delays == std::vector<std::chrono::milliseconds>{0ms, 100ms}));
}

BOOST_AUTO_TEST_CASE(full_matrix_is_that_of_the_documents) {
  const matrix chosen = matrix_of(parse({"--full"}));
  BOOST_TEST(chosen.variants.size() == 3U);
  BOOST_TEST((chosen.concurrencies == std::vector<std::size_t>{1, 10, 30, 100, 300, 1000, 10'000}));
  BOOST_TEST((chosen.delays == std::vector<std::chrono::milliseconds>{0ms, 1ms, 10ms, 100ms}));
}

BOOST_AUTO_TEST_CASE(wrong_words_are_refused) {
  BOOST_CHECK_THROW(parse({"--variants", "parallel"}), CLI::ParseError);
  BOOST_CHECK_THROW(parse({"--concurrency", "0"}), CLI::ParseError);
  BOOST_CHECK_THROW(parse({"--repeat", "0"}), CLI::ParseError);
  BOOST_CHECK_THROW(parse({"--seconds", "0"}), CLI::ParseError);
  BOOST_CHECK_THROW(parse({"--full", "--delays", "1"}), CLI::ParseError);
  BOOST_CHECK_THROW(parse({"curl", "--connections", "301"}), CLI::ParseError);
}

BOOST_AUTO_TEST_CASE(order_of_a_cell_arrives_as_it_was_sent) {
  cell_order sent;
  sent.kind = variant_kind::threaded;
  sent.concurrency = 30;
  sent.tasks = 600;
  sent.base = "http://127.0.0.1:8000";
  sent.file_size = 2048;
  sent.folder = "/a folder";
  sent.ca_file = "/a certificate";
  const bench_options came = parse(arguments_of(sent));
  BOOST_TEST((find_variant(came.order_variant) == sent.kind));
  BOOST_TEST(came.order.concurrency == sent.concurrency);
  BOOST_TEST(came.order.tasks == sent.tasks);
  BOOST_TEST(came.order.base == sent.base);
  BOOST_TEST(came.order.file_size == sent.file_size);
  BOOST_TEST(came.order.folder == sent.folder);
  BOOST_TEST(came.order.ca_file == sent.ca_file);
}

BOOST_AUTO_TEST_CASE(flags_are_asked_for_over_and_over_under_names_of_their_own) {
  const flag_workload flags("http://host");
  const std::vector<task> tasks = flags.make_tasks(all_flags().size() + 1);
  BOOST_TEST(tasks.front().output != tasks.back().output);
  BOOST_TEST(tasks.front().url != tasks.back().url);
  BOOST_TEST(flags.content(0) == all_flags().front().gif);
  BOOST_TEST(flags.content(all_flags().size()) == all_flags().front().gif);
  const std::size_t question = tasks.back().url.find('?');
  BOOST_TEST(tasks.back().url.substr(0, question) == "http://host/ad/ad.gif");
}

BOOST_AUTO_TEST_CASE(files_have_their_size_and_differ) {
  const file_workload files("http://host", 2048);
  BOOST_TEST(files.content(1).size() == 2048U);
  BOOST_TEST(files.content(1) != files.content(2));
}

BOOST_AUTO_TEST_CASE(missing_short_long_and_different_files_are_wrong) {
  const file_workload files("http://host", 100);
  const test::temporary_folder folder;
  files.write_files(folder.path(), 5);
  BOOST_TEST(files.count_wrong(folder.path(), 5) == 0U);
  std::filesystem::remove(folder.path() / files.make_task(0).output);
  test::write_file(folder.path() / files.make_task(1).output, files.content(1).substr(1));
  test::write_file(folder.path() / files.make_task(2).output, files.content(2) + "x");
  test::write_file(folder.path() / files.make_task(3).output, files.content(4));
  BOOST_TEST(files.count_wrong(folder.path(), 5) == 4U);
}

BOOST_AUTO_TEST_CASE(nginx_is_told_port_and_certificate) {
  const std::string plain = nginx_configuration(8123, false);
  BOOST_TEST(plain.find("listen 127.0.0.1:8123 backlog") != std::string::npos);
  BOOST_TEST(plain.find("ssl") == std::string::npos);
  const std::string encrypted = nginx_configuration(8123, true);
  BOOST_TEST(encrypted.find("listen 127.0.0.1:8123 ssl backlog") != std::string::npos);
  BOOST_TEST(encrypted.find("ssl_certificate_key key.pem;") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(nginx_is_told_to_speak_http2) {
  const std::string one = nginx_configuration(8123, true);
  BOOST_TEST(one.find("http2") == std::string::npos);
  const std::string two = nginx_configuration(8123, true, http_version::http2);
  BOOST_TEST(two.find("listen 127.0.0.1:8123 ssl http2 backlog") != std::string::npos);
  BOOST_TEST(two.find("http2_max_concurrent_streams 1000;") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
