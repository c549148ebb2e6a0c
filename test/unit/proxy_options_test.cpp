#include <haul/proxy_options.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

using namespace haul;

namespace {

using variables = std::map<std::string, std::string>;

struct sample {
  const char* name;
  variables environment;
  std::optional<std::string> given;
  const char* http;
  const char* https;
  const char* except;
};

std::ostream& operator<<(std::ostream& to, const sample& shown) {
  return to << shown.name;
}

const std::vector<sample>& samples() {
  static const std::optional<std::string> no;
  static const std::vector<sample> all = {
      {"nothing", {}, no, "", "", ""},
      {"lower_http", {{"http_proxy", "a"}}, no, "a", "", ""},
      {"upper_http_is_not_ours", {{"HTTP_PROXY", "a"}}, no, "", "", ""},
      {"upper_http_hides_no_all", {{"HTTP_PROXY", "a"}, {"ALL_PROXY", "b"}}, no, "b", "b", ""},
      {"lower_https", {{"https_proxy", "a"}}, no, "", "a", ""},
      {"upper_https", {{"HTTPS_PROXY", "a"}}, no, "", "a", ""},
      {"lower_before_upper", {{"HTTPS_PROXY", "b"}, {"https_proxy", "a"}}, no, "", "a", ""},
      {"both", {{"http_proxy", "a"}, {"https_proxy", "b"}}, no, "a", "b", ""},
      {"lower_all", {{"all_proxy", "a"}}, no, "a", "a", ""},
      {"upper_all", {{"ALL_PROXY", "a"}}, no, "a", "a", ""},
      {"lower_all_before_upper", {{"ALL_PROXY", "b"}, {"all_proxy", "a"}}, no, "a", "a", ""},
      {"http_before_all", {{"http_proxy", "a"}, {"all_proxy", "b"}}, no, "a", "b", ""},
      {"https_before_all", {{"HTTPS_PROXY", "a"}, {"all_proxy", "b"}}, no, "b", "a", ""},
      {"empty_is_missing", {{"http_proxy", ""}, {"https_proxy", ""}}, no, "", "", ""},
      {"empty_leaves_upper", {{"https_proxy", ""}, {"HTTPS_PROXY", "a"}}, no, "", "a", ""},
      {"empty_leaves_all", {{"http_proxy", ""}, {"all_proxy", "a"}}, no, "a", "a", ""},
      {"lower_no_proxy", {{"no_proxy", "x"}, {"NO_PROXY", "y"}}, no, "", "", "x"},
      {"upper_no_proxy", {{"NO_PROXY", "y"}}, no, "", "", "y"},
      {"given_alone", {}, "g", "g", "g", ""},
      {"given_before_all_others",
       {{"http_proxy", "a"}, {"https_proxy", "b"}, {"all_proxy", "c"}},
       "g",
       "g",
       "g",
       ""},
      {"given_empty_is_none",
       {{"http_proxy", "a"}, {"https_proxy", "b"}, {"all_proxy", "c"}},
       "",
       "",
       "",
       ""},
      {"given_leaves_no_proxy", {{"no_proxy", "x"}, {"http_proxy", "a"}}, "g", "g", "g", "x"},
  };
  return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(proxy_options)

BOOST_DATA_TEST_CASE(
    environment_is_read_as_curl_does, boost::unit_test::data::make(samples()), wanted) {
  const haul::proxy_options made = proxies_from(
      [&](const char* name) -> const char* {
        const auto found = wanted.environment.find(name);
        return found == wanted.environment.end() ? nullptr : found->second.c_str();
      },
      wanted.given);
  BOOST_TEST(made.http == wanted.http);
  BOOST_TEST(made.https == wanted.https);
  BOOST_TEST(made.except == wanted.except);
}

BOOST_AUTO_TEST_CASE(upper_case_http_proxy_is_not_even_looked_at) {
  std::vector<std::string> asked;
  proxies_from([&](const char* name) -> const char* {
    asked.emplace_back(name);
    return nullptr;
  });
  BOOST_TEST(!asked.empty());
  for (const std::string& name : asked)
    BOOST_TEST(name != "HTTP_PROXY");
}

BOOST_AUTO_TEST_SUITE_END()
