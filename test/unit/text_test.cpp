#include <haul/text.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using haul::printable;
using haul::redact;
using namespace std::string_literals;

using pairs = std::vector<std::pair<std::string, std::string>>;

void check_printable(const pairs& all) {
  for (const auto& [text, shown] : all)
    BOOST_TEST(printable(text) == shown);
}

void check_redact(const pairs& all) {
  for (const auto& [text, shown] : all)
    BOOST_TEST(redact(text) == shown);
}

std::string encode(char32_t character) {
  const auto tail = [&](int shift) {
    return std::string(1, static_cast<char>(0x80 | ((character >> shift) & 0x3f)));
  };
  const auto lead = [&](unsigned mark, int shift) {
    return std::string(1, static_cast<char>(mark | (character >> shift)));
  };
  if (character < 0x80)
    return std::string(1, static_cast<char>(character));
  if (character < 0x800)
    return lead(0xc0, 6) + tail(0);
  if (character < 0x10000)
    return lead(0xe0, 12) + tail(6) + tail(0);
  return lead(0xf0, 18) + tail(12) + tail(6) + tail(0);
}

std::string hexadecimal(unsigned number, std::size_t digits) {
  std::string written;
  for (; number != 0 || written.size() < digits; number /= 16)
    written.insert(written.begin(), "0123456789abcdef"[number % 16]);
  return written;
}

bool is_harmless(std::string_view shown) {
  return std::none_of(shown.begin(), shown.end(), [](char each) {
    return static_cast<unsigned char>(each) < 0x20 || each == 0x7f;
  });
}

// What was made safe stays as it is: nothing in it is broken, a control or a reordering.
void check_safe(const std::string& text) {
  const std::string shown = printable(text);
  if (!is_harmless(shown) || printable(shown) != shown)
    BOOST_ERROR("'" << shown << "' is not safe");
}

} // namespace

BOOST_AUTO_TEST_SUITE(text)

BOOST_AUTO_TEST_CASE(text_that_is_fine_stays_as_it_is) {
  for (const char* fine :
       {"", "a plain line", "Zürich", "日本語", "😀 emoji", "\\x1b[2J written out", "%s %n",
        "\u00a0\u00ad\u200b\u200d", "\ufffd\uffff\U0010ffff"})
    BOOST_TEST(printable(fine) == fine);
}

BOOST_AUTO_TEST_CASE(c0_controls_and_del_are_escaped) {
  for (unsigned control = 0; control < 0x20; ++control)
    BOOST_TEST(printable(encode(control)) == "\\x" + hexadecimal(control, 2));
  BOOST_TEST(printable("\x7f") == "\\x7f");
  check_printable(
      {{"a\x1b[31mred\x1b[0m", "a\\x1b[31mred\\x1b[0m"},
       {"OK\r\nBR OK", "OK\\x0d\\x0aBR OK"},
       {"a\0b"s, "a\\x00b"},
       {"\x1b]0;title\a", "\\x1b]0;title\\x07"}});
}

BOOST_AUTO_TEST_CASE(c1_controls_are_escaped_whether_encoded_or_raw) {
  for (unsigned control = 0x80; control < 0xa0; ++control) {
    BOOST_TEST(printable(encode(control)) == "\\x" + hexadecimal(control, 2));
    BOOST_TEST(
        printable(std::string(1, static_cast<char>(control))) == "\\x" + hexadecimal(control, 2));
  }
  BOOST_TEST(
      printable("\xc2\x9b"
                "2J") == "\\x9b2J");
}

BOOST_AUTO_TEST_CASE(characters_that_reorder_or_break_lines_are_escaped) {
  for (const char32_t each :
       {0x061c, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066,
        0x2067, 0x2068, 0x2069, 0xfeff})
    BOOST_TEST(
        printable("a" + encode(each) + "b") ==
        "a\\u{" + hexadecimal(static_cast<unsigned>(each), 4) + "}b");
}

BOOST_AUTO_TEST_CASE(their_neighbours_are_not_escaped) {
  for (const char32_t each :
       {0x20, 0x7e, 0xa0, 0x061b, 0x061d, 0x200d, 0x2010, 0x2027, 0x202f, 0x2065, 0x206a, 0xfefe,
        0xff00})
    BOOST_TEST(printable(encode(each)) == encode(each));
}

BOOST_AUTO_TEST_CASE(bytes_that_are_not_utf8_are_escaped_one_by_one) {
  check_printable(
      {{"\xc3", "\\xc3"},
       {"\xc3(", "\\xc3("},
       {"\xe2\x82", "\\xe2\\x82"},
       {"\xe2\x82"
        "a",
        "\\xe2\\x82a"},
       {"\xf0\x9f\x98", "\\xf0\\x9f\\x98"},
       {"\xff\xfe", "\\xff\\xfe"},
       {"caf\xe9 au lait", "caf\\xe9 au lait"},
       {"\xe2\xc3\xa9", "\\xe2é"}});
}

