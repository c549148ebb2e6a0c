#include "record.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

haul::row_place line_18() {
  haul::row_place place;
  place.file = std::make_shared<const std::string>("list.tsv");
  place.line = 18;
  return place;
}

haul::completion downloaded() {
  haul::completion made;
  made.task.code = "BR";
  made.task.url = "https://me:secret@host/br.gif?key=secret";
  made.task.output = "BR.gif";
  haul::outcome& how = made.outcome;
  how.status = haul::status::ok;
  how.http_status = 200;
  how.bytes = 1204;
  how.attempts = 1;
  how.started_at = std::chrono::system_clock::time_point(1795372505123ms);
  how.elapsed = 35200us;
  how.took.queue = 400us;
  how.took.connect = 12750us;
  how.took.first_byte = 20ms;
  how.took.body = 300us;
  how.remote_address = "192.0.2.1:443";
  how.protocol = "HTTP/1.1";
  return made;
}

haul::completion digested() {
  haul::completion made = downloaded();
  made.outcome.resumed = 1000;
  made.outcome.shard = "part-00003.tar";
  made.outcome.digest = haul::digest{"sha1", "a9993e364706816aba3e25717850c26c9cd0d89d"};
  return made;
}

haul::error teapot() {
  haul::error why;
  why.stage = haul::stage::first_byte;
  why.cause = haul::cause::http_status;
  why.message = "HTTP 418 \x1b[2J";
  return why;
}

haul::completion failed() {
  haul::completion made = downloaded();
  made.outcome = haul::outcome();
  made.outcome.http_status = 418;
  made.outcome.final_url = "https://elsewhere/";
  made.outcome.error = teapot();
  return made;
}

void check_refused(const std::string& line, const std::string& expected) {
  const auto read = haul::parse_record(line);
  BOOST_TEST_REQUIRE(!read.has_value(), line);
  BOOST_TEST(read.error().message.find(expected) != std::string::npos, read.error().message);
}

// Whether `object` has all members that `schema` requires and no others than it knows, all of the
// right type: the part of JSON Schema that ours uses.
void check_schema(const json::object& object, const json::object& schema) {
  for (const json::value& name : schema.at("required").as_array())
    BOOST_TEST(object.contains(name.as_string()), name.as_string());
  const json::object& properties = schema.at("properties").as_object();
  for (const auto& [name, value] : object) {
    BOOST_TEST_REQUIRE(properties.contains(name), name);
    const json::object& property = properties.at(name).as_object();
    const json::value* type = property.if_contains("type");
    if (type == nullptr) {
      const json::array& known = property.at("enum").as_array();
      BOOST_TEST((std::find(known.begin(), known.end(), value) != known.end()));
    } else if (type->as_string() == "string") {
      BOOST_TEST(value.is_string());
    } else if (type->as_string() == "object") {
      check_schema(value.as_object(), property);
    } else {
      BOOST_TEST((type->as_string() == "number" ? value.is_number() : value.is_int64()));
      BOOST_TEST(value.to_number<double>() >= property.at("minimum").to_number<double>());
    }
  }
}

json::object schema() {
  const auto root = std::filesystem::path(HAUL_SOURCE_FOLDER);
  std::ifstream file(root / "docs" / "results.schema.json");
  const std::string text(std::istreambuf_iterator<char>(file), {});
  return json::parse(text).as_object();
}

const std::string least = R"("row":1,"code":"a","url":"b","status":"ok","bytes":2,"output":"c")";

} // namespace

BOOST_AUTO_TEST_SUITE(record)

BOOST_AUTO_TEST_CASE(a_download_has_its_members_in_their_order) {
  BOOST_TEST(
      haul::to_json(haul::make_record(17, line_18(), downloaded())) ==
      R"({"row":17,"code":"BR","url":"https://***@host/br.gif?key=***","status":"ok",)"
      R"("http_status":200,"attempts":1,"bytes":1204,"output":"BR.gif",)"
      R"("started_at":"2026-11-22T18:35:05.123Z","elapsed_ms":35.2,"queue_ms":0.4,)"
      R"("connect_ms":12.75,"first_byte_ms":20,"body_ms":0.3,)"
      R"("remote_address":"192.0.2.1:443","protocol":"HTTP/1.1",)"
      R"("input":{"file":"list.tsv","line":18}})");
}

BOOST_AUTO_TEST_CASE(what_was_resumed_and_the_digest_stand_behind_the_length) {
  const std::string line = haul::to_json(haul::make_record(17, line_18(), digested()));
  const std::string member = R"("bytes":1204,"resumed":1000,"digest":{"algorithm":"sha1",)"
                             R"("hex":"a9993e364706816aba3e25717850c26c9cd0d89d"},"output":)";
  BOOST_TEST(line.find(member) != std::string::npos, line);
}

BOOST_AUTO_TEST_CASE(what_is_not_known_is_absent) {
  haul::completion skipped;
  skipped.outcome.status = haul::status::skipped;
  BOOST_TEST(
      haul::to_json(haul::make_record(1, haul::row_place(), skipped)) ==
      R"({"row":1,"code":"","url":"","status":"skipped","attempts":0,"bytes":0,"output":"",)"
      R"("elapsed_ms":0,"queue_ms":0,"connect_ms":0,"first_byte_ms":0,"body_ms":0})");
}

