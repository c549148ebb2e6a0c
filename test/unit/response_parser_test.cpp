#include "response_feeder.hpp"

#include <boost/test/unit_test.hpp>

#include <span>
#include <string>
#include <utility>

namespace {

using namespace haul::response_test;
using namespace std::string_literals;
using haul::response_head;
using haul::response_parser;

// Of a response with these fields that was read to its end.
response_head head_of(const std::string& fields, const std::string& body = std::string()) {
  const std::string wire = with(fields, body);
  response_parser parser(most_header);
  std::span<const char> unread(wire);
  BOOST_TEST_REQUIRE((parser.parse(unread) == response_parser::state::header_done));
  if (!unread.empty())
    BOOST_TEST_REQUIRE((parser.parse(unread) == response_parser::state::done));
  return parser.head();
}

} // namespace

BOOST_AUTO_TEST_SUITE(response_parser)

BOOST_AUTO_TEST_CASE(head_is_what_the_header_says) {
  const answer got = feed(
      "HTTP/1.1 301 Moved \xc3\xa9\r\nlocation:\t /x y \r\nCONTENT-LENGTH:3 \r\nA:\r\n\r\nabc");
  BOOST_TEST(got.end == "done");
  BOOST_TEST(got.status == 301u);
  BOOST_TEST(got.reason == "Moved \xc3\xa9");
  BOOST_TEST((got.location == "/x y"));
  BOOST_TEST((got.length == 3u));
  BOOST_TEST(got.body == "abc");
  BOOST_TEST(feed("HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n").reason == "");
}

BOOST_AUTO_TEST_CASE(first_location_counts) {
  BOOST_TEST(
      (feed(with("Location: /a\r\nLocation: /b\r\nContent-Length: 0\r\n")).location == "/a"));
  BOOST_TEST((feed(with("Content-Length: 0\r\n")).location == std::nullopt));
  BOOST_TEST((feed(with("Location:\r\nContent-Length: 0\r\n")).location == ""));
  BOOST_TEST((feed(with("Location: /a\r\n\t/b\r\nContent-Length: 0\r\n")).location == "/a /b"));
}

BOOST_AUTO_TEST_CASE(fields_about_the_content_are_kept) {
  const response_head head = head_of(
      "Content-Type: text/html; charset=utf-8\r\netag: W/\"a, b\"\r\n"
      "LAST-MODIFIED: Thu, 01 Jan 1970 00:00:00 GMT\r\nDate: Fri, 02 Jan 1970 00:00:00 GMT\r\n"
      "content-range: bytes 0-1/2\r\nContent-Encoding: gzip\r\n"
      "repr-digest: sha-256=:AA==:\r\nCONTENT-DIGEST: sha-512=:AA==:\r\n");
  BOOST_TEST((head.content_type == "text/html; charset=utf-8"));
  BOOST_TEST((head.etag == "W/\"a, b\""));
  BOOST_TEST((head.last_modified == "Thu, 01 Jan 1970 00:00:00 GMT"));
  BOOST_TEST((head.date == "Fri, 02 Jan 1970 00:00:00 GMT"));
  BOOST_TEST((head.content_range == "bytes 0-1/2"));
  BOOST_TEST((head.content_encoding == "gzip"));
  BOOST_TEST((head.repr_digest == "sha-256=:AA==:"));
  BOOST_TEST((head.content_digest == "sha-512=:AA==:"));
}

BOOST_AUTO_TEST_CASE(fields_that_are_not_there_are_nothing) {
  const response_head head = head_of("Digest: sha-256=x\r\nX-ETag: \"a\"\r\n");
  for (const auto& kept :
       {head.content_type, head.etag, head.last_modified, head.date, head.content_range,
        head.content_encoding, head.repr_digest, head.content_digest})
    BOOST_TEST(!kept.has_value());
}

