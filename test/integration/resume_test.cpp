// Bodies that are broken off and go on later: what is asked, and what is made of the answers.
#include "download_fixture.hpp"

#include <haul/text.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace {

using namespace haul;
using namespace haul::test;
namespace asio = boost::asio;
namespace data = boost::unit_test::data;

const std::string whole_body = "0123456789";
const std::string whole_digest = "84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882";
const std::string tagged = "ETag: \"a\"\r\n";

// A head that promises more bytes than follow it.
std::string cut_reply(const std::string& fields, std::size_t bytes) {
  return "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n" + fields + "\r\n" +
         whole_body.substr(0, bytes);
}

std::string part_reply(const std::string& fields, const std::string& body) {
  return "HTTP/1.1 206 Partial Content\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         fields + "\r\n" + body;
}

const std::string right_rest = part_reply(tagged + "Content-Range: bytes 5-9/10\r\n", "56789");
const std::string whole_reply = reply("200 OK", whole_body, tagged);

std::string field(const std::string& request, const std::string& name) {
  const std::size_t at = request.find("\r\n" + name + ": ");
  if (at == std::string::npos)
    return {};
  const std::size_t start = at + name.size() + 4;
  return request.substr(start, request.find("\r\n", start) - start);
}

struct fixture : download_fixture {
  // One connection for each reply, which is broken off behind it.
  scripted_server& answer(std::vector<std::string> replies) {
    scripted_server& made = serve([all = std::move(replies)](scripted_connection on) {
      return play(on, on.number() < all.size() ? all[on.number()] : all.back());
    });
    servers_stay = true;
    how.retry.most = 0;
    how.retry.first_delay = std::chrono::milliseconds(1);
    return made;
  }

  static asio::awaitable<void> play(scripted_connection on, std::string bytes) {
    const std::string request = co_await on.read_request();
    if (!request.empty())
      co_await on.send(bytes);
  }

  outcome outcome_of(task wanted) {
    std::vector<task> all;
    all.push_back(std::move(wanted));
    return run(std::move(all)).front().outcome;
  }

  outcome outcome_of(const scripted_server& server) {
    return outcome_of(make_task(server.url("/"), "out"));
  }

  bool stands(std::string_view suffix) const {
    return files().contains("out" + std::string(suffix));
  }

  void remove_part() {
    std::filesystem::remove(folder.path() / "out.haul-part");
    std::filesystem::remove(folder.path() / "out.haul-from");
  }
};

// Answers to "from the fifth byte on", and whether the file goes on with them; else the whole is
// asked for in the same attempt, and comes.
struct range_case {
  const char* name;
  std::string answer;
  bool goes_on;
};

std::ostream& operator<<(std::ostream& out, const range_case& shown) {
  return out << shown.name;
}

