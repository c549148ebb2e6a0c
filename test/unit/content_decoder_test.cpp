#include "content_decoder.hpp"
#include "content_encoding.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>

namespace {

using namespace haul::test;
using haul::cause;
using haul::content_decoder;

constexpr std::size_t all_at_once = 1'000'000'000;

struct decoded {
  std::string text;
  std::string problem;
  cause why = cause::internal;
  std::size_t largest = 0; // piece
};

decoded decode(
    std::string_view coding, std::string_view in, std::size_t piece = all_at_once,
    std::size_t most = all_at_once) {
  decoded out;
  haul::result<content_decoder> used = content_decoder::create(coding);
  BOOST_TEST_REQUIRE(used.has_value(), coding << " was refused");
  const auto note = [&](const haul::result<void>& step) {
    if (step.has_error()) {
      BOOST_TEST((step.error().stage == haul::stage::body));
      out.problem = step.error().message;
      out.why = step.error().cause;
    }
    return step.has_value();
  };
  const auto give = [&](std::span<const char> bytes) -> haul::result<void> {
    BOOST_TEST_REQUIRE(!bytes.empty());
    out.text.append(bytes.data(), bytes.size());
    out.largest = std::max(out.largest, bytes.size());
    haul::error enough;
    enough.stage = haul::stage::body;
    enough.cause = cause::limit_exceeded;
    enough.message = "enough";
    if (out.text.size() > most)
      return enough;
    return {};
  };
  while (!in.empty()) {
    // In memory of its very size, so that reading on is noticed.
    const std::vector<char> bytes(in.begin(), in.begin() + std::min(piece, in.size()));
    if (!note(used->take(bytes, give)))
      return out;
    in.remove_prefix(bytes.size());
  }
  note(used->finish());
  return out;
}

std::string much_text() {
  std::string text;
  for (int line = 0; line < 20'000; ++line)
    text += "line " + std::to_string(line * 7919) + "\n";
  return text;
}

void check(std::string_view coding, const std::string& packed, const std::string& text) {
  for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, std::size_t{1000}, all_at_once}) {
    const decoded out = decode(coding, packed, piece);
    BOOST_TEST(out.problem == "", coding << " in pieces of " << piece << ": " << out.problem);
    BOOST_TEST((out.text == text));
    BOOST_TEST(out.largest <= content_decoder::piece_size);
  }
}

std::string refusal(std::string_view coding, cause why) {
  const haul::result<content_decoder> made = content_decoder::create(coding);
  BOOST_TEST_REQUIRE(made.has_error(), coding << " was taken");
  BOOST_TEST((made.error().cause == why));
  return made.error().message;
}

} // namespace

BOOST_AUTO_TEST_SUITE(content_decoder)

BOOST_AUTO_TEST_CASE(each_coding_is_undone) {
  for (const std::string& text : {std::string(), std::string("x"), much_text()}) {
    check("gzip", gzip(text), text);
    check("x-gzip", gzip(text), text);
    check("br", brotli(text), text);
    check("zstd", zstd(text), text);
  }
}

BOOST_AUTO_TEST_CASE(every_coding_that_is_accepted_is_known) {
  BOOST_TEST(haul::content_decoder::create(haul::content_decoder::accept_encoding).has_value());
}

BOOST_AUTO_TEST_CASE(content_without_coding_passes_through) {
  for (const char* none : {"", "identity", "Identity", " ", ",", "identity, ,\tidentity"}) {
    BOOST_TEST(haul::content_decoder::create(none)->passes_through());
    const decoded out = decode(none, "as it is");
    BOOST_TEST(out.text == "as it is");
    BOOST_TEST(decode(none, "").problem == "");
  }
  BOOST_TEST(!haul::content_decoder::create("br")->passes_through());
}

BOOST_AUTO_TEST_CASE(coding_applied_last_is_undone_first) {
  const std::string text = much_text();
  check("gzip, br", brotli(gzip(text)), text);
  check("br,gzip", gzip(brotli(text)), text);
  check("ZSTD ,\t, identity, BR,X-Gzip", gzip(brotli(zstd(text))), text);
  BOOST_TEST(decode("br, gzip", brotli(gzip(text))).problem.starts_with("damaged gzip data: "));
}

