#include <haul/options.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>
#include <string>

namespace {

using namespace std::chrono_literals;
using change = std::function<void(haul::options&)>;

haul::result<void> check(const change& make) {
  haul::options changed;
  make(changed);
  return haul::check_options(changed);
}

void check_taken(const change& make) {
  const haul::result<void> taken = check(make);
  BOOST_TEST(taken.has_value(), (taken ? std::string() : taken.error().message));
}

void check_refused(const change& make, const std::string& complaint) {
  const haul::result<void> refused = check(make);
  BOOST_TEST_REQUIRE(refused.has_error(), "no " << complaint);
  BOOST_TEST((refused.error().cause == haul::cause::bad_option));
  BOOST_TEST((refused.error().stage == haul::stage::input));
  BOOST_TEST(refused.error().message == complaint);
}

bool refused(const change& make) {
  return check(make).has_error();
}

change header(const std::string& name, const std::string& value) {
  return [=](haul::options& how) {
    haul::header made;
    made.name = name;
    made.value = value;
    how.headers.push_back(made);
  };
}

change agent(const std::string& value) {
  return [=](haul::options& how) { how.user_agent = value; };
}

} // namespace

BOOST_AUTO_TEST_SUITE(options)

BOOST_AUTO_TEST_CASE(defaults_are_taken_and_as_documented) {
  const haul::options how;
  BOOST_TEST(haul::check_options(how).has_value());
  BOOST_TEST(how.directory == ".");
  BOOST_TEST(how.max_requests == 64u);
  BOOST_TEST(!how.overwrite);
  BOOST_TEST((how.timeouts.connect == 10s));
  BOOST_TEST((how.timeouts.first_byte == 30s));
  BOOST_TEST((how.timeouts.idle == 60s));
  BOOST_TEST((how.timeouts.task == 0s));
  BOOST_TEST(how.max_redirects == 10u);
  BOOST_TEST(how.max_header_bytes == 64u * 1024);
  BOOST_TEST(how.headers.empty());
  BOOST_TEST(how.user_agent == "haul/0.1");
  BOOST_TEST(how.ca_file.empty());
}

BOOST_AUTO_TEST_CASE(max_requests_is_from_1_to_1000000) {
  check_taken([](haul::options& how) { how.max_requests = 1; });
  check_taken([](haul::options& how) { how.max_requests = 1'000'000; });
  check_refused(
      [](haul::options& how) { how.max_requests = 0; }, "max_requests is 0, not from 1 to 1000000");
  check_refused(
      [](haul::options& how) { how.max_requests = 1'000'001; },
      "max_requests is 1000001, not from 1 to 1000000");
  check_refused(
      [](haul::options& how) { how.max_requests = static_cast<std::size_t>(-1); },
      "max_requests is 18446744073709551615, not from 1 to 1000000");
}

BOOST_AUTO_TEST_CASE(max_redirects_is_from_0_to_50) {
  check_taken([](haul::options& how) { how.max_redirects = 0; });
  check_taken([](haul::options& how) { how.max_redirects = 50; });
  check_refused(
      [](haul::options& how) { how.max_redirects = 51; }, "max_redirects is 51, more than 50");
}

BOOST_AUTO_TEST_CASE(max_header_bytes_is_from_1_kib_to_256_kib) {
  check_taken([](haul::options& how) { how.max_header_bytes = 1024; });
  check_taken([](haul::options& how) { how.max_header_bytes = 256 * 1024; });
  check_refused(
      [](haul::options& how) { how.max_header_bytes = 1023; },
      "max_header_bytes is 1023, not from 1024 to 262144");
  check_refused(
      [](haul::options& how) { how.max_header_bytes = 256 * 1024 + 1; },
      "max_header_bytes is 262145, not from 1024 to 262144");
}

BOOST_AUTO_TEST_CASE(each_timeout_may_be_zero_and_not_negative) {
  const std::pair<const char*, std::chrono::milliseconds haul::timeouts::*> all[] = {
      {"connect", &haul::timeouts::connect},
      {"first_byte", &haul::timeouts::first_byte},
      {"idle", &haul::timeouts::idle},
      {"task", &haul::timeouts::task}};
  for (const auto& [name, which] : all) {
    const auto limit = which;
    check_taken([=](haul::options& how) { how.timeouts.*limit = 0ms; });
    check_taken([=](haul::options& how) { how.timeouts.*limit = 1ms; });
    check_refused(
        [=](haul::options& how) { how.timeouts.*limit = -1ms; },
        std::string("timeouts.") + name + " is not from 0 (no limit) to 365 days");
  }
}

BOOST_AUTO_TEST_CASE(headers_are_checked_each) {
  check_taken(header("X-Token", "abc"));
  check_refused(
      [](haul::options& how) {
        header("X-Good", "1")(how);
        header("Host", "evil")(how);
      },
      "header 'Host' is set by haul itself");
  check_refused(
      header("X-Bad", "a\r\nHost: evil"), "header 'X-Bad' has a control character in its value");
}

BOOST_AUTO_TEST_CASE(user_agent_may_be_empty_but_not_break_the_line) {
  using namespace std::string_literals;
  check_taken(agent(""));
  check_taken(agent("Mozilla/5.0 (X11; Linux) é"));
  for (const std::string& value : {"a\r\nX: y"s, "a\nb"s, "a\rb"s, "a\0b"s, "\x1b[2J"s, "\x7f"s})
    check_refused(agent(value), "user_agent contains a control character");
}

