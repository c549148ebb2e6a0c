#include <haul/text.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

using namespace haul;

BOOST_AUTO_TEST_SUITE(portable_name)

BOOST_AUTO_TEST_CASE(usual_names_are_portable) {
  for (const std::string name :
       {"a", "a/b.gif", "BR.gif", "console.txt", "com10", "lpt", "com0.txt", ".hidden", "a b.c",
        "\xc3\xa9t\xc3\xa9.jpg"})
    BOOST_TEST(check_portable_name(name).has_value(), name);
}

BOOST_AUTO_TEST_CASE(what_other_systems_refuse_or_change_is_refused) {
  for (const std::string name :
       {"a:b", "what?", "a*", "<a", "a>", "\"a", "a|b", "a.", "a ", "dir./a", "dir /a", "con",
        "CON.txt", "a/Nul", "aux.tar.gz", "com1", "LPT9.log"}) {
    const result<void> checked = check_portable_name(name);
    BOOST_TEST_REQUIRE(!checked.has_value(), name);
    BOOST_TEST((checked.error().cause == cause::bad_output));
    BOOST_TEST(checked.error().message.starts_with("output name '" + name + "' has "));
  }
}

BOOST_AUTO_TEST_CASE(case_is_folded_in_all_alphabets) {
  BOOST_TEST(folded_case("A/b.GIF") == "a/b.gif");
  BOOST_TEST(folded_case("\xc3\x89t\xc3\xa9") == "\xc3\xa9t\xc3\xa9");
  BOOST_TEST(folded_case("\xd0\x96") == "\xd0\xb6");
  BOOST_TEST(folded_case("\xf0\x9f\x98\x80") == "\xf0\x9f\x98\x80");
  BOOST_TEST(folded_case("1_-") == "1_-");
  BOOST_TEST(folded_case("").empty());
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_stay) {
  BOOST_TEST(
      folded_case("A\xff"
                  "B") == "a\xff"
                          "b");
}

BOOST_AUTO_TEST_SUITE_END()