BOOST_AUTO_TEST_CASE(five_layers_are_allowed_and_six_are_not) {
  const std::string text = much_text();
  check("gzip, gzip, gzip, gzip, gzip", gzip(gzip(gzip(gzip(gzip(text))))), text);
  check("gzip,br,identity,zstd,gzip,br", brotli(gzip(zstd(brotli(gzip(text))))), text);
  BOOST_TEST(
      refusal("gzip, gzip, gzip, gzip, gzip, gzip", cause::limit_exceeded) ==
      "more than 5 content codings");
}

BOOST_AUTO_TEST_CASE(unknown_coding_is_named) {
  BOOST_TEST(
      refusal("gzip, deflate", cause::malformed_response) == "content coding 'deflate' is unknown");
  for (const char* unknown : {"deflate", "compress", "gzipped", "gzip;q=1", "gzip br", "\"br\""})
    refusal(unknown, cause::malformed_response);
  BOOST_TEST(
      refusal("\x1b[2J", cause::malformed_response) == "content coding '\\x1b[2J' is unknown");
}

BOOST_AUTO_TEST_CASE(members_and_frames_follow_each_other) {
  check("gzip", gzip("a\n") + gzip("") + gzip(much_text()) + gzip("b"), "a\n" + much_text() + "b");
  const std::string skipped = std::string("\x5a\x2a\x4d\x18\x03\0\0\0xyz", 11);
  check("zstd", skipped + zstd("a\n") + zstd("") + skipped + zstd("b"), "a\nb");
}

BOOST_AUTO_TEST_CASE(text_of_exactly_one_piece_ends) {
  const std::string text(haul::content_decoder::piece_size, 'x');
  check("gzip", gzip(text) + gzip(text), text + text);
  check("br", brotli(text), text);
  check("zstd", zstd(text) + zstd(text), text + text);
}

BOOST_AUTO_TEST_CASE(content_cut_anywhere_is_an_error) {
  const auto check_cut = [](const char* coding, const std::string& packed, const char* problem) {
    for (std::size_t size = 0; size < packed.size(); ++size) {
      const decoded out = decode(coding, packed.substr(0, size));
      BOOST_TEST(out.problem == problem, coding << " cut to " << size << ": " << out.problem);
      BOOST_TEST((out.why == cause::malformed_response));
    }
  };
  check_cut("gzip", gzip("some text"), "the gzip data ends too early");
  check_cut("br", brotli("some text"), "the br data ends too early");
  check_cut("zstd", zstd("some text"), "the zstd data ends too early");
  check_cut("zstd, gzip", gzip(zstd("some text")), "the gzip data ends too early");
  // The outer one is whole here, the inner one is not.
  const std::string inner = zstd("some text");
  BOOST_TEST(
      decode("zstd, gzip", gzip(inner.substr(0, 9))).problem == "the zstd data ends too early");
  BOOST_TEST(decode("br, gzip", gzip("")).problem == "the br data ends too early");
}

BOOST_AUTO_TEST_CASE(rubbish_behind_the_end_is_an_error) {
  for (const std::size_t piece : {std::size_t{1}, all_at_once}) {
    for (const char* rubbish : {"rubbish", "\n"}) {
      BOOST_TEST(
          decode("gzip", gzip("a") + rubbish, piece).problem ==
          "damaged gzip data: there is something else behind its end");
      BOOST_TEST(
          decode("br", brotli("a") + rubbish, piece).problem ==
          "damaged br data: there is something else behind its end");
      BOOST_TEST(
          decode("zstd", zstd("a") + rubbish, piece).problem ==
          "damaged zstd data: no frame begins where one should");
    }
  }
  BOOST_TEST(decode("br", brotli("a") + brotli("b")).text == "a");
  BOOST_TEST((decode("br", brotli("a") + brotli("b")).why == cause::malformed_response));
}

