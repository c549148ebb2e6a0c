#pragma once

#include "certificate.hpp"
#include "download_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>
#include <vector>

namespace haul::test {

/// A downloader that speaks HTTP/2 to servers it knows, or to those of its own authority.
struct http2_fixture : download_fixture {
  http2_fixture() {
    how.http = http_version::http2_prior_knowledge;
    write_file(trust.path() / "ca.pem", shown.pem());
    how.ca_file = trust.path() / "ca.pem";
  }

  /// Tasks for `/1`, `/2`, … with outputs `1`, `2`, ….
  static std::vector<task> tasks(const h2_server& at, int count) {
    std::vector<task> made;
    for (int each = 1; each <= count; ++each)
      made.push_back(make_task(at.url("/" + std::to_string(each)), std::to_string(each)));
    return made;
  }

  /// The requests for a path.
  static int asked(const h2_server& at, const std::string& path) {
    int count = 0;
    for (const h2_request& each : at.record().requests)
      count += each.path() == path ? 1 : 0;
    return count;
  }

  static void check_ok(const std::vector<completion>& done, std::size_t count) {
    BOOST_TEST(done.size() == count);
    for (const completion& each : done) {
      BOOST_TEST(
          (each.outcome.status == status::ok),
          each.task.code << ": " << (each.outcome.error ? each.outcome.error->describe() : ""));
      BOOST_TEST(each.outcome.attempts == 1U, each.task.code);
      BOOST_TEST(each.outcome.protocol == "HTTP/2");
    }
  }

  certificate shown{certificate_request()};
  temporary_folder trust;
};

} // namespace haul::test