BOOST_AUTO_TEST_CASE(an_error_says_kind_stage_and_message_and_where_redirects_led) {
  const std::string line = haul::to_json(haul::make_record(1, line_18(), failed()));
  BOOST_TEST(
      line.find(
          R"("final_url":"https://elsewhere/","status":"error","http_status":418,)"
          R"("error":{"kind":"http_status","stage":"first_byte","message":"HTTP 418 \u001b[2J"})") !=
      std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_final_url_that_is_the_url_is_left_out) {
  haul::completion same = downloaded();
  same.outcome.final_url = "https://***@host/br.gif?key=***";
  BOOST_TEST(haul::make_record(1, line_18(), same).final_url.empty());
}

BOOST_AUTO_TEST_CASE(a_bad_row_is_an_error_of_its_own) {
  haul::error why = teapot();
  why.url = "http://me:secret@host/";
  const haul::record made = haul::make_record(3, line_18(), "3", why);
  BOOST_TEST(made.row == 3U);
  BOOST_TEST(made.code == "3");
  BOOST_TEST(made.url == "http://***@host/");
  BOOST_TEST((made.status == haul::status::error));
  BOOST_TEST_REQUIRE(made.error.has_value());
  BOOST_TEST(made.error->kind == "http_status");
  BOOST_TEST(made.input_line == 18U);
}

BOOST_AUTO_TEST_CASE(cancelled_ones_are_known) {
  haul::completion stopped = failed();
  BOOST_TEST(!haul::was_cancelled(haul::make_record(1, line_18(), stopped)));
  stopped.outcome.error->cause = haul::cause::cancelled;
  BOOST_TEST(haul::was_cancelled(haul::make_record(1, line_18(), stopped)));
  BOOST_TEST(!haul::was_cancelled(haul::make_record(1, line_18(), downloaded())));
}

BOOST_AUTO_TEST_CASE(records_are_read_back_the_same) {
  for (const haul::completion& each : {downloaded(), failed(), digested()}) {
    const haul::record made = haul::make_record(17, line_18(), each);
    const auto read = haul::parse_record(haul::to_json(made));
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST((*read == made));
  }
}

BOOST_AUTO_TEST_CASE(bytes_that_are_not_utf8_and_line_ends_stay_on_one_valid_line) {
  haul::completion hostile = failed();
  hostile.task.code = "a\xff\n\u202e";
  hostile.outcome.error->message = "\r\n\xc3";
  const std::string line = haul::to_json(haul::make_record(1, line_18(), hostile));
  for (const char byte : line)
    BOOST_TEST(static_cast<unsigned char>(byte) >= 0x20);
  const auto read = haul::parse_record(line);
  BOOST_TEST_REQUIRE(read.has_value());
  BOOST_TEST(read->code == "a\ufffd\n\u202e");
}

BOOST_AUTO_TEST_CASE(unknown_members_are_ignored_and_optional_ones_may_be_missing) {
  const auto read = haul::parse_record("{" + least + R"(,"colour":{"of":[1,null]}})");
  BOOST_TEST_REQUIRE(read.has_value());
  BOOST_TEST(read->output == "c");
  BOOST_TEST(read->bytes == 2U);
}

BOOST_AUTO_TEST_CASE(every_member_that_is_needed_must_be_there) {
  for (const std::string name : {"row", "code", "url", "status", "bytes", "output"}) {
    std::string line = "{" + least + "}";
    line.replace(line.find("\"" + name + "\""), name.size() + 2, "\"x\"");
    check_refused(line, "member '" + name + "' is missing");
  }
}

BOOST_AUTO_TEST_CASE(values_of_a_wrong_kind_are_refused) {
  for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{
           {"http_status", "-1"},
           {"http_status", "4294967296"},
           {"attempts", "\"1\""},
           {"attempts", "1.5"},
           {"elapsed_ms", "-1"},
           {"elapsed_ms", "1e300"},
           {"elapsed_ms", "null"},
           {"started_at", "\"now\""},
           {"error", "\"none\""},
           {"error", "{}"},
           {"input", "{\"file\":\"a\"}"},
           {"digest", "\"00\""},
           {"digest", "{\"algorithm\":\"md5\"}"},
           {"digest", "{\"algorithm\":\"md5\",\"hex\":0}"},
           {"protocol", "1"},
           {"row", "0"},
           {"row", "18446744073709551616"},
           {"status", "\"fine\""},
           {"bytes", "true"}})
    check_refused("{" + least + ",\"" + name + "\":" + value + "}", "member '" + name + "'");
}

BOOST_AUTO_TEST_CASE(what_is_no_object_is_refused) {
  for (const char* line : {"", "{", "{}x", "\0", "{\"row\":1", "nonsense"})
    check_refused(line, "not JSON");
  check_refused("[]", "not a JSON object");
  check_refused("17", "not a JSON object");
  check_refused(std::string(100'000, '['), "not JSON");
}

BOOST_AUTO_TEST_CASE(every_record_keeps_to_the_schema) {
  const json::object promised = schema();
  const haul::record bad = haul::make_record(1, line_18(), "BR", teapot());
  for (const haul::record& each :
       {haul::make_record(1, line_18(), downloaded()), haul::make_record(2, {}, failed()),
        haul::make_record(3, line_18(), digested()), bad})
    check_schema(json::parse(haul::to_json(each)).as_object(), promised);
}

BOOST_AUTO_TEST_CASE(the_schema_knows_no_member_that_no_record_has) {
  haul::completion full = digested();
  full.outcome.final_url = "https://elsewhere/";
  full.outcome.error = teapot();
  const json::value written = json::parse(haul::to_json(haul::make_record(1, line_18(), full)));
  const json::object promised = schema();
  for (const auto& [name, property] : promised.at("properties").as_object())
    BOOST_TEST(written.as_object().contains(name), name);
}

BOOST_AUTO_TEST_SUITE_END()