const std::vector<range_case> range_cases = {
    {"right", right_rest, true},
    {"total not said", part_reply(tagged + "Content-Range: bytes 5-9/*\r\n", "56789"), true},
    {"unit in capitals", part_reply(tagged + "Content-Range: BYTES 5-9/10\r\n", "56789"), true},
    {"no tag", part_reply("Content-Range: bytes 5-9/10\r\n", "56789"), false},
    {"another tag", part_reply("ETag: \"b\"\r\nContent-Range: bytes 5-9/10\r\n", "56789"), false},
    {"weak tag", part_reply("ETag: W/\"a\"\r\nContent-Range: bytes 5-9/10\r\n", "56789"), false},
    {"two tags", part_reply(tagged + "ETag: \"b\"\r\nContent-Range: bytes 5-9/10\r\n", "56789"),
     false},
    {"starts later", part_reply(tagged + "Content-Range: bytes 6-9/10\r\n", "6789"), false},
    {"starts earlier", part_reply(tagged + "Content-Range: bytes 4-9/10\r\n", "456789"), false},
    {"another total", part_reply(tagged + "Content-Range: bytes 5-9/11\r\n", "56789"), false},
    {"no range", part_reply(tagged, "56789"), false},
    {"broken range", part_reply(tagged + "Content-Range: bytes 5-9\r\n", "56789"), false},
    {"two ranges",
     part_reply(tagged + "Content-Range: bytes 5-9/10\r\nContent-Range: bytes 6-9/10\r\n", "56789"),
     false},
    {"several parts",
     part_reply(tagged + "Content-Type: multipart/byteranges; boundary=x\r\n", "--x--"), false},
    {"coded",
     part_reply(tagged + "Content-Encoding: gzip\r\nContent-Range: bytes 5-9/10\r\n", "56789"),
     false},
    {"length differs", part_reply(tagged + "Content-Range: bytes 5-9/10\r\n", "5678"), false},
    {"nothing left", reply("416 Range Not Satisfiable", "", "Content-Range: bytes */5\r\n"), false},
    {"nothing there", reply("416 Range Not Satisfiable", "", "Content-Range: bytes */3\r\n"),
     false},
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(resume, fixture)

BOOST_AUTO_TEST_CASE(retry_goes_on_where_the_broken_attempt_stopped) {
  scripted_server& server = answer({cut_reply(tagged, 5), right_rest});
  how.retry.most = 1;
  const outcome came = outcome_of(server);
  BOOST_TEST_REQUIRE((came.status == status::ok));
  BOOST_TEST(came.bytes == 10U);
  BOOST_TEST(came.resumed == 5U);
  BOOST_TEST(came.http_status == 206U);
  BOOST_TEST(files().at("out") == whole_body);
  BOOST_TEST_REQUIRE(server.requests().size() == 2U);
  BOOST_TEST(field(server.requests()[0], "Range").empty());
  BOOST_TEST(field(server.requests()[1], "Range") == "bytes=5-");
  BOOST_TEST(field(server.requests()[1], "If-Range") == "\"a\"");
}

BOOST_AUTO_TEST_CASE(next_run_goes_on_where_the_last_one_stopped) {
  scripted_server& server = answer({cut_reply(tagged, 5), right_rest});
  BOOST_TEST((outcome_of(server).status == status::error));
  BOOST_TEST(files().at("out.haul-part") == "01234");
  BOOST_TEST(stands(note_suffix));
  const outcome came = outcome_of(server);
  BOOST_TEST((came.status == status::ok));
  BOOST_TEST(came.resumed == 5U);
  BOOST_TEST(files().at("out") == whole_body);
}

BOOST_DATA_TEST_CASE(answer_to_a_range_is_held_against_the_part, data::make(range_cases), each) {
  scripted_server& server = answer({cut_reply(tagged, 5), each.answer, whole_reply});
  outcome_of(server);
  const outcome came = outcome_of(server);
  BOOST_TEST_REQUIRE((came.status == status::ok));
  BOOST_TEST(came.attempts == 1U);
  BOOST_TEST(files().at("out") == whole_body);
  BOOST_TEST(came.resumed == (each.goes_on ? 5U : 0U));
  BOOST_TEST_REQUIRE(server.requests().size() == (each.goes_on ? 2U : 3U));
  BOOST_TEST(field(server.requests().back(), "Range") == (each.goes_on ? "bytes=5-" : ""));
}

BOOST_AUTO_TEST_CASE(changed_file_starts_over_in_the_same_answer) {
  scripted_server& server =
      answer({cut_reply(tagged, 5), reply("200 OK", "another", "ETag: \"b\"\r\n")});
  outcome_of(server);
  const outcome came = outcome_of(server);
  BOOST_TEST((came.status == status::ok));
  BOOST_TEST(came.resumed == 0U);
  BOOST_TEST(files().at("out") == "another");
  BOOST_TEST(server.requests().size() == 2U);
}

BOOST_AUTO_TEST_CASE(rest_in_two_pieces_takes_two_attempts) {
  scripted_server& server = answer(
      {cut_reply(tagged, 5), part_reply(tagged + "Content-Range: bytes 5-7/10\r\n", "567"),
       part_reply(tagged + "Content-Range: bytes 8-9/10\r\n", "89")});
  how.retry.most = 2;
  const outcome came = outcome_of(server);
  BOOST_TEST((came.status == status::ok));
  BOOST_TEST(came.resumed == 8U);
  BOOST_TEST(files().at("out") == whole_body);
}

BOOST_AUTO_TEST_CASE(rest_that_is_longer_than_its_range_is_refused) {
  scripted_server& server = answer(
      {cut_reply(tagged, 5), "HTTP/1.1 206 Partial Content\r\nTransfer-Encoding: chunked\r\n" +
                                 tagged + "Content-Range: bytes 5-9/10\r\n\r\n" +
                                 "6\r\n56789x\r\n0\r\n\r\n"});
  outcome_of(server);
  const outcome came = outcome_of(server);
  BOOST_TEST_REQUIRE((came.status == status::error));
  BOOST_TEST((came.error->cause == cause::malformed_response));
  BOOST_TEST(files().empty());
}

BOOST_AUTO_TEST_CASE(part_that_nobody_asked_for_is_refused) {
  const outcome came = outcome_of(answer({right_rest}));
  BOOST_TEST_REQUIRE((came.status == status::error));
  BOOST_TEST((came.error->cause == cause::http_status));
  BOOST_TEST(files().empty());
}

BOOST_AUTO_TEST_CASE(date_proves_it_when_it_is_a_second_older_than_the_answer) {
  const std::string changed = "Last-Modified: Mon, 02 Nov 2026 10:00:00 GMT\r\n";
  scripted_server& server = answer(
      {cut_reply(changed + "Date: Mon, 02 Nov 2026 10:00:01 GMT\r\n", 5),
       part_reply("Content-Range: bytes 5-9/10\r\n", "56789")});
  outcome_of(server);
  BOOST_TEST((outcome_of(server).resumed == 5U));
  BOOST_TEST(field(server.requests().back(), "If-Range") == "Mon, 02 Nov 2026 10:00:00 GMT");
}

// What the first answer proves too little for.
BOOST_DATA_TEST_CASE(
    part_that_proves_nothing_is_not_kept,
    data::make(
        {"", "ETag: W/\"a\"\r\n", "ETag: a\r\n", "ETag: \"a\r\nETag: \"a\"\r\n",
         "ETag: \"a\"\r\nETag: \"b\"\r\n", "ETag: \"a b\"\r\n",
         "Last-Modified: Mon, 02 Nov 2026 10:00:00 GMT\r\n",
         "Last-Modified: Mon, 02 Nov 2026 10:00:00 GMT\r\nDate: Mon, 02 Nov 2026 10:00:00 GMT\r\n",
         "ETag: W/\"a\"\r\nLast-Modified: Mon, 02 Nov 2026 10:00:00 GMT\r\n"
         "Date: Mon, 02 Nov 2026 11:00:00 GMT\r\n"}),
    fields) {
  scripted_server& server = answer({cut_reply(fields, 5), whole_reply});
  outcome_of(server);
  BOOST_TEST(files().empty());
  BOOST_TEST((outcome_of(server).status == status::ok));
  BOOST_TEST(field(server.requests().back(), "Range").empty());
}

BOOST_AUTO_TEST_CASE(part_of_another_url_is_not_gone_on_with) {
  scripted_server& server = answer({cut_reply(tagged, 5), whole_reply});
  outcome_of(server);
  BOOST_TEST((outcome_of(make_task(server.url("/other"), "out")).status == status::ok));
  BOOST_TEST(field(server.requests().back(), "Range").empty());
  BOOST_TEST(files().at("out") == whole_body);
}

BOOST_AUTO_TEST_CASE(part_without_its_note_starts_over) {
  scripted_server& server = answer({cut_reply(tagged, 5), whole_reply});
  outcome_of(server);
  std::filesystem::remove(folder.path() / "out.haul-from");
  BOOST_TEST((outcome_of(server).status == status::ok));
  BOOST_TEST(field(server.requests().back(), "Range").empty());
}

BOOST_AUTO_TEST_CASE(part_that_was_put_in_the_place_of_the_own_one_starts_over) {
  scripted_server& server = answer({cut_reply(tagged, 5), whole_reply});
  outcome_of(server);
  write_file(folder.path() / "planted", "xxxxx");
  std::filesystem::rename(folder.path() / "planted", folder.path() / "out.haul-part");
  BOOST_TEST((outcome_of(server).status == status::ok));
  BOOST_TEST(files().at("out") == whole_body);
  BOOST_TEST(field(server.requests().back(), "Range").empty());
}

BOOST_AUTO_TEST_CASE(part_with_a_second_name_is_not_written_to) {
  scripted_server& server = answer({cut_reply(tagged, 5), whole_reply});
  outcome_of(server);
  std::filesystem::create_hard_link(folder.path() / "out.haul-part", folder.path() / "other");
  BOOST_TEST((outcome_of(server).status == status::ok));
  BOOST_TEST(files().at("other") == "01234");
}

BOOST_AUTO_TEST_CASE(whole_part_is_proved_by_its_last_byte) {
  scripted_server& server =
      answer({cut_reply(tagged, 5), part_reply(tagged + "Content-Range: bytes 9-9/10\r\n", "9")});
  outcome_of(server);
  write_file(folder.path() / "out.haul-part", whole_body); // in place: the same file
  const outcome came = outcome_of(server);
  BOOST_TEST((came.status == status::ok));
  BOOST_TEST(came.resumed == 9U);
  BOOST_TEST(field(server.requests().back(), "Range") == "bytes=9-");
  BOOST_TEST(files().at("out") == whole_body);
}

BOOST_AUTO_TEST_CASE(digest_tells_that_nothing_is_missing) {
  // Without a length, as of a body in chunks, the end of the part may be the end of the file.
  const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + tagged +
                              "\r\na\r\n" + whole_body + "\r\n";
  scripted_server& server = answer(
      {chunked, reply("416 Range Not Satisfiable", "<p>sorry", "Content-Range: bytes */10\r\n")});
  task wanted = make_task(server.url("/"), "out");
  wanted.digests = {{"sha256", whole_digest}};
  outcome_of(wanted);
  const outcome came = outcome_of(wanted);
  BOOST_TEST_REQUIRE((came.status == status::ok));
  BOOST_TEST(files().at("out") == whole_body);
  BOOST_TEST(server.requests().size() == 2U);
}

BOOST_AUTO_TEST_CASE(digest_is_of_both_halves) {
  scripted_server& server = answer({cut_reply(tagged, 5), right_rest});
  task wanted = make_task(server.url("/"), "out");
  wanted.digests = {{"sha256", whole_digest}};
  how.record_digest = "sha256";
  outcome_of(wanted);
  const outcome came = outcome_of(wanted);
  BOOST_TEST_REQUIRE((came.status == status::ok));
  BOOST_TEST(came.resumed == 5U);
  BOOST_TEST(came.digest->hex == whole_digest);
}

BOOST_AUTO_TEST_CASE(halves_of_different_wholes_are_fetched_anew) {
  // A server that doesn't change its tag.
  scripted_server& server = answer(
      {cut_reply(tagged, 5), part_reply(tagged + "Content-Range: bytes 5-9/10\r\n", "xxxxx"),
       whole_reply});
  task wanted = make_task(server.url("/"), "out");
  wanted.digests = {{"sha256", whole_digest}};
  outcome_of(wanted);
  BOOST_TEST((outcome_of(wanted).status == status::ok));
  BOOST_TEST(files().at("out") == whole_body);
  BOOST_TEST(server.requests().size() == 3U);
}

// RFC 9530: the one is of the whole file, the other of what is sent.
BOOST_AUTO_TEST_CASE(digests_that_the_server_gives_are_checked_on_a_rest) {
  const std::string range = tagged + "Content-Range: bytes 5-9/10\r\n";
  const std::string of_whole =
      "Repr-Digest: sha-256=:hNiYd/DUBB77a/kaFvAkjy/Vc+avBcGflr7bn4gveII=:\r\n";
  const std::string of_rest =
      "Content-Digest: sha-256=:92BDp07DO2rvuyiQUPr3qo1IIJVHc5fj5jNFEl1J9Sc=:\r\n";
  scripted_server& server = answer(
      {cut_reply(tagged, 5), part_reply(range + of_whole, "56789"), cut_reply(tagged, 5),
       part_reply(range + of_whole + of_rest, "56788"), whole_reply});
  outcome_of(server);
  BOOST_TEST((outcome_of(server).resumed == 5U));
  std::filesystem::remove(folder.path() / "out");
  outcome_of(server);
  const outcome came = outcome_of(server);
  BOOST_TEST((came.status == status::ok));
  BOOST_TEST(came.resumed == 0U);
  BOOST_TEST(files().at("out") == whole_body);
}

BOOST_AUTO_TEST_CASE(part_stays_when_the_server_has_trouble) {
  scripted_server& server = answer({cut_reply(tagged, 5), reply("503 Busy", ""), right_rest});
  outcome_of(server);
  BOOST_TEST((outcome_of(server).status == status::error));
  BOOST_TEST(stands(part_suffix));
  BOOST_TEST((outcome_of(server).resumed == 5U));
}

BOOST_AUTO_TEST_CASE(part_goes_when_there_is_no_such_file_any_more) {
  scripted_server& server = answer({cut_reply(tagged, 5), reply("404 Not Found", "")});
  outcome_of(server);
  BOOST_TEST((outcome_of(server).status == status::not_found));
  BOOST_TEST(files().empty());
}

BOOST_AUTO_TEST_CASE(time_of_the_file_is_known_from_the_first_answer) {
  scripted_server& server = answer(
      {cut_reply(tagged + "Last-Modified: Mon, 02 Nov 2026 10:00:00 GMT\r\n", 5), right_rest});
  outcome_of(server);
  outcome_of(server);
  const auto changed = std::filesystem::last_write_time(folder.path() / "out");
  BOOST_TEST(
      std::chrono::file_clock::to_sys(changed).time_since_epoch().count() / 1'000'000'000 ==
      1793613600);
}

BOOST_AUTO_TEST_SUITE_END()
