#include "flag_target.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

using haul::code_number;
using haul::read_target;

BOOST_AUTO_TEST_SUITE(flag_target)

BOOST_AUTO_TEST_CASE(codes_are_numbered_in_alphabetical_order) {
  std::size_t expected = 0;
  for (char first = 'A'; first <= 'Z'; ++first) {
    for (char second = 'A'; second <= 'Z'; ++second)
      BOOST_TEST((code_number(std::string{first, second}) == expected++));
  }
  BOOST_TEST(expected == haul::code_count);
  BOOST_TEST((code_number("bR") == code_number("BR")));
  for (const char* wrong : {"", "B", "BRA", "B1", "1B", "[R", "B{", "@A", "`a", "\xff\xff"})
    BOOST_TEST(!code_number(wrong).has_value(), wrong);
}

BOOST_AUTO_TEST_CASE(a_path_of_a_flag_names_its_code) {
  for (const char* target :
       {"/br/br.gif", "/BR/BR.GIF", "/Br/bR.gif", "/br/br.gif?", "/br/br.gif?a=/us/us.gif",
        "http://flags/br/br.gif", "HTTP://[::1]:80/br/br.gif?x", "http://user@h/br/br.gif"}) {
    const auto read = read_target(target);
    BOOST_TEST((read.code == code_number("BR")), target);
    BOOST_TEST(read.key == read_target("/br/br.gif").key, target);
  }
}

BOOST_AUTO_TEST_CASE(any_other_path_names_none) {
  for (const char* target :
       {"",
        "/",
        "*",
        "br/br.gif",
        "/br/us.gif",
        "/br/br.gi",
        "/br/br.gifs",
        "/br/br/gif",
        "//br/br.gif",
        "/br/br.gif/",
        "/b1/b1.gif",
        "/bra/bra.gif",
        "/b/b.gif",
        "/brbbr.gif",
        "/%62r/br.gif",
        "?/br/br.gif",
        "http://flags",
        "https://flags/br/br.gif",
        "http:///br/br.gif/x",
        "/br/br.png"})
    BOOST_TEST(!read_target(target).code.has_value(), target);
}

BOOST_AUTO_TEST_CASE(paths_that_differ_have_different_keys) {
  std::set<std::uint64_t> keys;
  for (const char* target : {"/", "/a", "/b", "/br/us.gif", "/us/br.gif", "/br/br.gif", ""})
    keys.insert(read_target(target).key);
  BOOST_TEST(keys.size() == 7U);
  BOOST_TEST(read_target("/a?x").key == read_target("/a?y").key);
  BOOST_TEST(read_target("http://one/a").key == read_target("/a").key);
}

BOOST_AUTO_TEST_SUITE_END()
