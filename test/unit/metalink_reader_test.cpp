#include "metalink_reader.hpp"
#include "row_reading.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace haul::test;

using texts = std::vector<std::string>;

std::string document(const std::string& files) {
  return "<metalink xmlns=\"urn:ietf:params:xml:ns:metalink\">" + files + "</metalink>";
}

texts read(const std::string& input) {
  haul::metalink_reader reader("list");
  return shown(read_rows(reader, input, 11));
}

} // namespace

BOOST_AUTO_TEST_SUITE(metalink_reader)

BOOST_AUTO_TEST_CASE(file_is_a_row) {
  BOOST_TEST(
      read(document("<file name='d/a'><size> 5 </size><hash type='sha-256'>aa</hash>"
                    "<hash type='md5'>bb</hash><hash type='md4'>cc</hash><hash>dd</hash>"
                    "<url>\n http://a/?x&amp;y </url></file>")) ==
      (texts{"output=d/a code=d/a url=http://a/?x&y size=5 sha256=aa md5=bb"}));
}

BOOST_AUTO_TEST_CASE(urls_come_in_the_order_of_their_priority) {
  BOOST_TEST(
      read(document(
          "<file name='a'><url>http://4/</url><url priority='2'>http://2/</url>"
          "<url priority='1'>http://1/</url><url priority='2'>http://3/</url>"
          "<url priority='1'>ftp://0/</url><metaurl mediatype='torrent'>http://t/</metaurl>"
          "</file>")) ==
      (texts{"output=a code=a url=http://1/ mirror=http://2/ mirror=http://3/ mirror=http://4/"}));
}

BOOST_AUTO_TEST_CASE(file_without_a_url_is_a_bad_row_and_the_rest_goes_on) {
  BOOST_TEST(
      read(document("<file name='a'/><file name='b'><url> </url></file>"
                    "<file name='c'><url>http://c/</url></file>")) ==
      (texts{
          "bad url: a file without a URL", "bad url: a file without a URL",
          "output=c code=c url=http://c/"}));
}

BOOST_AUTO_TEST_CASE(place_is_the_line_of_the_file_and_its_element) {
  haul::metalink_reader reader("list");
  const auto rows = read_rows(
      reader, "\xef\xbb\xbf<?xml version='1.0'?>\n" +
                  document("\n\n<file name='a'>\n<url>http://a/</url>\n</file><!--\n-->"
                           "<file name='b'><url>http://b/</url></file>"));
  BOOST_REQUIRE(rows.size() == 2U);
  BOOST_TEST(place_of(rows[0]).line == 4U);
  BOOST_TEST(place_of(rows[0]).text == "<file name=\"a\"><url>http://a/</url></file>");
  BOOST_TEST(place_of(rows[1]).line == 7U);
}

BOOST_AUTO_TEST_CASE(prefix_of_the_namespace_is_kept_for_the_texts) {
  haul::metalink_reader reader("list");
  const auto rows = read_rows(
      reader, "<m:metalink xmlns:m='urn:ietf:params:xml:ns:metalink' xmlns:x='y'>"
              "<m:file name='a'><m:url>http://a/</m:url><x:z/></m:file></m:metalink>");
  BOOST_TEST(shown(rows) == (texts{"output=a code=a url=http://a/"}));
  BOOST_TEST(
      reader.prologue() ==
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<m:metalink xmlns:m=\"urn:ietf:params:xml:ns:metalink\" xmlns:x=\"y\">\n");
  BOOST_TEST(reader.epilogue() == "</m:metalink>\n");
  BOOST_TEST(read(written_again(reader, rows)) == shown(rows));
}

BOOST_AUTO_TEST_CASE(comment_within_a_text_is_no_end_of_it) {
  const std::string list =
      document("<file name='a'><url>http://a<!-- -->/b<?x?><![CDATA[/c]]></url></file>");
  haul::metalink_reader reader("list");
  const auto rows = read_rows(reader, list);
  BOOST_TEST(shown(rows) == (texts{"output=a code=a url=http://a/b/c"}));
  BOOST_TEST(read(written_again(reader, rows)) == shown(rows));
}

