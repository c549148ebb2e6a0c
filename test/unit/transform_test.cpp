#include "transform.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(transform)

using haul::hash_digits;
using haul::transformed;
using how = haul::transform;

BOOST_AUTO_TEST_CASE(names_are_those_of_the_enumeration) {
  BOOST_TEST((haul::transform_named("lower") == how::lower));
  BOOST_TEST((haul::transform_named("upper") == how::upper));
  BOOST_TEST((haul::transform_named("basename") == how::basename));
  BOOST_TEST((haul::transform_named("ext") == how::ext));
  BOOST_TEST((haul::transform_named("hash2") == how::hash2));
}

BOOST_AUTO_TEST_CASE(other_names_are_unknown) {
  for (const char* name : {"", "Lower", "lower ", "hash", "hash3", "base"})
    BOOST_TEST(!haul::transform_named(name).has_value(), name);
}

BOOST_AUTO_TEST_CASE(case_changes_for_ascii_letters_only) {
  BOOST_TEST(transformed(how::lower, "AZaz09@[`{\u00c4") == "azaz09@[`{\u00c4");
  BOOST_TEST(transformed(how::upper, "AZaz09@[`{\u00e4") == "AZAZ09@[`{\u00e4");
}

BOOST_AUTO_TEST_CASE(basename_is_the_last_component) {
  BOOST_TEST(transformed(how::basename, "a.gif") == "a.gif");
  BOOST_TEST(transformed(how::basename, "/x/y/a.gif") == "a.gif");
  BOOST_TEST(transformed(how::basename, "https://host/x/a%20b.gif") == "a%20b.gif");
  BOOST_TEST(transformed(how::basename, "") == "");
}

BOOST_AUTO_TEST_CASE(basename_leaves_query_and_fragment_out) {
  BOOST_TEST(transformed(how::basename, "https://host/a.gif?from=/b.png") == "a.gif");
  BOOST_TEST(transformed(how::basename, "/x/a.gif#/b.png") == "a.gif");
  BOOST_TEST(transformed(how::basename, "https://host/a?u=http://other/b") == "a");
}

BOOST_AUTO_TEST_CASE(basename_of_what_ends_with_a_folder_is_empty) {
  BOOST_TEST(transformed(how::basename, "https://host/x/") == "");
  BOOST_TEST(transformed(how::basename, "https://host.example") == "");
  BOOST_TEST(transformed(how::basename, "https://host.example?a=b") == "");
}

BOOST_AUTO_TEST_CASE(extension_has_its_dot) {
  BOOST_TEST(transformed(how::ext, "https://host.example/x.y/a.tar.gz?b.c") == ".gz");
  BOOST_TEST(transformed(how::ext, "a.GIF") == ".GIF");
}

BOOST_AUTO_TEST_CASE(extension_is_empty_without_one) {
  for (const char* value : {"", "a", "x.y/a", ".profile", "x/.profile", "a.", "https://host.org"})
    BOOST_TEST(transformed(how::ext, value) == "", value);
}

// The digests are those that `printf %s VALUE | sha256sum` prints.
BOOST_AUTO_TEST_CASE(hash2_is_the_same_everywhere) {
  BOOST_TEST(transformed(how::hash2, "") == "e3");
  BOOST_TEST(transformed(how::hash2, "abc") == "ba");
}

BOOST_AUTO_TEST_CASE(hash_digits_begin_the_sha256) {
  BOOST_TEST(hash_digits("abc", 16) == "ba7816bf8f01cfea");
  BOOST_TEST(
      hash_digits("abc", 64) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  BOOST_TEST(hash_digits("abc", 0) == "");
}

BOOST_AUTO_TEST_SUITE_END()
