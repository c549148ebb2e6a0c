#include "shard.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using haul::parse_shard;
using haul::shard;
using haul::shard_of_text;
using haul::shard_rule;

shard made(std::uint64_t index, std::uint64_t count) {
  shard which;
  which.index = index;
  which.count = count;
  return which;
}

haul::task task_of(std::string url, std::string code = "x") {
  haul::task made;
  made.url = std::move(url);
  made.code = std::move(code);
  return made;
}

// In how many of five shards a row is.
unsigned homes(std::uint64_t number, const haul::task* of, shard_rule rule) {
  unsigned found = 0;
  for (std::uint64_t index = 0; index < 5; ++index)
    found += haul::is_in(made(index, 5), rule)(number, of) ? 1U : 0U;
  return found;
}

} // namespace

BOOST_AUTO_TEST_SUITE(shard)

BOOST_AUTO_TEST_CASE(index_and_count_are_read) {
  BOOST_TEST((parse_shard("0/8").value() == made(0, 8)));
  BOOST_TEST((parse_shard("7/8").value() == made(7, 8)));
  BOOST_TEST((parse_shard("0/1").value() == made(0, 1)));
  BOOST_TEST((parse_shard("999999/1000000").value() == made(999'999, 1'000'000)));
}

BOOST_AUTO_TEST_CASE(what_is_no_shard_is_refused) {
  for (const char* text :
       {"", "/", "1", "1/", "/2", "a/2", "1/b", "-1/2", "+1/2", "1/2/3", " 1/2", "0/0", "0/1000001",
        "1 / 2"}) {
    const haul::result<haul::shard> refused = parse_shard(text);
    BOOST_TEST_REQUIRE(!refused, text);
    BOOST_TEST(refused.error().message.find("not auto or I/N") != std::string::npos);
  }
  BOOST_TEST(
      parse_shard("8/8").error().message ==
      "'8/8' is not a shard: of 8 the first is 0 and the last 7");
}

// docs/clusters.md says how to compute it. One that changes would put rows into two shards, or
// none, of a cluster that is being updated.
BOOST_AUTO_TEST_CASE(hash_is_the_documented_one) {
  BOOST_TEST(shard_of_text("", 1'000'000) == 0xe3b0c44298fc1c14U % 1'000'000U);
  BOOST_TEST(shard_of_text("abc", 8) == 0xba7816bf8f01cfeaU % 8U);
  BOOST_TEST(shard_of_text("abc", 7) == 0xba7816bf8f01cfeaU % 7U);
}

BOOST_AUTO_TEST_CASE(texts_that_are_alike_spread) {
  std::vector<unsigned> taken(8);
  for (unsigned each = 0; each < 8000; ++each)
    ++taken[shard_of_text("img-" + std::to_string(each), 8)];
  for (const unsigned count : taken)
    BOOST_TEST((count > 850 && count < 1150), count);
}

BOOST_AUTO_TEST_CASE(each_row_has_one_shard) {
  const std::vector<haul::task> tasks = {
      task_of("http://a/1"), task_of("https://b.example:8443/x?y"), task_of("not a URL"),
      task_of("http://[::1]/")};
  for (const shard_rule rule : {shard_rule::row, shard_rule::host, shard_rule::code}) {
    for (std::uint64_t number = 1; number <= 20; ++number) {
      BOOST_TEST(homes(number, nullptr, rule) == 1U);
      BOOST_TEST(homes(number, &tasks[number % tasks.size()], rule) == 1U);
    }
  }
}

BOOST_AUTO_TEST_CASE(host_is_the_one_that_limits_know) {
  const auto ours =
      haul::is_in(made(shard_of_text("xn--bcher-kva.example", 64), 64), shard_rule::host);
  std::uint64_t number = 0;
  for (const char* url :
       {"http://xn--bcher-kva.example/1", "https://XN--BCHER-KVA.example:8443/2",
        "http://b\xc3\xbc"
        "cher.example/3",
        "http://name:word@xn--bcher-kva.example/4?q"}) {
    const haul::task each = task_of(url);
    BOOST_TEST(ours(++number, &each), url);
  }
  const haul::task other = task_of("http://other.example/");
  BOOST_TEST(!ours(1, &other));
}

BOOST_AUTO_TEST_CASE(code_decides_whatever_the_url_is) {
  const auto ours = haul::is_in(made(shard_of_text("BR", 64), 64), shard_rule::code);
  const haul::task first = task_of("http://a/", "BR");
  const haul::task second = task_of("not a URL", "BR");
  const haul::task other = task_of("http://a/", "CN");
  BOOST_TEST(ours(1, &first));
  BOOST_TEST(ours(2, &second));
  BOOST_TEST(!ours(3, &other));
}

BOOST_AUTO_TEST_CASE(names_get_the_index) {
  BOOST_TEST(
      haul::name_of_shard("out/{shard}/r-{shard}.jsonl", made(12, 20)) == "out/12/r-12.jsonl");
  BOOST_TEST(haul::name_of_shard("{sha}", made(1, 2)) == "{sha}");
  BOOST_TEST(haul::name_of_shard("", made(1, 2)) == "");
}

BOOST_AUTO_TEST_SUITE_END()