BOOST_AUTO_TEST_CASE(login_that_basic_authorisation_can_not_send_is_refused) {
  const auto login = [](const std::string& user, const std::string& password) {
    return [=](haul::options& how) {
      haul::host_login& made = how.logins.emplace_back();
      made.host = "h";
      made.user = user;
      made.password = password;
    };
  };
  check_taken(login("ann", "p:q \xc3\xa9"));
  check_taken(login("", ""));
  check_refused(login("a:b", "secret"), "the user name for 'h' has a colon");
  check_refused(login("a\n", "secret"), "the login for 'h' has a control character");
  check_refused(login("ann", "secret\x7f"), "the login for 'h' has a control character");
}

BOOST_AUTO_TEST_CASE(key_without_a_certificate_is_refused) {
  check_taken([](haul::options& how) { how.client_certificate = "cert.pem"; });
  check_refused(
      [](haul::options& how) { how.client_key = "key.pem"; },
      "client_key is given without client_certificate");
}

BOOST_AUTO_TEST_CASE(expected_types_are_a_type_or_all_of_a_kind) {
  const auto type = [](const std::string& text) {
    return [=](haul::options& how) { how.expect_types = {"text/csv", text}; };
  };
  for (const char* good : {"image/*", "image/gif", "Application/vnd.api+json", "x-a/b"})
    check_taken(type(good));
  for (const char* bad :
       {"", "image", "image/", "/gif", "/*", "*/*", "*/gif", "image/**", "image/g*", "image/gif/x",
        "im*ge/*", "image/gif; q=1", "image/ gif", "text/html\n"})
    BOOST_TEST(refused(type(bad)), bad);
  check_refused(type("a"), "'a' is neither TYPE/SUBTYPE nor TYPE/*");
}

BOOST_AUTO_TEST_CASE(recorded_digests_are_of_a_known_kind) {
  for (const char* good : {"", "sha256", "sha512", "sha1", "md5"})
    check_taken([=](haul::options& how) { how.record_digest = good; });
  check_refused(
      [](haul::options& how) { how.record_digest = "SHA256"; },
      "record_digest 'SHA256' is not sha256, sha512, sha1 or md5");
}

BOOST_AUTO_TEST_CASE(load_out_of_its_range_is_refused) {
  BOOST_TEST(refused([](haul::options& how) { how.rate_per_host = -1; }));
  BOOST_TEST(refused([](haul::options& how) { how.bytes_per_second = 999; }));
  BOOST_TEST(refused([](haul::options& how) { how.look_ahead = 0; }));
  BOOST_TEST(!refused([](haul::options& how) { how.bytes_per_second = 1000; }));
  BOOST_TEST(!refused([](haul::options& how) { how.max_per_host = 0; }));
}

BOOST_AUTO_TEST_CASE(retry_out_of_its_range_is_refused) {
  BOOST_TEST(refused([](haul::options& how) { how.retry.most = 101; }));
  BOOST_TEST(
      refused([](haul::options& how) { how.retry.first_delay = std::chrono::milliseconds(0); }));
  BOOST_TEST(refused([](haul::options& how) { how.retry.most_delay = std::chrono::hours(2); }));
  BOOST_TEST(
      refused([](haul::options& how) { how.retry.most_pause = std::chrono::milliseconds(-1); }));
  BOOST_TEST(refused([](haul::options& how) { how.retry.budget = 1'000'001; }));
}

BOOST_AUTO_TEST_CASE(fixed_address_that_is_none_is_refused) {
  haul::fixed_address good;
  good.host = "example.org";
  good.port = 80;
  good.address = "192.0.2.1";
  BOOST_TEST(!refused([&](haul::options& how) { how.addresses = {good}; }));
  haul::fixed_address bad = good;
  bad.address = "192.0.2.1.5";
  BOOST_TEST(refused([&](haul::options& how) { how.addresses = {good, bad}; }));
  bad = good;
  bad.port = 0;
  BOOST_TEST(refused([&](haul::options& how) { how.addresses = {bad}; }));
}

BOOST_AUTO_TEST_CASE(fixed_address_of_an_international_name_is_taken_when_it_is_one) {
  const auto fixed = [](const std::string& host) {
    return [=](haul::options& how) {
      haul::fixed_address& made = how.addresses.emplace_back();
      made.host = host;
      made.port = 80;
      made.address = "192.0.2.1";
    };
  };
  check_taken(fixed("bücher.example"));
  check_refused(
      fixed("☃.net"), "'☃.net': the host is not an international domain name: string contains a "
                      "disallowed character");
}

BOOST_AUTO_TEST_CASE(interface_is_an_address_or_may_be_a_device) {
  const auto from = [](const std::string& text) {
    return [=](haul::options& how) { how.interface = text; };
  };
  for (const char* good : {"", "eth0", "192.0.2.77", "2001:db8::1"})
    check_taken(from(good));
  check_refused(
      from("eth 0"), "interface 'eth 0' is neither an address nor the name of a network device");
}

BOOST_AUTO_TEST_CASE(task_that_can_t_be_started_is_refused_with_its_reason) {
  haul::task good;
  good.url = "http://example.org/";
  good.output = "out";
  BOOST_TEST(haul::check_task(good).has_value());
  haul::task bad = good;
  bad.url = "example.org";
  BOOST_TEST((haul::check_task(bad).error().cause == haul::cause::bad_url));
  bad = good;
  bad.output = "../out";
  BOOST_TEST((haul::check_task(bad).error().cause == haul::cause::bad_output));
  bad = good;
  bad.headers.emplace_back();
  BOOST_TEST((haul::check_task(bad).error().cause == haul::cause::bad_option));
  bad = good;
  bad.digests.emplace_back();
  BOOST_TEST((haul::check_task(bad).error().cause == haul::cause::bad_option));
}

BOOST_AUTO_TEST_SUITE_END()
