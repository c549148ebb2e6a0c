#include "layered_options.hpp"

#include <CLI/CLI.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

using strings = std::vector<std::string>;
using boost::test_tools::per_element;

// A variable of the environment while this lives.
class variable {
 public:
  variable(std::string name, const std::string& value) : name_(std::move(name)) {
    ::setenv(name_.c_str(), value.c_str(), 1);
  }
  ~variable() { ::unsetenv(name_.c_str()); }
  variable(const variable&) = delete;
  variable& operator=(const variable&) = delete;

 private:
  std::string name_;
};

// A file while this lives.
class scratch_file {
 public:
  explicit scratch_file(const std::string& text) { std::ofstream(path_) << text; }
  ~scratch_file() { std::filesystem::remove(path_); }
  scratch_file(const scratch_file&) = delete;
  scratch_file& operator=(const scratch_file&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_ = std::filesystem::temp_directory_path() /
                      ("haul-layered-" + std::to_string(::getpid()) + ".toml");
};

struct values {
  std::string mark = "default";
  strings each;
  bool loud = false;
  bool mark_given = false;
};

values parse(strings arguments) {
  values taken;
  CLI::App app("", "haul");
  haul::layered_options options(app);
  options.group("Some");
  options.value("-m,--test-mark", "TEXT", "", [&](const std::string& text) -> haul::result<void> {
    if (text == "bad")
      return haul::refused_value(text, "good");
    taken.mark = text;
    return {};
  });
  options.repeatable("-e,--test-each", "TEXT", "", [&](const std::string& text) {
    taken.each.push_back(text);
    return haul::result<void>();
  });
  options.flag("-l,--test-loud", "", taken.loud);
  options.config();
  app.parse(strings(arguments.rbegin(), arguments.rend()));
  options.complete();
  taken.mark_given = options.given("--test-mark");
  return taken;
}

std::string complaint(const strings& arguments) {
  try {
    parse(arguments);
  } catch (const CLI::ValidationError& refused) {
    return refused.what();
  }
  return "accepted";
}

} // namespace

BOOST_AUTO_TEST_SUITE(layered_options)

BOOST_AUTO_TEST_CASE(what_is_given_nowhere_stays) {
  const values taken = parse({});
  BOOST_TEST(taken.mark == "default");
  BOOST_TEST(!taken.mark_given);
}

BOOST_AUTO_TEST_CASE(flag_beats_environment_beats_file) {
  const scratch_file file("test-mark = file\n");
  BOOST_TEST(parse({"--config", file.path()}).mark == "file");
  const variable set("HAUL_TEST_MARK", "environment");
  BOOST_TEST(parse({}).mark == "environment");
  BOOST_TEST(parse({"--config", file.path()}).mark == "environment");
  BOOST_TEST(parse({"--config", file.path(), "-m", "flag"}).mark == "flag");
}

BOOST_AUTO_TEST_CASE(each_place_counts_as_given) {
  const scratch_file file("test_mark = file\n");
  BOOST_TEST(parse({"--config", file.path()}).mark_given);
  BOOST_TEST(parse({"-m", "flag"}).mark_given);
  const variable set("HAUL_TEST_MARK", "environment");
  BOOST_TEST(parse({}).mark_given);
}

BOOST_AUTO_TEST_CASE(a_nearer_place_replaces_all_values_of_a_farther_one) {
  const scratch_file file("test-each = ['a', 'b, c']\n");
  BOOST_TEST(parse({"--config", file.path()}).each == (strings{"a", "b, c"}), per_element());
  const variable set("HAUL_TEST_EACH", "d\n\ne, f\n");
  BOOST_TEST(parse({"--config", file.path()}).each == (strings{"d", "e, f"}), per_element());
  const strings flags = {"--config", file.path(), "-e", "[g,h]", "--test-each=i"};
  BOOST_TEST(parse(flags).each == (strings{"[g,h]", "i"}), per_element());
}

BOOST_AUTO_TEST_CASE(one_value_of_a_repeatable_option_needs_no_list) {
  const scratch_file file("test-each = a, b\n");
  BOOST_TEST(parse({"--config", file.path()}).each == strings{"a, b"}, per_element());
}