BOOST_AUTO_TEST_CASE(single_values_that_differ_are_none) {
  for (const auto& [name, kept] :
       {std::pair("ETag", &response_head::etag), std::pair("Date", &response_head::date),
        std::pair("Content-Type", &response_head::content_type),
        std::pair("Content-Range", &response_head::content_range),
        std::pair("Last-Modified", &response_head::last_modified)}) {
    const std::string a = name + ": a\r\n"s;
    const std::string b = name + ": b\r\n"s;
    BOOST_TEST((head_of(a + a).*kept == "a"), name);
    BOOST_TEST((head_of(a + b).*kept == ""), name);
    BOOST_TEST((head_of(a + b + a).*kept == ""), name);
    BOOST_TEST((head_of(a + b + b).*kept == ""), name);
  }
}

BOOST_AUTO_TEST_CASE(lists_are_put_together) {
  const response_head head =
      head_of("Content-Encoding: gzip\r\nRepr-Digest: a=:AA==:\r\nContent-Encoding: br, zstd\r\n"
              "Content-Digest: c\r\nrepr-digest: b=:AA==:\r\nContent-Digest: c\r\n");
  BOOST_TEST((head.content_encoding == "gzip, br, zstd"));
  BOOST_TEST((head.repr_digest == "a=:AA==:, b=:AA==:"));
  BOOST_TEST((head.content_digest == "c, c"));
}

BOOST_AUTO_TEST_CASE(trailers_say_nothing_about_the_content) {
  const response_head head = head_of(
      "ETag: \"a\"\r\nTransfer-Encoding: chunked\r\n",
      "0\r\nETag: \"b\"\r\nContent-Encoding: gzip\r\nRepr-Digest: x\r\n\r\n");
  BOOST_TEST((head.etag == "\"a\""));
  BOOST_TEST(!head.content_encoding.has_value());
  BOOST_TEST(!head.repr_digest.has_value());
}

BOOST_AUTO_TEST_CASE(body_is_as_long_as_content_length_says) {
  check_done(with("Content-Length: 5\r\n", "hello"), "hello");
  check_done(with("Content-Length: 0\r\n"), "");
  check_done(with("Content-Length: 005\r\n", "hello"), "hello");
  check_done(with("Content-Length: 2\r\n", "\0\xff"s), "\0\xff"s);
  check_done(with("Content-Length: 5\r\n", "hellomore"), "hello", "more");
  const std::string large(5000, 'x');
  check_done(with("Content-Length: 5000\r\n", large), large);
}

BOOST_AUTO_TEST_CASE(chunks_are_put_together) {
  check_done(chunked("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"), "hello world");
  check_done(chunked("0\r\n\r\n"), "");
  check_done(
      chunked("000a\r\n0123456789\r\nA\r\n0123456789\r\n00\r\n\r\n"), "01234567890123456789");
  check_done(chunked("2\r\n\r\n\r\n0\r\n\r\n"), "\r\n");
  check_done(chunked("1\r\nx\r\n0\r\n\r\nmore"), "x", "more");
  check_done(with("transfer-encoding: CHUNKED\r\n", "1\r\nx\r\n0\r\n\r\n"), "x");
}

BOOST_AUTO_TEST_CASE(chunk_extensions_and_trailers_are_passed_over) {
  check_done(
      chunked("5;a;b=c ; d=\"e;\\\"f\"\r\nhello\r\n0;last\r\nX: y\r\nZ:\r\n\r\nmore"), "hello",
      "more");
  const answer got = feed("HTTP/1.1 302 Found\r\nLocation: /a\r\nTransfer-Encoding: chunked\r\n\r\n"
                          "0\r\nLocation: /b\r\nETag: \"x\"\r\nHost: y\r\n\r\n");
  BOOST_TEST(got.end == "done");
  BOOST_TEST((got.location == "/a"));
  BOOST_TEST((feed(chunked("0\r\nLocation: /b\r\n\r\n")).location == std::nullopt));
}