BOOST_AUTO_TEST_CASE(control_character_makes_a_bad_row) {
  BOOST_TEST(
      read(document("<file name='a&#9;b'><url>http://a/</url></file>"
                    "<file name='b'><url>http://a&#13;/</url></file>"
                    "<file name='c'><url>http://c/</url><size>1&#10;2</size></file>"
                    "<file name='d'><url>http://d/&#13;</url></file>")) ==
      (texts{
          "bad output: a control character", "bad url: a control character",
          "bad size: a control character", "output=d code=d url=http://d/"}));
}

BOOST_AUTO_TEST_CASE(entities_of_the_document_are_never_read) {
  const std::string doctype = "<!DOCTYPE m [<!ENTITY a SYSTEM 'file:///etc/passwd'>"
                              "<!ENTITY b 'bbbb'><!ENTITY c '&b;&b;'>]>";
  BOOST_TEST(
      read(doctype + document("<file name='&a;&c;'><url>http://a/&b;</url></file>")) ==
      (texts{"output=&a;&c; code=&a;&c; url=http://a/&b;"}));
}

BOOST_AUTO_TEST_CASE(what_is_no_metalink_4_is_one_bad_row) {
  const texts expected = {"bad : not a Metalink 4 document (RFC 5854)"};
  BOOST_TEST(
      read("<metalink version='3.0' xmlns='http://www.metalinker.org/'><files/></metalink>") ==
      expected);
  BOOST_TEST(read("<metalink><file name='a'/></metalink>") == expected);
  BOOST_TEST(read("<html xmlns='urn:ietf:params:xml:ns:metalink'/>") == expected);
}

BOOST_AUTO_TEST_CASE(damaged_document_is_one_bad_row_with_its_line) {
  haul::metalink_reader reader("list");
  const auto rows = read_rows(
      reader, "<metalink xmlns='urn:ietf:params:xml:ns:metalink'>\n<file name='a'>\n"
              "<url>http://a/</url></fil></metalink>");
  BOOST_REQUIRE(rows.size() == 1U);
  BOOST_TEST(shown(rows[0]).starts_with("bad : not XML: "));
  BOOST_TEST(place_of(rows[0]).line == 3U);
  for (const std::string& broken :
       {std::string(), document("<file name='a'>"), std::string("x"),
        document(std::string(1, '\0'))})
    BOOST_TEST(read(broken).at(0).starts_with("bad : not XML"));
}

BOOST_AUTO_TEST_CASE(document_that_is_too_large_is_one_bad_row) {
  haul::metalink_reader reader("list");
  const std::string piece(1024 * 1024, ' ');
  for (int pieces = 0; pieces < 65; ++pieces)
    reader.push(piece);
  reader.finish();
  BOOST_TEST(shown(reader.next().value()) == "bad : a document of more than 64 MiB");
  BOOST_TEST(!reader.next().has_value());
}

BOOST_AUTO_TEST_CASE(deep_document_does_no_harm) {
  std::string deep = "<file name='a'><url>http://a/</url>";
  for (int depth = 0; depth < 100'000; ++depth)
    deep += "<x>";
  BOOST_TEST(read(document(deep)).at(0).starts_with("bad : not XML: "));
  for (int depth = 0; depth < 100'000; ++depth)
    deep += "</x>";
  BOOST_TEST(read(document(deep + "</file>")) == (texts{"output=a code=a url=http://a/"}));
}

BOOST_AUTO_TEST_CASE(nothing_comes_before_the_end) {
  haul::metalink_reader reader("list");
  reader.push(document("<file name='a'><url>http://a/</url></file>"));
  BOOST_TEST(!reader.next().has_value());
  reader.finish();
  BOOST_TEST(reader.next().has_value());
  BOOST_TEST(!reader.next().has_value());
}

BOOST_AUTO_TEST_SUITE_END()
