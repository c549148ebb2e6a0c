#include "metric_label.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(metric_label)

BOOST_AUTO_TEST_CASE(names_and_values_are_taken_apart) {
  const auto label = haul::parse_metric_label("shard=a=b \"c\"");
  BOOST_TEST_REQUIRE(label.has_value());
  BOOST_TEST(label->name == "shard");
  BOOST_TEST(label->value == "a=b \"c\"");
  BOOST_TEST(haul::parse_metric_label("_x9=\u00e9").has_value());
}

BOOST_AUTO_TEST_CASE(what_prometheus_would_not_take_is_refused) {
  for (const char* text :
       {"", "=", "a", "a=", "=b", "9a=b", "a-b=c", "__name__=x", "a b=c", "\u00e9=c", "a=\xff",
        "a=b\nc"}) {
    const auto label = haul::parse_metric_label(text);
    BOOST_TEST_REQUIRE(label.has_error(), text);
    BOOST_TEST((label.error().cause == haul::cause::bad_option));
  }
}

BOOST_AUTO_TEST_CASE(labels_of_haul_are_refused) {
  for (const char* text : {"host=x", "le=1", "status=ok", "kind=x", "version=1"})
    BOOST_TEST(haul::parse_metric_label(text).has_error(), text);
}

BOOST_AUTO_TEST_SUITE_END()
