#include "response_feeder.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace {

using namespace haul::response_test;
using namespace std::string_literals;

} // namespace

BOOST_AUTO_TEST_SUITE(response_parser_hostile)

BOOST_AUTO_TEST_CASE(content_length_that_is_no_number_is_malformed) {
  for (const char* length :
       {"", "-5", "+5", "5x", "0x5", "5 5", "5.0", "1e3", "5,6", "5,", ",5", "five", "\"5\"",
        "18446744073709551616", "18446744073709551621", "99999999999999999999999999"})
    check_end(with("Content-Length: "s + length + "\r\n", "hello"), "malformed");
  check_end(with("Content-Length: 5\r\nContent-Length: 6\r\n", "hello!"), "malformed");
  check_end(with("Content-Length: 18446744073709551615\r\n", "hello"), "cut");
}

BOOST_AUTO_TEST_CASE(length_and_coding_together_are_malformed) {
  const std::string length = "Content-Length: 5\r\n";
  const std::string coding = "Transfer-Encoding: chunked\r\n";
  for (const char* status : {"200 OK", "204 No Content", "302 Found"}) {
    const std::string line = "HTTP/1.1 "s + status + "\r\n";
    check_end(line + length + coding + "\r\n0\r\n\r\n", "malformed");
    check_end(line + coding + length + "\r\n0\r\n\r\n", "malformed");
  }
}

BOOST_AUTO_TEST_CASE(transfer_codings_other_than_chunked_are_malformed) {
  for (const char* coding :
       {"gzip", "gzip, chunked", "chunked, gzip", "chunked, chunked", "identity", "", "xchunked",
        "chunked;q=1", "\"chunked\"", "chunked,", ",chunked",
        "chunked\r\nTransfer-Encoding: chunked", "gzip\r\nTransfer-Encoding: chunked",
        "chunked\r\nTransfer-Encoding: identity"})
    check_end(with("Transfer-Encoding: "s + coding + "\r\n", "0\r\n\r\n"), "malformed");
}

BOOST_AUTO_TEST_CASE(status_lines_of_something_else_are_malformed) {
  for (const char* line :
       {"HTTP/1.1 99 X",     "HTTP/1.1 099 X",      "HTTP/1.1 000 X",      "HTTP/1.1 1000 X",
        "HTTP/1.1 20 OK",    "HTTP/1.1 2OO OK",     "HTTP/1.1 -20 X",      "HTTP/1.1  200 OK",
        "HTTP/1.1\t200 OK",  "HTTP/2.0 200 OK",     "HTTP/0.9 200 OK",     "HTTP/3 200 OK",
        "HTTP/1.10 200 OK",  "HTTP/11 200 OK",      "http/1.1 200 OK",     "HTTPS/1.1 200 OK",
        "ICY 200 OK",        "SSH-2.0-OpenSSH_9.2", "<!DOCTYPE html>",     "",
        " HTTP/1.1 200 OK",  "GET / HTTP/1.1",      "HTTP/1.1 200 O\x1bK", "HTTP/1.1 200 O\x7fK",
        "HTTP/1.1 200 O\rK", "HTTP/1.1 200 O\nK"})
    check_end(line + "\r\nContent-Length: 0\r\n\r\n"s, "malformed");
  check_end("HTTP/1.1 200 O\0K\r\nContent-Length: 0\r\n\r\n"s, "malformed");
}

BOOST_AUTO_TEST_CASE(fields_that_could_be_read_in_two_ways_are_malformed) {
  for (const std::string& field :
       {"Name : x"s, "Na me: x"s, ": x"s, "Name"s, " Name: x"s, "\tName: x"s, "Na\0me: x"s,
        "Name: a\0b"s, "Name: a\rb"s, "Name: a\nContent-Length: 5"s, "Name: a\x1b[2J"s,
        "Name: a\x7f"s, "N\xc3\xa9: x"s, "Na(me): x"s, "Name: a\r\r\nb: c"s})
    check_end(with(field + "\r\nContent-Length: 0\r\n"), "malformed");
  check_end("HTTP/1.1 200 OK\nContent-Length: 0\n\n\r\n\r\n", "malformed");
  check_end(with("Content-Length: 0\r\n\rX\r\n"), "malformed");
}

BOOST_AUTO_TEST_CASE(broken_chunks_are_malformed) {
  for (const std::string& framing :
       {"5\nhello\r\n0\r\n\r\n"s, "5\r\nhelloXX0\r\n\r\n"s, "5\r\nhello0\r\n\r\n"s,
        "5\r\nhello\n0\r\n\r\n"s, "g\r\nhello\r\n"s, "-5\r\nhello\r\n"s, "+5\r\nhello\r\n"s,
        " 5\r\nhello\r\n"s, "0x5\r\nhello\r\n\r\n"s, ";a=b\r\nhello\r\n"s, "\r\nhello\r\n"s,
        "5;=x\r\nhello\r\n"s, "5;a\0=b\r\nhello\r\n"s, "10000000000000000\r\nhello\r\n"s,
        "ffffffffffffffffff\r\nhello\r\n"s, "5,5\r\nhello\r\n"s, "5\r\rhello\r\n"s})
    check_end(chunked(framing), "malformed");
  check_end(chunked("ffffffffffffffff\r\nhello\r\n"), "cut");
}

