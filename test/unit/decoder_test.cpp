#include "content_encoding.hpp"
#include "decoder.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <zlib.h>
#include <zstd.h>

using haul::test::gzip;
using haul::test::zstd;

namespace {

struct decoded {
  std::string text;
  std::string problem;
  std::size_t largest = 0; // piece
};

decoded decode(std::string_view in, std::size_t piece = 1'000'000, std::string_view name = "list") {
  const auto used = haul::decoder::for_first_bytes(name, in.substr(0, 4));
  decoded out;
  const auto take = [&](std::string_view bytes) {
    out.text += bytes;
    out.largest = std::max(out.largest, bytes.size());
  };
  while (!in.empty() && out.problem.empty()) {
    if (const auto pushed = used->push(in.substr(0, piece), take); pushed.has_error())
      out.problem = pushed.error().message;
    in.remove_prefix(std::min(piece, in.size()));
  }
  if (out.problem.empty())
    if (const auto finished = used->finish(); finished.has_error())
      out.problem = finished.error().message;
  return out;
}

std::string much_text() {
  std::string text;
  for (int line = 0; line < 20'000; ++line)
    text += "http://127.0.0.1:8000/" + std::to_string(line) + "\n";
  return text;
}

void check(const std::string& packed, const std::string& text) {
  for (const std::size_t piece : {1U, 3U, 1'000U, 65'536U, 10'000'000U}) {
    const decoded out = decode(packed, piece);
    BOOST_TEST(out.problem == "");
    BOOST_TEST((out.text == text));
    BOOST_TEST(out.largest <= haul::decoder::piece_size);
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(decoder)

BOOST_AUTO_TEST_CASE(plain_bytes_stay_as_they_are) {
  check("", "");
  check(much_text(), much_text());
}

BOOST_AUTO_TEST_CASE(gzip_is_decoded) {
  check(gzip(much_text()), much_text());
  check(gzip(""), "");
}

BOOST_AUTO_TEST_CASE(gzip_members_follow_each_other) {
  check(gzip("a\n") + gzip("") + gzip(much_text()) + gzip("b"), "a\n" + much_text() + "b");
}

BOOST_AUTO_TEST_CASE(zstd_is_decoded) {
  check(zstd(much_text()), much_text());
  check(zstd(""), "");
}

BOOST_AUTO_TEST_CASE(zstd_frames_follow_each_other) {
  check(zstd("a\n") + zstd("") + zstd(much_text()) + zstd("b"), "a\n" + much_text() + "b");
}

BOOST_AUTO_TEST_CASE(text_of_exactly_one_piece_ends) {
  const std::string text(haul::decoder::piece_size, 'x');
  check(gzip(text), text);
  check(zstd(text), text);
  check(gzip(text) + gzip(text), text + text);
}

BOOST_AUTO_TEST_CASE(input_that_ends_early_is_an_error) {
  for (const std::string& packed : {gzip("some text"), gzip("a") + gzip("some text")})
    for (std::size_t missing = 1; missing < 18; ++missing)
      BOOST_TEST(
          decode(packed.substr(0, packed.size() - missing)).problem ==
          "the gzip data ends in the middle");
  const std::string packed = zstd("some text");
  for (std::size_t missing = 1; missing + 4 < packed.size(); ++missing)
    BOOST_TEST(
        decode(packed.substr(0, packed.size() - missing)).problem ==
        "the zstd data ends in the middle");
}

BOOST_AUTO_TEST_CASE(damaged_input_is_an_error) {
  std::string packed = gzip(much_text());
  packed[packed.size() - 6] ^= 1; // of the checksum
  BOOST_TEST(decode(packed).problem == "damaged gzip data: incorrect data check");
  BOOST_TEST(decode(gzip("a") + "rubbish").problem.starts_with("damaged gzip data: "));
  BOOST_TEST(decode(zstd("a") + "rubbish").problem.starts_with("damaged zstd data: "));
}

BOOST_AUTO_TEST_CASE(name_decides_where_the_bytes_do_not) {
  BOOST_TEST(decode("http://a/", 9, "list.gz").problem.starts_with("damaged gzip data: "));
  BOOST_TEST(decode("http://a/", 9, "list.zst").problem.starts_with("damaged zstd data: "));
  BOOST_TEST(decode("", 9, "list.gz").problem == "the gzip data ends in the middle");
  BOOST_TEST(decode(zstd("a"), 9, "list.gz").text == "a");
}

BOOST_AUTO_TEST_CASE(bomb_comes_out_in_small_pieces) {
  const std::string zeros(64 * 1024 * 1024, '\0');
  for (const std::string& packed : {gzip(zeros), zstd(zeros)}) {
    BOOST_TEST(packed.size() < 100'000U);
    const auto used = haul::decoder::for_first_bytes("", packed.substr(0, 4));
    used->feed(packed);
    std::size_t total = 0;
    while (true) {
      const auto piece = used->next();
      BOOST_REQUIRE(piece.has_value());
      BOOST_REQUIRE(piece->size() <= haul::decoder::piece_size);
      if (piece->empty())
        break;
      total += piece->size();
    }
    BOOST_TEST(total == zeros.size());
    BOOST_TEST(used->finish().has_value());
  }
}

BOOST_AUTO_TEST_CASE(window_that_takes_too_much_memory_is_refused) {
  ZSTD_CCtx* const context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, 26);
  std::string packed(1'000, '\0');
  ZSTD_outBuffer out = {packed.data(), packed.size(), 0};
  ZSTD_inBuffer in = {"a", 1, 0};
  ZSTD_compressStream2(context, &out, &in, ZSTD_e_flush);
  ZSTD_freeCCtx(context);
  BOOST_TEST(
      decode(packed.substr(0, out.pos)).problem ==
      "damaged zstd data: Frame requires too much memory for decoding");
}

BOOST_AUTO_TEST_SUITE_END()