BOOST_AUTO_TEST_CASE(overlong_forms_and_surrogates_are_not_utf8) {
  check_printable(
      {{"\xc0\x80", "\\xc0\\x80"},
       {"\xc1\xbf", "\\xc1\\xbf"},
       {"\xc0\xaf..", "\\xc0\\xaf.."},
       {"\xe0\x80\xaf", "\\xe0\\x80\\xaf"},
       {"\xe0\x9f\xbf", "\\xe0\\x9f\\xbf"},
       {"\xf0\x80\x80\x9b", "\\xf0\\x80\\x80\\x9b"},
       {"\xf0\x8f\xbf\xbf", "\\xf0\\x8f\\xbf\\xbf"},
       {"\xed\xa0\x80", "\\xed\\xa0\\x80"},
       {"\xed\xbf\xbf", "\\xed\\xbf\\xbf"},
       {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},
       {"\xf8\x88\x80\x80\x80", "\\xf8\\x88\\x80\\x80\\x80"}});
}

BOOST_AUTO_TEST_CASE(whatever_comes_in_nothing_unsafe_comes_out) {
  for (unsigned first = 0; first < 256; ++first) {
    for (unsigned second = 0; second < 256; ++second)
      check_safe({static_cast<char>(first), static_cast<char>(second)});
  }
  std::minstd_rand chance(1);
  for (int i = 0; i < 20'000; ++i) {
    std::string text(chance() % 12, '\0');
    for (char& each : text)
      each = static_cast<char>(chance() % 2 == 0 ? chance() >> 8 : 0x80 | (chance() >> 8 & 0x7f));
    check_safe(text);
  }
}

BOOST_AUTO_TEST_CASE(url_without_secrets_is_shown_as_it_is) {
  for (const char* fine :
       {"", "http://host/a/b.gif", "https://host:8443/", "http://[2001:db8::1]:80/x", "/a/b",
        "http://host/@scope/package", "http://[::1]/user@host", "not a url", "http://host"})
    BOOST_TEST(redact(fine) == fine);
}

BOOST_AUTO_TEST_CASE(user_name_and_password_are_redacted) {
  check_redact(
      {{"http://user:secret@host/x", "http://***@host/x"},
       {"https://secret@host", "https://***@host"},
       {"http://user:@host/", "http://***@host/"},
       {"http://@host/", "http://***@host/"},
       {"http://user:se%40cret@host:80/", "http://***@host:80/"},
       {"http://user:secret@[::1]:80/", "http://***@[::1]:80/"}});
}

BOOST_AUTO_TEST_CASE(user_name_ends_at_the_last_at_sign) {
  check_redact(
      {{"http://user:sec@ret@host/x@y", "http://***@host/x@y"},
       {"http://a@b@c@host?d@e=secret", "http://***@host?d@e=***"}});
}

BOOST_AUTO_TEST_CASE(query_values_are_redacted_and_names_kept) {
  check_redact(
      {{"http://host/x?key=secret", "http://host/x?key=***"},
       {"http://host/?a=1&b=2&c", "http://host/?a=***&b=***&***"},
       {"http://host?secret", "http://host?***"},
       {"http://host/?a=b=secret", "http://host/?a=***"},
       {"http://host/?", "http://host/?***"},
       {"http://host/?a=&=b&&", "http://host/?a=***&=***&***&***"},
       {"http://host/?a=1;b=2?c=3", "http://host/?a=***"},
       {"http://host/?next=http://u:p@other/", "http://host/?next=***"},
       {"?key=secret", "?key=***"}});
}

BOOST_AUTO_TEST_CASE(fragment_is_dropped) {
  check_redact(
      {{"http://host/x#access_token=secret", "http://host/x"},
       {"http://host/?a=1#b=2&c=3", "http://host/?a=***"},
       {"http://host#secret@x", "http://host"},
       {"#secret", ""}});
}

BOOST_AUTO_TEST_CASE(secrets_are_found_in_what_is_no_url) {
  check_redact(
      {{"user:secret@host/x", "***@host/x"},
       {"//user:secret@host/x", "//***@host/x"},
       {"http:/user:secret@host/", "http:/***@host/"},
       {"http:user:secret@host/", "***@host/"},
       {"http:///user:secret@host/", "http:///***@host/"},
       {"http:\\\\user:secret@host\\x", "http:\\\\***@host\\x"},
       {" http://user:secret@host/", " http://***@host/"},
       {"host/login?key=secret&next=http://x/", "host/login?key=***&next=***"},
       {"/login?key=secret&next=http://x/", "/login?key=***&next=***"}});
}

BOOST_AUTO_TEST_CASE(password_with_characters_that_end_a_host_is_redacted) {
  check_redact(
      {{"http://user:sec/ret@host/x", "http://***@host/x"},
       {"http://user:sec?ret@host/x?a=1", "http://***@host/x?a=***"},
       {"http://user:sec#ret@host/x#y", "http://***@host/x"},
       {"http://user:sec\\ret@host/x", "http://***@host/x"},
       {"user:sec/ret@host/x", "***@host/x"}});
}

BOOST_AUTO_TEST_CASE(redacting_twice_changes_nothing) {
  for (const char* text :
       {"http://u:p@h/?a=1&b#c", "u:p@h", "http:/u:p@h?x", "http://u:s/e@h/?q", "?a=b&c"})
    BOOST_TEST(redact(redact(text)) == redact(text));
}

BOOST_AUTO_TEST_CASE(only_texts_with_a_url_are_redacted) {
  BOOST_TEST(haul::redact_if_url("img?1") == "img?1");
  BOOST_TEST(haul::redact_if_url("user:word@host") == "user:word@host");
  BOOST_TEST(haul::redact_if_url("http://u:p@host/a?key=1") == "http://***@host/a?key=***");
}

BOOST_AUTO_TEST_SUITE_END()