BOOST_AUTO_TEST_CASE(body_without_a_length_ends_with_the_connection) {
  check_done(with("", "hello"), "hello");
  check_done(with(""), "");
  check_done("HTTP/1.0 200 OK\r\n\r\nhello\r\n\r\nHTTP/1.1", "hello\r\n\r\nHTTP/1.1");
}

BOOST_AUTO_TEST_CASE(responses_without_a_body_have_none_whatever_they_say) {
  for (const char* status :
       {"100 Continue", "103 Early Hints", "204 No Content", "304 Not Modified"}) {
    for (const char* fields : {"", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n"})
      check_done("HTTP/1.1 "s + status + "\r\n" + fields + "\r\nhello", "", "hello");
  }
}

BOOST_AUTO_TEST_CASE(second_response_is_left_alone) {
  const std::string second = with("Content-Length: 4\r\n", "evil");
  check_done(with("Content-Length: 2\r\n", "ok") + second, "ok", second);
  check_done(chunked("2\r\nok\r\n0\r\nA: b\r\n\r\n") + second, "ok", second);
  check_done("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + second, "", second);
}

BOOST_AUTO_TEST_CASE(response_that_is_cut_anywhere_is_not_done) {
  for (const std::string& wire :
       {with("Content-Length: 5\r\n", "hello"), with("Content-Length: 0\r\n"),
        chunked("5;a=b\r\nhello\r\n1\r\n!\r\n0\r\nA: b\r\n\r\n")}) {
    BOOST_TEST(feeder({wire}).got().end == "done");
    for (std::size_t size = 0; size < wire.size(); ++size) {
      BOOST_TEST(feeder({wire.substr(0, size)}).got().end == "cut");
      BOOST_TEST(feeder(in_pieces(wire.substr(0, size), 1)).got().end == "cut");
    }
  }
}

BOOST_AUTO_TEST_CASE(content_lengths_that_agree_are_one) {
  check_done(with("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), "hello");
  check_done(with("Content-Length: 5, 5\r\n", "hello"), "hello");
}

BOOST_AUTO_TEST_CASE(connection_is_kept_only_when_both_sides_know_where_they_are) {
  const auto kept = [](const std::string& version, const std::string& fields) {
    return feed("HTTP/" + version + " 200 OK\r\n" + fields + "\r\n0\r\n\r\n").keep_alive;
  };
  const std::string length = "Content-Length: 5\r\n";
  const std::string coding = "Transfer-Encoding: chunked\r\n";
  BOOST_TEST(kept("1.1", length));
  BOOST_TEST(kept("1.1", coding));
  BOOST_TEST(kept("1.1", length + "Connection: Keep-Alive\r\n"));
  BOOST_TEST(!kept("1.1", ""));
  BOOST_TEST(!kept("1.1", "Connection: keep-alive\r\n"));
  BOOST_TEST(!kept("1.1", length + "Connection: Close\r\n"));
  BOOST_TEST(!kept("1.1", length + "Connection: upgrade, close\r\n"));
  BOOST_TEST(!kept("1.1", length + "Connection: keep-alive\r\nConnection: close\r\n"));
  BOOST_TEST(!kept("1.0", length));
  BOOST_TEST(kept("1.0", length + "Connection: keep-alive\r\n"));
  BOOST_TEST(!kept("1.0", "Connection: keep-alive\r\n"));
  for (const char* both :
       {"keep-alive, close", "close, keep-alive", ", keep-alive,, CLOSE,", "keep-alive,close"})
    BOOST_TEST(!kept("1.0", length + "Connection: " + both + "\r\n"), both);
  BOOST_TEST(kept("1.0", length + "Connection: keep-alive, closed\r\n"));
  BOOST_TEST(!kept("1.0", coding + "Connection: keep-alive\r\n")); // RFC 9112 section 6.1
}

BOOST_AUTO_TEST_SUITE_END()
