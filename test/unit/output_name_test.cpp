#include <haul/text.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace {

using haul::check_output_name;
using namespace std::string_literals;

constexpr std::size_t longest = 255 - haul::part_suffix.size();

void check_taken(const std::string& name) {
  const haul::result<void> taken = check_output_name(name);
  BOOST_TEST(taken.has_value(), "'" << name << "': " << (taken ? "" : taken.error().message));
}

void check_refused(const std::string& name, const std::string& complaint) {
  const haul::result<void> refused = check_output_name(name);
  BOOST_TEST_REQUIRE(refused.has_error(), "'" << name << "' was taken");
  BOOST_TEST((refused.error().cause == haul::cause::bad_output));
  BOOST_TEST((refused.error().stage == haul::stage::input));
  BOOST_TEST(refused.error().message == complaint);
}

} // namespace

BOOST_AUTO_TEST_SUITE(output_name)

BOOST_AUTO_TEST_CASE(ordinary_names_are_taken) {
  for (const char* name :
       {"BR.gif", "a/b/c", ".hidden", "..a", "a..", "...", "a-b", "a/b-", " ", "a b", "a:b", "~",
        "*?", "Zürich/日本.gif", "😀", "%2e%2e", "CON", "a.haul-part.gif", "haul-part"})
    check_taken(name);
}

BOOST_AUTO_TEST_CASE(empty_components_are_refused) {
  check_refused("", "output name '' has an empty component");
  check_refused("/", "output name '/' has an empty component");
  check_refused("/etc/passwd", "output name '/etc/passwd' has an empty component");
  check_refused("a//b", "output name 'a//b' has an empty component");
  check_refused("a/", "output name 'a/' has an empty component");
}

BOOST_AUTO_TEST_CASE(the_folder_and_its_parent_are_refused) {
  for (const char* name : {".", "..", "../x", "./x", "a/..", "a/./b", "a/../../b", "a/."})
    check_refused(name, "output name '"s + name + "' contains the folder itself or its parent");
}

BOOST_AUTO_TEST_CASE(a_component_that_starts_with_a_hyphen_is_refused) {
  for (const char* name : {"-", "--help", "-rf", "a/-b", "-a/b"})
    check_refused(name, "output name '"s + name + "' has a component that starts with '-'");
}

BOOST_AUTO_TEST_CASE(backslash_is_refused) {
  for (const char* name : {"\\", "a\\b", "..\\..\\x", "a/b\\"})
    check_refused(name, "output name '"s + name + "' contains a backslash");
}

BOOST_AUTO_TEST_CASE(every_c0_control_and_del_is_refused) {
  for (char control = 0; control < 0x20; ++control) {
    for (const std::string& name : {"a"s + control, control + "a"s, "a/"s + control + "/b"})
      check_refused(
          name, "output name '" + haul::printable(name) + "' contains a control character");
  }
  check_refused("a\x7f", "output name 'a\\x7f' contains a control character");
}

BOOST_AUTO_TEST_CASE(name_cut_by_nul_is_refused) {
  check_refused("BR.gif\0../x"s, "output name 'BR.gif\\x00../x' contains a control character");
}

BOOST_AUTO_TEST_CASE(every_c1_control_is_refused) {
  for (int control = 0x80; control < 0xa0; ++control) {
    const std::string name = "a\xc2"s + static_cast<char>(control);
    check_refused(name, "output name '" + haul::printable(name) + "' contains a control character");
  }
  check_taken("a\u00a0b");
}

BOOST_AUTO_TEST_CASE(bytes_that_are_not_utf8_are_refused) {
  for (const char* name :
       {"\xff", "caf\xe9", "a/\xc3", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80",
        "\x80", "\xc0\xae\xc0\xae/x"})
    check_refused(name, "output name '" + haul::printable(name) + "' is not valid UTF-8");
}

BOOST_AUTO_TEST_CASE(name_of_an_unfinished_file_is_refused) {
  for (const char* name : {"BR.gif.haul-part", ".haul-part", "a.haul-part/b", "a/b.haul-part"})
    check_refused(name, "output name '"s + name + "' ends as an unfinished file does");
}

BOOST_AUTO_TEST_CASE(component_is_at_most_255_bytes_with_the_part_suffix) {
  const std::string most(longest, 'x');
  check_taken(most);
  check_taken(most + "/" + most + "/" + most);
  for (const std::string& name : {most + "x", "a/" + most + "x", most + "x/a"})
    check_refused(name, "output name '" + name + "' is too long for a file name");
}

BOOST_AUTO_TEST_CASE(length_is_counted_in_bytes) {
  const std::string one_less(longest - 1, 'x');
  check_taken(one_less.substr(1) + "é");
  check_refused(one_less + "é", "output name '" + one_less + "é' is too long for a file name");
}

BOOST_AUTO_TEST_CASE(message_can_be_shown) {
  check_refused("\x1b[2J\u202e", "output name '\\x1b[2J\\u{202e}' contains a control character");
}

BOOST_AUTO_TEST_SUITE_END()