BOOST_AUTO_TEST_CASE(trailers_cannot_change_the_framing) {
  for (const char* trailer :
       {"Content-Length: 5", "Transfer-Encoding: chunked", "Transfer-Encoding: gzip", "Bad Name: x",
        "No colon", "A: b\nC: d"}) {
    check_end(chunked("0\r\n"s + trailer + "\r\n\r\n"), "malformed");
    check_end(chunked("1\r\nx\r\n0\r\nA: b\r\n"s + trailer + "\r\n\r\n"), "malformed");
  }
  check_end(chunked("0\r\n Folded: x\r\n\r\n"), "malformed");
}

BOOST_AUTO_TEST_CASE(header_may_have_as_many_bytes_as_allowed_and_no_more) {
  const std::string rest = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nX: \r\n\r\n";
  const auto sized = [&](std::size_t size) {
    return with("Content-Length: 1\r\nX: " + std::string(size - rest.size(), 'x') + "\r\n", "y");
  };
  check_done(sized(most_header), "y");
  check_end(sized(most_header + 1), "too_much");
  check_end(sized(10 * most_header), "too_much");
}

BOOST_AUTO_TEST_CASE(header_without_an_end_is_too_much_however_it_comes) {
  std::string fields;
  while (fields.size() < 4 * most_header)
    fields += "A: b\r\n";
  check_all(
      {with(fields), "HTTP/1.1 200 OK\r\n" + fields, "HTTP/1.1 200 " + std::string(5000, 'x'),
       with("A: b" + std::string(5000, ' ') + "\r\n"), with(std::string(5000, 'A'))},
      "too_much");
  for (std::size_t shift = 0; shift < 6; ++shift) { // one field at a time, cut at each of its bytes
    strings pieces = in_pieces(fields.substr(shift), 6);
    pieces.insert(pieces.begin(), "HTTP/1.1 200 OK\r\n" + fields.substr(0, shift));
    BOOST_TEST(feeder(pieces).got().end == "too_much");
  }
}

BOOST_AUTO_TEST_CASE(trailers_may_have_as_many_bytes_as_allowed_and_no_more) {
  check_end(chunked("0\r\nX: " + std::string(most_header - 5, 'x') + "\r\n\r\n"), "done");
  check_end(chunked("0\r\nX: " + std::string(most_header - 4, 'x') + "\r\n\r\n"), "too_much");
  check_end(chunked("0\r\nX: " + std::string(most_header, ' ') + "\r\n\r\n"), "too_much");
  std::string many;
  while (many.size() <= most_header)
    many += "A: b\r\n";
  check_end(chunked("1\r\nx\r\n0\r\n" + many + "\r\n"), "too_much");
}

BOOST_AUTO_TEST_CASE(chunk_extensions_are_limited) {
  check_done(chunked("1;" + std::string(4000, 'a') + "\r\nx\r\n0\r\n\r\n"), "x");
  check_end(chunked("1;" + std::string(5000, 'a') + "\r\nx\r\n0\r\n\r\n"), "too_much");
  check_end(chunked("0;" + std::string(5000, 'a') + "\r\n\r\n"), "too_much");
  check_end(chunked("1;" + std::string(1 << 20, 'a') + "\r\nx\r\n0\r\n\r\n"), "too_much");
}

// Each of them short: a limit of the body would let a hundred times as much through.
BOOST_AUTO_TEST_CASE(chunk_extensions_are_limited_by_what_they_go_with) {
  const auto chunks = [](std::size_t count, std::size_t content, std::size_t extension) {
    const std::string size = content == 1 ? "1;" : "100;";
    std::string framing;
    for (std::size_t each = 0; each < count; ++each)
      framing +=
          size + std::string(extension - 1, 'a') + "\r\n" + std::string(content, 'x') + "\r\n";
    return chunked(framing + "0\r\n\r\n");
  };
  check_done(chunks(50, 1, 300), std::string(50, 'x'));
  check_end(chunks(100, 1, 300), "too_much");
  check_done(chunks(2000, 1, 18), std::string(2000, 'x'));
  check_end(chunks(9000, 1, 20), "too_much");
  check_done(chunks(100, 256, 500), std::string(25'600, 'x')); // as long as two bytes for each
}

BOOST_AUTO_TEST_SUITE_END()
