#include "site.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace {

haul::site find(const std::string& text) {
  return haul::find_site_or_url(text).value();
}

std::string complaint(const std::string& text) {
  const auto found = haul::find_site_or_url(text);
  BOOST_TEST_REQUIRE(found.has_error(), "'" << text << "' was taken");
  BOOST_TEST((found.error().cause == haul::cause::bad_option));
  return found.error().message;
}

} // namespace

BOOST_AUTO_TEST_SUITE(site)

BOOST_AUTO_TEST_CASE(own_sites_are_found_by_label_in_any_case) {
  for (const char* label : {"LOCAL", "local", "Delay", "eRRoR"}) {
    const haul::site found = find(label);
    BOOST_TEST((found.behaviour != nullptr));
    BOOST_TEST(found.base_url.empty());
  }
  BOOST_TEST(find("delay").label == "DELAY");
  BOOST_TEST((find("error").behaviour == haul::find_site("ERROR")));
}

BOOST_AUTO_TEST_CASE(remote_is_the_site_of_the_book) {
  const haul::site found = find("remote");
  BOOST_TEST(found.label == "REMOTE");
  BOOST_TEST(found.base_url == "https://www.fluentpython.com/data/flags");
  BOOST_TEST((found.behaviour == nullptr));
}

BOOST_AUTO_TEST_CASE(a_base_url_is_taken_without_slashes_at_its_end) {
  BOOST_TEST(find("http://localhost:8000").base_url == "http://localhost:8000");
  BOOST_TEST(find("https://[::1]/a/b//").base_url == "https://[::1]/a/b");
  BOOST_TEST(find("HTTP://host/Flags").base_url == "HTTP://host/Flags");
  BOOST_TEST(find("http://host").label.empty());
}

BOOST_AUTO_TEST_CASE(anything_else_is_refused) {
  for (const char* text :
       {"", "LOCALE", "ftp://host/", "host:80", "/flags", "file:///etc", "http://a b/",
        "http://host/\x1b[2J"}) {
    const std::string message = complaint(text);
    BOOST_TEST(
        message.find("is neither LOCAL, DELAY, ERROR, REMOTE") != std::string::npos, message);
  }
}

BOOST_AUTO_TEST_CASE(a_url_without_a_host_is_refused) {
  BOOST_TEST(complaint("http://") == "'http://' names no host");
  BOOST_TEST(complaint("http:/host") == "'http:/host' names no host");
  BOOST_TEST(complaint("https:///flags") == "'https:///flags' names no host");
}

BOOST_AUTO_TEST_CASE(a_base_url_with_query_or_fragment_is_refused_without_telling_its_secret) {
  const std::string message = complaint("http://user:secret@host/?key=secret");
  BOOST_TEST(message.find("query") != std::string::npos);
  BOOST_TEST(message.find("secret") == std::string::npos);
  BOOST_TEST(complaint("http://host/#part").find("fragment") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_flag_stands_twice_in_lower_case_in_its_path) {
  BOOST_TEST(haul::flag_url("http://h:1", "BR") == "http://h:1/br/br.gif");
}

BOOST_AUTO_TEST_SUITE_END()
