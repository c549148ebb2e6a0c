#include "url.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>
#include <vector>

namespace {

using namespace std::string_literals;
using pairs = std::vector<std::pair<std::string, std::string>>;

haul::url parse(const std::string& text) {
  return haul::url::parse(text).value();
}

std::string resolved(const std::string& base, const std::string& reference) {
  const auto found = parse(base).resolve(reference);
  return found ? found->text() : "refused";
}

void check_resolved(const std::string& base, const pairs& all) {
  for (const auto& [reference, expected] : all) {
    const std::string found = resolved(base, reference);
    BOOST_TEST(found == expected, reference << " is " << found << " and not " << expected);
  }
}

std::string authorization(const std::string& base, const std::string& reference) {
  return parse(base).resolve(reference).value().authorization();
}

} // namespace

BOOST_AUTO_TEST_SUITE(url_resolve)

BOOST_AUTO_TEST_CASE(reference_to_an_international_host_leads_to_its_ascii_name) {
  check_resolved(
      "http://a/b", {{"https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"},
                     {"//ü:81?x", "http://xn--tda:81/?x"},
                     {"ü", "http://a/%C3%BC"},
                     {"//☃.net/", "refused"},
                     {"http://a℀b/", "refused"},
                     {"//h／@evil/", "refused"}});
  check_resolved("http://ü/b", {{"/c", "http://xn--tda/c"}, {"//ü/d", "http://xn--tda/d"}});
  BOOST_TEST(authorization("http://u@ü/", "//xn--tda/") == authorization("http://u@ü/", "x"));
}

BOOST_AUTO_TEST_CASE(reference_is_resolved_as_in_rfc_3986_section_5_4_1) {
  check_resolved(
      "http://a/b/c/d;p?q", {{"g", "http://a/b/c/g"},
                             {"./g", "http://a/b/c/g"},
                             {"g/", "http://a/b/c/g/"},
                             {"/g", "http://a/g"},
                             {"//g", "http://g/"},
                             {"?y", "http://a/b/c/d;p?y"},
                             {"g?y", "http://a/b/c/g?y"},
                             {"#s", "http://a/b/c/d;p?q"},
                             {"g#s", "http://a/b/c/g"},
                             {"g?y#s", "http://a/b/c/g?y"},
                             {";x", "http://a/b/c/;x"},
                             {"g;x", "http://a/b/c/g;x"},
                             {"g;x?y#s", "http://a/b/c/g;x?y"},
                             {"", "http://a/b/c/d;p?q"},
                             {".", "http://a/b/c/"},
                             {"./", "http://a/b/c/"},
                             {"..", "http://a/b/"},
                             {"../", "http://a/b/"},
                             {"../g", "http://a/b/g"},
                             {"../..", "http://a/"},
                             {"../../", "http://a/"},
                             {"../../g", "http://a/g"},
                             {"g:h", "refused"}});
}

BOOST_AUTO_TEST_CASE(reference_is_resolved_as_in_rfc_3986_section_5_4_2) {
  check_resolved(
      "http://a/b/c/d;p?q", {{"../../../g", "http://a/g"},
                             {"../../../../g", "http://a/g"},
                             {"/./g", "http://a/g"},
                             {"/../g", "http://a/g"},
                             {"g.", "http://a/b/c/g."},
                             {".g", "http://a/b/c/.g"},
                             {"g..", "http://a/b/c/g.."},
                             {"..g", "http://a/b/c/..g"},
                             {"./../g", "http://a/b/g"},
                             {"./g/.", "http://a/b/c/g/"},
                             {"g/./h", "http://a/b/c/g/h"},
                             {"g/../h", "http://a/b/c/h"},
                             {"g;x=1/./y", "http://a/b/c/g;x=1/y"},
                             {"g;x=1/../y", "http://a/b/c/y"},
                             {"g?y/./x", "http://a/b/c/g?y/./x"},
                             {"g?y/../x", "http://a/b/c/g?y/../x"},
                             {"g#s/../x", "http://a/b/c/g"},
                             {"http:g", "refused"}});
}

BOOST_AUTO_TEST_CASE(reference_may_be_written_as_servers_do) {
  check_resolved(
      "https://h:8443/a/b?c",
      {{"/x y", "https://h:8443/x%20y"},
       {"x y//z ?", "https://h:8443/a/x%20y//z%20?"},
       {"ä?ö", "https://h:8443/a/%C3%A4?%C3%B6"},
       {"//Other/x", "https://other/x"},
       {"HTTP://other:80", "http://other/"},
       {"/a b?next=http://other/c d", "https://h:8443/a%20b?next=http://other/c%20d"},
       {"?a b=http://other", "https://h:8443/a/b?a%20b=http://other"},
       {"\\\\other\\x", "https://h:8443/a/%5C%5Cother%5Cx"}});
  check_resolved("https://127.0.0.1.evil/a", {{"/b", "https://127.0.0.1.evil/b"}});
}

BOOST_AUTO_TEST_CASE(reference_that_leads_nowhere_is_refused) {
  for (const std::string& reference :
       {"ftp://h/"s, "javascript:alert(1)"s, "file:///x"s, "//"s, "http://"s, "http://a b/"s,
        "//h:0/"s, "//h:65536/"s, "/x\r\nSet-Cookie: a"s, "/a\0b"s, "/%zz"s, "http:///x"s,
        "mailto:a@b"s})
    BOOST_TEST(resolved("http://h/", reference) == "refused", reference << " was taken");
}

BOOST_AUTO_TEST_CASE(credentials_stay_with_their_origin) {
  const std::string base = "http://user:pw@h/a";
  const std::string own = parse(base).authorization();
  for (const char* same : {"/b", "?x", "", "//h/b", "http://H:80/b"})
    BOOST_TEST(authorization(base, same) == own);
  for (const char* other : {"//g/b", "https://h/b", "http://h:81/b", "//sub.h/b", "//h./b"})
    BOOST_TEST(authorization(base, other) == "");
}

BOOST_AUTO_TEST_CASE(credentials_do_not_come_back_with_a_later_redirect) {
  const haul::url away = parse("http://user:pw@h/a").resolve("//g/").value();
  BOOST_TEST(away.resolve("http://h/a").value().authorization() == "");
}

BOOST_AUTO_TEST_CASE(credentials_in_a_reference_are_ignored) {
  const std::string own = parse("http://user:pw@h/").authorization();
  BOOST_TEST(authorization("http://user:pw@h/", "http://evil:x@h/b") == own);
  BOOST_TEST(authorization("http://user:pw@h/", "//evil:x@g/b") == "");
  BOOST_TEST(authorization("http://h/", "http://evil:x@h/b") == "");
  BOOST_TEST(resolved("http://h/", "//evil:x@h/b") == "http://h/b");
}

BOOST_AUTO_TEST_SUITE_END()