BOOST_AUTO_TEST_CASE(damaged_content_is_an_error) {
  std::string packed = gzip(much_text());
  packed[packed.size() - 6] ^= 1; // of the checksum
  BOOST_TEST(decode("gzip", packed).problem == "damaged gzip data: incorrect data check");
  packed = gzip(much_text());
  packed[packed.size() - 2] ^= 1; // of the length
  BOOST_TEST(decode("gzip", packed).problem == "damaged gzip data: incorrect length check");
  BOOST_TEST(decode("br", "\xff\xff\xff\xff\xff").problem.starts_with("damaged br data: "));
  packed = zstd(much_text(), 3, true);
  packed.back() ^= 1; // of the checksum
  BOOST_TEST(decode("zstd", packed).problem.starts_with("damaged zstd data: "));
  const std::string empty_block("\x28\xb5\x2f\xfd\x20\x34\x01\0\0", 9); // in a frame of 52 bytes
  for (const std::size_t piece : {std::size_t{1}, all_at_once})
    BOOST_TEST(decode("zstd", empty_block, piece).problem.starts_with("damaged zstd data: "));
  for (const char* plain : {"plain text that never was packed", "<!DOCTYPE html>"})
    for (const char* coding : {"gzip", "br", "zstd"})
      BOOST_TEST(decode(coding, plain).problem != "");
}

BOOST_AUTO_TEST_CASE(formats_other_than_the_standards_are_refused) {
  const std::string raw = gzip("text").substr(10); // deflate without its header
  BOOST_TEST(decode("gzip", raw).problem.starts_with("damaged gzip data: "));
  // What zstd 0.7 began its frames with.
  BOOST_TEST(
      decode("zstd", "\x27\xb5\x2f\xfd and more").problem ==
      "damaged zstd data: no frame begins where one should");
}

BOOST_AUTO_TEST_CASE(windows_are_limited) {
  // Of unknown length, so that the window must be that large: 2^10 to the power of the higher bits.
  const auto frame = [](int exponent) {
    return std::string("\x28\xb5\x2f\xfd\0", 5) + static_cast<char>((exponent - 10) << 3) +
           std::string("\x01\0\0", 3); // an empty block, the last
  };
  BOOST_TEST(decode("zstd", frame(23)).problem == "");
  BOOST_TEST(decode("zstd", frame(24)).problem == "the zstd data asks for a window over 8 MiB");
  BOOST_TEST((decode("zstd", frame(24)).why == cause::limit_exceeded));
  const std::string text = much_text();
  BOOST_TEST((decode("br", brotli(text, 24)).text == text));
  BOOST_TEST(decode("br", brotli(text, 26)).problem.starts_with("damaged br data: "));
}

BOOST_AUTO_TEST_CASE(bomb_comes_out_in_small_pieces) {
  const std::string zeros(10 * 1024 * 1024, '\0');
  check("gzip", gzip(zeros), zeros);
  const std::string inner = zstd(brotli(gzip(zeros)));
  BOOST_TEST(inner.size() < 1000U);
  const decoded out = decode("gzip, br, zstd", inner);
  BOOST_TEST(out.problem == "");
  BOOST_TEST((out.text == zeros));
  BOOST_TEST(out.largest <= haul::content_decoder::piece_size);
}

BOOST_AUTO_TEST_CASE(taker_stops_a_bomb) {
  const std::string zeros(10 * 1024 * 1024, '\0');
  for (const std::string& packed : {gzip(zeros), gzip(gzip(zeros))}) {
    const bool twice = packed.size() < 1000;
    const decoded out = decode(twice ? "gzip, gzip" : "gzip", packed, all_at_once, 100'000);
    BOOST_TEST(out.problem == "enough");
    BOOST_TEST(out.text.size() == 2 * haul::content_decoder::piece_size);
  }
}

BOOST_AUTO_TEST_CASE(bomb_between_layers_is_stopped) {
  // Nothing ever comes out of it: a million empty members.
  const std::string empty = gzip("");
  std::string members;
  while (members.size() < 20U * 1024 * 1024)
    members += empty;
  const decoded out = decode("gzip, gzip", gzip(members));
  BOOST_TEST(out.problem == "the content unfolds to too much between its codings");
  BOOST_TEST((out.why == cause::limit_exceeded));
  BOOST_TEST(out.text == "");
  BOOST_TEST(decode("gzip", members).problem == "");
}

BOOST_AUTO_TEST_SUITE_END()
