#include "get_order.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <unistd.h>

namespace {

using change = std::function<void(haul::get_order&)>;

// What is wrong with an order that was right before `make` changed it; empty when nothing is.
std::string complaint(const change& make) {
  haul::get_order order;
  order.url_template = "https://host/{code}";
  order.codes = {"BR"};
  make(order);
  const haul::result<void> checked = haul::check_get_order(order);
  return checked ? std::string() : checked.error().message;
}

void check_refused(const change& make, const std::string& start) {
  const std::string message = complaint(make);
  BOOST_TEST(message.starts_with(start), message);
}

} // namespace

BOOST_AUTO_TEST_SUITE(get_order)

BOOST_AUTO_TEST_CASE(a_template_with_codes_or_rows_is_an_order) {
  BOOST_TEST(complaint([](haul::get_order&) {}) == "");
  BOOST_TEST(complaint([](haul::get_order& order) {
               order.codes.clear();
               order.inputs = {"list", "-"};
             }) == "");
  BOOST_TEST(complaint([](haul::get_order& order) { order.inputs = {"list"}; }) == "");
  BOOST_TEST(complaint([](haul::get_order& order) { order.url_template = "{base}/{code}"; }) == "");
}

BOOST_AUTO_TEST_CASE(a_url_or_rows_alone_are_an_order) {
  BOOST_TEST(complaint([](haul::get_order& order) {
               order.url_template = "HTTPS://host/{{a}}";
               order.codes.clear();
             }) == "");
  BOOST_TEST(complaint([](haul::get_order& order) {
               order.url_template.clear();
               order.codes.clear();
               order.inputs = {"list"};
             }) == "");
}

BOOST_AUTO_TEST_CASE(nothing_to_do_is_refused) {
  check_refused([](haul::get_order& order) { order.url_template.clear(); }, "nothing to do");
}

BOOST_AUTO_TEST_CASE(what_is_no_url_is_refused_without_its_secrets) {
  check_refused(
      [](haul::get_order& order) { order.url_template = "BR"; }, "URL: 'BR' starts with neither");
  const std::string message =
      complaint([](haul::get_order& order) { order.url_template = "ftp://me:sesame@host/{code}"; });
  BOOST_TEST(message.starts_with("URL: 'ftp://***@host"), message);
}

BOOST_AUTO_TEST_CASE(codes_and_rows_need_a_placeholder) {
  check_refused(
      [](haul::get_order& order) { order.url_template = "https://host/{{code}}"; },
      "CODE: the URL has no placeholder such as {code} for 'BR'");
  check_refused(
      [](haul::get_order& order) {
        order.url_template = "https://host/";
        order.codes.clear();
        order.inputs = {"list"};
      },
      "--input-file: the URL has no placeholder");
}

BOOST_AUTO_TEST_CASE(a_placeholder_needs_codes_or_rows) {
  check_refused([](haul::get_order& order) { order.codes.clear(); }, "URL: neither a CODE nor");
}

BOOST_AUTO_TEST_CASE(a_checksum_is_for_a_single_url) {
  const auto with_checksum = [](haul::get_order& order) {
    order.checksum.emplace();
    order.checksum->algorithm = "md5";
  };
  const std::string refused = "--checksum: it is for a single URL";
  check_refused(with_checksum, refused);
  check_refused(
      [&](haul::get_order& order) {
        with_checksum(order);
        order.url_template.clear();
        order.codes.clear();
        order.inputs = {"list.txt"};
      },
      refused);
  BOOST_TEST(complaint([&](haul::get_order& order) {
               with_checksum(order);
               order.url_template = "https://host/a";
               order.codes.clear();
             }) == "");
}

BOOST_AUTO_TEST_CASE(standard_input_is_read_once) {
  check_refused(
      [](haul::get_order& order) { order.inputs = {"-", "list", "-"}; }, "--input-file: '-'");
  check_refused(
      [](haul::get_order& order) {
        order.inputs = {"-"};
        order.check_input = true;
      },
      "--check-input: standard input");
  BOOST_TEST(complaint([](haul::get_order& order) {
               order.inputs = {"list"};
               order.check_input = true;
             }) == "");
}

BOOST_AUTO_TEST_CASE(standard_output_has_one_writer) {
  const auto to_standard_output = [](bool haul::get_order::* writer) {
    return [writer](haul::get_order& order) {
      order.results = "-";
      order.*writer = true;
    };
  };
  check_refused(to_standard_output(&haul::get_order::verbose), "--verbose and --results -");
  check_refused(to_standard_output(&haul::get_order::dry_run), "--dry-run and --results -");
  BOOST_TEST(complaint(to_standard_output(&haul::get_order::quiet)) == "");
  BOOST_TEST(complaint([](haul::get_order& order) {
               order.results = "log";
               order.verbose = true;
             }) == "");
}

BOOST_AUTO_TEST_CASE(verbose_and_quiet_contradict_each_other) {
  check_refused(
      [](haul::get_order& order) { order.verbose = order.quiet = true; },
      "--verbose and --quiet can't both");
}

BOOST_AUTO_TEST_CASE(a_list_that_is_read_is_never_written) {
  check_refused(
      [](haul::get_order& order) {
        order.inputs = {"other", "lists/../list"};
        order.failed = "list";
      },
      "--failed: 'list' is read as --input-file");
  check_refused(
      [](haul::get_order& order) {
        order.inputs = {"list"};
        order.results = "./list";
      },
      "--results: './list' is read as --input-file");
  check_refused(
      [](haul::get_order& order) { order.results = order.failed = "same"; },
      "--results and --failed name the same file");
}

BOOST_AUTO_TEST_CASE(a_link_to_a_list_that_is_read_is_never_written) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("haul-order-" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  std::ofstream(folder / "list") << "https://host/\n";
  std::filesystem::create_hard_link(folder / "list", folder / "link");
  const std::string message = complaint([&](haul::get_order& order) {
    order.inputs = {folder / "list"};
    order.failed = folder / "link";
  });
  std::filesystem::remove_all(folder);
  BOOST_TEST(message.find("is read as --input-file") != std::string::npos, message);
}

BOOST_AUTO_TEST_CASE(standard_input_and_output_are_not_the_same_file) {
  BOOST_TEST(complaint([](haul::get_order& order) {
               order.inputs = {"-"};
               order.results = "-";
             }) == "");
}

BOOST_AUTO_TEST_SUITE_END()