BOOST_AUTO_TEST_CASE(the_last_of_several_values_counts_and_earlier_ones_are_not_looked_at) {
  BOOST_TEST(parse({"-m", "bad", "-m", "good"}).mark == "good");
  BOOST_TEST(parse({"-m", "{}"}).mark == "{}");
  BOOST_TEST(parse({"-m", "[a,b]"}).mark == "[a,b]");
}

BOOST_AUTO_TEST_CASE(switches_are_words_outside_the_command_line) {
  for (const char* yes : {"1", "true", "YES", "on"}) {
    const variable set("HAUL_TEST_LOUD", yes);
    BOOST_TEST(parse({}).loud, yes);
    BOOST_TEST(!parse({"--test-loud=false"}).loud, yes);
  }
  const scratch_file file("test-loud = true");
  BOOST_TEST(parse({"--config", file.path()}).loud);
  const variable set("HAUL_TEST_LOUD", "0");
  BOOST_TEST(!parse({"--config", file.path()}).loud);
}

BOOST_AUTO_TEST_CASE(an_empty_variable_is_none) {
  const variable set("HAUL_TEST_MARK", "");
  BOOST_TEST(parse({}).mark == "default");
}

BOOST_AUTO_TEST_CASE(a_file_can_be_named_by_the_environment_and_taken_back) {
  const scratch_file file("test-mark = file\n");
  const variable set("HAUL_CONFIG", file.path());
  BOOST_TEST(parse({}).mark == "file");
  BOOST_TEST(parse({"--config", ""}).mark == "default");
}

BOOST_AUTO_TEST_CASE(a_bad_value_is_refused_with_its_place) {
  BOOST_TEST(complaint({"-m", "bad"}) == "--test-mark: 'bad' is not good");
  const scratch_file file("# one\ntest-mark = bad\n");
  BOOST_TEST(
      complaint({"--config", file.path()}) == file.path() + ":2: test-mark: 'bad' is not good");
  {
    const variable set("HAUL_TEST_MARK", "bad");
    BOOST_TEST(complaint({}) == "HAUL_TEST_MARK: 'bad' is not good");
    BOOST_TEST(complaint({"-m", "good"}) == "accepted");
  }
  const variable set("HAUL_TEST_LOUD", "maybe");
  BOOST_TEST(complaint({}) == "HAUL_TEST_LOUD: 'maybe' is not true or false");
}

BOOST_AUTO_TEST_CASE(a_setting_that_is_not_known_is_refused_with_its_line) {
  for (const char* name : {"test-marks", "config", "m", "--test-mark", "help"}) {
    const scratch_file file(std::string("\n") + name + " = x\n");
    BOOST_TEST(complaint({"--config", file.path()}).starts_with(file.path() + ":2: " + name), name);
  }
}

BOOST_AUTO_TEST_CASE(a_setting_takes_one_value_unless_it_is_repeatable) {
  for (const char* text : {"test-mark = ['a', 'b']", "test-mark = []", "test-loud = [1, 0]"}) {
    const scratch_file file(text);
    BOOST_TEST(complaint({"--config", file.path()}).ends_with(": takes one value"), text);
  }
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_right_is_refused_with_its_line) {
  const scratch_file file("test-mark = a\nnonsense\n");
  BOOST_TEST(complaint({"--config", file.path()}).starts_with(file.path() + ":2: a setting must"));
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_read_is_refused_with_who_named_it) {
  BOOST_TEST(
      complaint({"--config", "/nowhere/haul"}) ==
      "--config: '/nowhere/haul' can't be read: No such file or directory");
  BOOST_TEST(complaint({"--config", "/"}) == "--config: '/' can't be read: Is a directory");
  const variable set("HAUL_CONFIG", "/nowhere/haul");
  BOOST_TEST(complaint({}).starts_with("HAUL_CONFIG: '/nowhere/haul' can't be read"));
  const scratch_file large(std::string(1024 * 1024 + 1, '\n'));
  BOOST_TEST(complaint({"--config", large.path()}).ends_with("is larger than 1 MiB"));
}

BOOST_AUTO_TEST_CASE(variables_are_named_after_long_names) {
  BOOST_TEST(haul::variable_of("--max-requests") == "HAUL_MAX_REQUESTS");
  BOOST_TEST(haul::variable_of("rate") == "HAUL_RATE");
}

BOOST_AUTO_TEST_SUITE_END()
