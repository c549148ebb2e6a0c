#include "default_output.hpp"

#include <haul/text.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace {

void check_output(std::string_view url, std::string_view wanted) {
  const haul::field_result<std::string> output = haul::output_of_url(url);
  BOOST_TEST_REQUIRE(output.has_value(), "'" << url << "' was refused");
  BOOST_TEST(*output == wanted);
}

void check_refused(std::string_view url, haul::cause why) {
  const haul::field_result<std::string> output = haul::output_of_url(url);
  BOOST_TEST_REQUIRE(output.has_error(), "'" << url << "' was taken");
  BOOST_TEST((output.error().cause == why), url);
  BOOST_TEST(output.error().field == "url");
}

} // namespace

BOOST_AUTO_TEST_SUITE(default_output)

BOOST_AUTO_TEST_CASE(host_and_path_make_the_name) {
  check_output("http://host.example/dir/a.gif", "host.example/dir/a.gif");
  check_output("https://host/a%20b%2Fc.gif", "host/a%20b%2Fc.gif");
  check_output("http://host/Z\u00fcrich", "host/Z\u00fcrich");
}

BOOST_AUTO_TEST_CASE(scheme_and_host_are_read_in_any_case) {
  check_output("HTTPS://Host.Example/A", "host.example/A");
}

BOOST_AUTO_TEST_CASE(path_of_a_folder_gets_an_index) {
  check_output("http://host", "host/index.html");
  check_output("http://host/", "host/index.html");
  check_output("http://host/dir/", "host/dir/index.html");
}

BOOST_AUTO_TEST_CASE(port_of_another_service_is_shown) {
  check_output("http://host:8080/a", "host_8080/a");
  check_output("http://host:443/a", "host_443/a");
  check_output("https://host:80/a", "host_80/a");
}

BOOST_AUTO_TEST_CASE(port_of_the_scheme_is_not_shown) {
  check_output("http://host:80/a", "host/a");
  check_output("https://host:443/a", "host/a");
  check_output("https://host:0443/a", "host/a");
  check_output("http://host:/a", "host/a");
}

BOOST_AUTO_TEST_CASE(address_loses_its_brackets) {
  check_output("http://[::1]/a", "::1/a");
  check_output("http://[2001:DB8::1]:8080/a", "2001:db8::1_8080/a");
}

// The digits are those of `printf %s QUERY | sha256sum`.
BOOST_AUTO_TEST_CASE(query_is_hashed_in_front_of_the_extension) {
  check_output("http://host/a.gif?abc", "host/a-ba7816bf8f01cfea.gif");
  check_output("http://host/x.y/a?abc", "host/x.y/a-ba7816bf8f01cfea");
  check_output("http://host?abc", "host/index-ba7816bf8f01cfea.html");
  check_output("http://host.org/.hidden?abc", "host.org/.hidden-ba7816bf8f01cfea");
}

BOOST_AUTO_TEST_CASE(two_queries_are_two_names) {
  BOOST_TEST(
      *haul::output_of_url("http://host/a?page=1") != *haul::output_of_url("http://host/a?page=2"));
  BOOST_TEST(*haul::output_of_url("http://host/a?") != *haul::output_of_url("http://host/a"));
}

BOOST_AUTO_TEST_CASE(slash_within_a_query_makes_no_folder) {
  const std::string output = *haul::output_of_url("http://host/a.gif?u=http://other/../b.png");
  BOOST_TEST(output.starts_with("host/a-"));
  BOOST_TEST(output.ends_with(".gif"));
  BOOST_TEST(output.size() == std::string("host/a-0123456789abcdef.gif").size());
}

BOOST_AUTO_TEST_CASE(secrets_and_fragment_play_no_part) {
  check_output("http://me:canary@host/a#?b", "host/a");
  check_output("http://me@canary@host:81/a", "host_81/a");
  const std::string output = *haul::output_of_url("http://host/a?token=canary");
  BOOST_TEST(output.find("canary") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(path_that_can_not_be_a_name_is_refused) {
  for (const char* url :
       {"http://host/../a", "http://host/./a", "http://host//a", "http://host/-/a",
        "http://host/a\\b", "http://host/a\nb", "http://host/\xff", "http://../a", "http://-host/a",
        "http://host/a.haul-part"})
    check_refused(url, haul::cause::bad_output);
  check_refused("http://host/" + std::string(300, 'a'), haul::cause::bad_output);
}

BOOST_AUTO_TEST_CASE(what_is_no_url_is_refused) {
  for (const char* url :
       {"", "host/a", "/a", "ftp://host/a", "file:///etc/passwd", "http:/host", "http://",
        "http:///a", "http://:80/a", "http://me@/a", "http://host:0/a", "http://host:65536/a",
        "http://host:x/a", "http://host:8:8/a", "://host/a"})
    check_refused(url, haul::cause::bad_url);
}

BOOST_AUTO_TEST_CASE(refused_url_is_shown_without_its_secrets) {
  const auto refused = haul::output_of_url("ftp://me:canary@host/a?k=canary");
  BOOST_TEST(
      refused.error().message == "'ftp://***@host/a?k=***' is not an absolute http or https URL");
}

BOOST_AUTO_TEST_SUITE_END()
