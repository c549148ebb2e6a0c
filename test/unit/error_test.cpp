#include <haul/error.hpp>

#include <boost/test/unit_test.hpp>

#include <iterator>
#include <stdexcept>
#include <string>
#include <utility>

namespace {

haul::error teapot() {
  haul::error made;
  made.stage = haul::stage::first_byte;
  made.cause = haul::cause::http_status;
  made.message = "HTTP 418 I'm a Teapot";
  return made;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(error)

BOOST_AUTO_TEST_CASE(description_has_the_message_and_the_stage) {
  BOOST_TEST(teapot().describe() == "HTTP 418 I'm a Teapot (first_byte)");
}

BOOST_AUTO_TEST_CASE(description_has_attempt_and_url_when_there_are_any) {
  haul::error failure = teapot();
  failure.attempt = 1;
  BOOST_TEST(failure.describe() == "HTTP 418 I'm a Teapot (first_byte, attempt 1)");
  failure.url = "http://host/br/br.gif";
  BOOST_TEST(
      failure.describe() == "HTTP 418 I'm a Teapot (first_byte, attempt 1, http://host/br/br.gif)");
  failure.attempt = 0;
  BOOST_TEST(failure.describe() == "HTTP 418 I'm a Teapot (first_byte, http://host/br/br.gif)");
}

BOOST_AUTO_TEST_CASE(message_is_not_taken_for_a_format) {
  haul::error failure = teapot();
  failure.message = "{} %s {0}";
  failure.url = "http://host/{}";
  BOOST_TEST(failure.describe() == "{} %s {0} (first_byte, http://host/{})");
}

BOOST_AUTO_TEST_CASE(fresh_error_is_a_bug_until_told_otherwise) {
  const haul::error fresh;
  BOOST_TEST((fresh.stage == haul::stage::internal));
  BOOST_TEST((fresh.cause == haul::cause::internal));
  BOOST_TEST(fresh.attempt == 0u);
  BOOST_TEST(!fresh.system);
  BOOST_TEST(fresh.describe() == " (internal)");
}

BOOST_AUTO_TEST_CASE(value_of_a_failure_throws_its_description) {
  haul::error failure = teapot();
  failure.attempt = 1;
  failure.url = "http://host/";
  const haul::result<int> failed(failure);
  BOOST_CHECK_EXCEPTION(failed.value(), std::runtime_error, [&](const std::runtime_error& thrown) {
    return std::string(thrown.what()).starts_with(failure.describe());
  });
  const haul::result<void> nothing(failure);
  BOOST_CHECK_THROW(nothing.value(), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(what_is_thrown_says_where_the_value_was_asked_for) {
  const haul::result<int> failed(teapot());
  BOOST_CHECK_EXCEPTION(failed.value(), std::runtime_error, [](const std::runtime_error& thrown) {
    return contains(thrown.what(), "error_test.cpp:");
  });
}

BOOST_AUTO_TEST_CASE(result_holds_a_value_or_an_error) {
  haul::result<int> either(7);
  BOOST_TEST(either.value() == 7);
  BOOST_TEST(either.has_value());
  either = teapot();
  BOOST_TEST(either.has_error());
  BOOST_TEST(either.error().message == "HTTP 418 I'm a Teapot");
}

BOOST_AUTO_TEST_CASE(every_stage_has_the_name_it_has_in_the_enumeration) {
  using enum haul::stage;
  const std::pair<haul::stage, const char*> all[] = {
      {input, "input"},     {resolve, "resolve"},       {connect, "connect"},   {tls, "tls"},
      {request, "request"}, {first_byte, "first_byte"}, {redirect, "redirect"}, {body, "body"},
      {output, "output"},   {internal, "internal"}};
  for (const auto& [value, name] : all)
    BOOST_TEST(to_string(value) == name);
}

BOOST_AUTO_TEST_CASE(every_cause_has_the_name_it_has_in_the_enumeration) {
  using enum haul::cause;
  const std::pair<haul::cause, const char*> all[] = {
      {bad_option, "bad_option"},
      {bad_url, "bad_url"},
      {bad_output, "bad_output"},
      {output_in_use, "output_in_use"},
      {name_not_found, "name_not_found"},
      {look_up_failed, "look_up_failed"},
      {address_refused, "address_refused"},
      {connect_failed, "connect_failed"},
      {untrusted, "untrusted"},
      {tls_failed, "tls_failed"},
      {connection_lost, "connection_lost"},
      {timed_out, "timed_out"},
      {malformed_response, "malformed_response"},
      {limit_exceeded, "limit_exceeded"},
      {http_status, "http_status"},
      {redirect_refused, "redirect_refused"},
      {redirect_loop, "redirect_loop"},
      {too_many_redirects, "too_many_redirects"},
      {wrong_content, "wrong_content"},
      {disk_full, "disk_full"},
      {output_failed, "output_failed"},
      {cancelled, "cancelled"},
      {internal, "internal"}};
  for (const auto& [value, name] : all)
    BOOST_TEST(to_string(value) == name);
  BOOST_TEST(std::size(all) == static_cast<std::size_t>(internal) + 1); // none was left out
}

BOOST_AUTO_TEST_SUITE_END()
