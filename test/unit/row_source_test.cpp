#include "row_source.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace asio = boost::asio;

using rows = std::vector<haul::row_result>;

haul::row_place place_of(std::uint64_t line) {
  haul::row_place made;
  made.file = std::make_shared<const std::string>("list");
  made.line = line;
  return made;
}

haul::row good(std::string url, std::uint64_t line) {
  haul::row made;
  made.place = place_of(line);
  made.fields = {{"url", std::move(url)}};
  return made;
}

haul::bad_row bad(std::uint64_t line) {
  haul::bad_row made;
  made.place = place_of(line);
  made.field = "size";
  made.message = "\x1b is odd";
  return made;
}

// Rows that are there, each after a turn of the event loop as from a pipe.
class prepared_stream final : public haul::row_stream {
 public:
  explicit prepared_stream(rows prepared, bool* closed = nullptr)
      : rows_(std::move(prepared)),
        closed_(closed) {}
  ~prepared_stream() override {
    if (closed_ != nullptr)
      *closed_ = true;
  }

  asio::awaitable<std::optional<haul::row_result>> next() override {
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    co_await asio::post(executor, asio::use_awaitable);
    std::optional<haul::row_result> found;
    if (position_ < rows_.size())
      found.emplace(rows_[position_++]);
    co_return found;
  }
  std::optional<haul::row_result> at_hand() override { return std::nullopt; }

 private:
  rows rows_;
  std::size_t position_ = 0;
  bool* closed_;
};

// As many bad rows as are wanted, without ever waiting.
class hasty_stream final : public haul::row_stream {
 public:
  explicit hasty_stream(unsigned count) : count_(count) {}

  asio::awaitable<std::optional<haul::row_result>> next() override { co_return at_hand(); }
  std::optional<haul::row_result> at_hand() override {
    std::optional<haul::row_result> found;
    if (count_ > 0) {
      --count_;
      found.emplace(bad(1));
    }
    return found;
  }

 private:
  unsigned count_;
};

struct fixture {
  haul::row_hooks hooks() {
    haul::row_hooks made;
    made.on_bad_row = [this](const haul::input_row& row, const haul::error& why) {
      refused.emplace_back(row, why);
    };
    return made;
  }

  static haul::task_maker maker(const haul::task_templates& from = {}) {
    return *haul::task_maker::create(from);
  }

  static haul::row_source of_codes(std::vector<std::string> arguments, haul::row_hooks hooks) {
    haul::task_templates from;
    from.url = "http://h/{code}";
    haul::row_input input;
    for (const std::string& each : arguments)
      input.codes.push_back(*haul::code_range::parse(each));
    return haul::row_source(maker(from), std::move(input), std::move(hooks));
  }

  haul::row_source of_rows(rows prepared) {
    haul::row_input input;
    input.streams.push_back(std::make_unique<prepared_stream>(std::move(prepared)));
    return haul::row_source(maker(), std::move(input), hooks());
  }

  static asio::awaitable<void> take_next(haul::source& from, std::optional<haul::task>& taken) {
    taken = co_await from.next();
  }

  std::optional<haul::task> next(haul::source& from) {
    std::optional<haul::task> taken;
    asio::co_spawn(context, take_next(from, taken), [](std::exception_ptr failed) {
      BOOST_TEST((failed == nullptr));
    });
    context.restart();
    context.run();
    return taken;
  }

  // The URLs of all tasks there are, one behind the other.
  std::string all(haul::source& from) {
    std::string urls;
    while (const std::optional<haul::task> taken = next(from))
      urls += taken->url + " ";
    return urls;
  }

  asio::io_context context;
  std::vector<std::pair<haul::input_row, haul::error>> refused;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(row_source, fixture)

BOOST_AUTO_TEST_CASE(codes_come_in_order_and_are_counted) {
  haul::row_source codes = of_codes({"BR", "1..3", "a..b"}, hooks());
  BOOST_TEST(codes.size().value() == 6U);
  BOOST_TEST(all(codes) == "http://h/BR http://h/1 http://h/2 http://h/3 http://h/a http://h/b ");
  BOOST_TEST(codes.rows() == 6U);
  BOOST_TEST(refused.empty());
}

BOOST_AUTO_TEST_CASE(size_of_endless_codes_does_not_overflow) {
  const std::string longest = "0..9223372036854775808";
  const haul::row_source codes = of_codes({longest, longest, longest}, hooks());
  BOOST_TEST(codes.size().value() == 18446744073709551615U);
}

BOOST_AUTO_TEST_CASE(code_knows_the_argument_it_came_from) {
  haul::row_source codes = of_codes({"BR", "1..2"}, hooks());
  all(codes);
  const haul::input_row last = codes.take(2);
  BOOST_TEST(last.number == 3U);
  BOOST_TEST(last.code == "2");
  BOOST_TEST(*last.place.file == "command line");
  BOOST_TEST(last.place.line == 2U);
  BOOST_TEST(last.place.text == "2");
}

BOOST_AUTO_TEST_CASE(rows_of_every_stream_come_behind_the_codes) {
  haul::task_templates from;
  from.url = "http://h/{code}";
  from.rows_are_codes = true;
  haul::row_input input;
  input.streams.push_back(std::make_unique<prepared_stream>(rows{good("A", 1), good("B", 2)}));
  input.streams.push_back(std::make_unique<prepared_stream>(rows{}));
  input.streams.push_back(std::make_unique<prepared_stream>(rows{good("C", 1)}));
  input.codes.push_back(*haul::code_range::parse("BR"));
  haul::row_source source(maker(from), std::move(input), hooks());
  BOOST_TEST(!source.size().has_value());
  BOOST_TEST(all(source) == "http://h/BR http://h/A http://h/B http://h/C ");
  BOOST_TEST(source.take(3).number == 4U);
}

BOOST_AUTO_TEST_CASE(stream_is_closed_once_it_has_ended) {
  bool closed = false;
  haul::row_input input;
  input.streams.push_back(std::make_unique<prepared_stream>(rows{good("http://h/a", 1)}, &closed));
  input.streams.push_back(std::make_unique<prepared_stream>(rows{good("http://h/b", 1)}));
  haul::row_source source(maker(), std::move(input), hooks());
  next(source);
  BOOST_TEST(!closed);
  next(source);
  BOOST_TEST(closed);
}

BOOST_AUTO_TEST_CASE(bad_rows_are_told_and_the_rest_goes_on) {
  haul::row_source source =
      of_rows({good("http://h/a", 1), bad(2), good("x", 3), good("http://h/b", 4)});
  BOOST_TEST(all(source) == "http://h/a http://h/b ");
  BOOST_TEST(source.rows() == 4U);
  BOOST_TEST(source.bad_rows() == 2U);
  BOOST_TEST_REQUIRE(refused.size() == 2U);
  BOOST_TEST(refused[0].first.number == 2U);
  BOOST_TEST(refused[0].first.code == "2");
  BOOST_TEST(refused[0].first.place.line == 2U);
  BOOST_TEST(refused[0].second.message == "field 'size': \\x1b is odd");
  BOOST_TEST((refused[0].second.stage == haul::stage::input));
  BOOST_TEST(refused[1].first.number == 3U);
  BOOST_TEST((refused[1].second.cause == haul::cause::bad_url));
  BOOST_TEST(refused[1].second.message == "field 'url': 'x' is not an absolute http or https URL");
}

BOOST_AUTO_TEST_CASE(bad_row_as_a_whole_names_no_field) {
  haul::bad_row whole = bad(1);
  whole.field.clear();
  haul::row_source source = of_rows({whole});
  all(source);
  BOOST_TEST(refused.at(0).second.message == "\\x1b is odd");
}

BOOST_AUTO_TEST_CASE(ids_count_tasks_and_numbers_count_rows) {
  haul::row_source source = of_rows({bad(1), good("http://h/a", 2), bad(3), good("http://h/b", 4)});
  all(source);
  BOOST_TEST(source.take(1).number == 4U);
  BOOST_TEST(source.take(0).number == 2U);
}

BOOST_AUTO_TEST_CASE(what_was_taken_is_forgotten) {
  haul::row_source source = of_rows({good("http://h/a", 1), good("http://h/b", 2)});
  all(source);
  BOOST_TEST(source.in_flight() == 2U);
  BOOST_TEST(source.take(0).place.line == 1U);
  BOOST_TEST(source.in_flight() == 1U);
  source.take(1);
  BOOST_TEST(source.in_flight() == 0U);
}

BOOST_AUTO_TEST_CASE(rows_that_are_not_ours_are_left_out_whatever_they_are) {
  haul::row_input input;
  input.streams.push_back(std::make_unique<prepared_stream>(
      rows{good("http://h/a", 1), bad(2), good("http://h/c", 3), good("x", 4)}));
  haul::row_hooks choosing = hooks();
  choosing.is_ours = [](std::uint64_t number, const haul::task* made) {
    BOOST_TEST((made != nullptr) == (number % 2 == 1));
    return number == 3;
  };
  haul::row_source source(maker(), std::move(input), std::move(choosing));
  BOOST_TEST(all(source) == "http://h/c ");
  BOOST_TEST(source.rows() == 4U);
  BOOST_TEST(source.left_out() == 3U);
  BOOST_TEST(source.bad_rows() == 0U);
  BOOST_TEST(refused.empty());
  BOOST_TEST(source.take(0).number == 3U);
}

BOOST_AUTO_TEST_CASE(how_many_are_left_is_not_known_when_some_are_left_out) {
  haul::row_hooks choosing = hooks();
  choosing.is_ours = [](std::uint64_t, const haul::task*) { return true; };
  BOOST_TEST(!of_codes({"1..3"}, std::move(choosing)).size().has_value());
}

BOOST_AUTO_TEST_CASE(each_row_is_in_one_of_the_shares) {
  std::string together;
  for (const std::uint64_t first : {0U, 1U, 2U}) {
    haul::row_input input;
    input.streams.push_back(std::make_unique<prepared_stream>(
        rows{good("http://h/1", 1), bad(2), good("http://h/3", 3), good("http://h/4", 4)}));
    input.first = first;
    input.every = 3;
    haul::row_source source(maker(), std::move(input), hooks());
    together += all(source) + "| ";
    BOOST_TEST(source.rows() == 4U);
    BOOST_TEST(source.left_out() == 0U);
    BOOST_TEST(source.size().value() == (first == 0 ? 2U : 1U));
  }
  BOOST_TEST(together == "http://h/1 http://h/4 | | http://h/3 | ");
  BOOST_TEST(refused.size() == 1U);
}

BOOST_AUTO_TEST_CASE(share_of_codes_is_known_before) {
  for (const std::uint64_t first : {0U, 1U, 2U, 3U}) {
    haul::row_input input;
    input.codes.push_back(haul::code_range::parse("1..6").value());
    input.first = first;
    input.every = 4;
    haul::task_templates from;
    from.url = "http://h/{code}";
    haul::row_source source(maker(from), std::move(input), hooks());
    const std::uint64_t known = source.size().value();
    all(source);
    BOOST_TEST(known == (first < 2 ? 2U : 1U));
    BOOST_TEST(source.size().value() == known);
  }
}

BOOST_AUTO_TEST_CASE(without_codes_and_streams_there_is_one_row) {
  haul::task_templates from;
  from.url = "http://h/a.gif";
  from.single_row = true;
  haul::row_source source(maker(from), {}, hooks());
  BOOST_TEST(source.size().value() == 1U);
  BOOST_TEST(next(source).value().output == "h/a.gif");
  BOOST_TEST(!next(source).has_value());
  BOOST_TEST(source.take(0).code == "1");
}

BOOST_AUTO_TEST_CASE(nobody_needs_to_be_told) {
  haul::row_input input;
  input.streams.push_back(std::make_unique<prepared_stream>(rows{bad(1), good("http://h/a", 2)}));
  haul::row_source source(maker(), std::move(input), {});
  BOOST_TEST(all(source) == "http://h/a ");
  BOOST_TEST(source.bad_rows() == 1U);
}

BOOST_AUTO_TEST_CASE(long_burst_of_bad_rows_lets_others_have_their_turn) {
  const auto last_row_saw_others = [this](unsigned count) {
    bool others_had_their_turn = false;
    bool seen = false;
    haul::row_hooks watching;
    watching.on_bad_row = [&](const haul::input_row&, const haul::error&) {
      seen = others_had_their_turn;
    };
    haul::row_input input;
    input.streams.push_back(std::make_unique<hasty_stream>(count));
    haul::row_source source(maker(), std::move(input), std::move(watching));
    std::optional<haul::task> taken;
    asio::co_spawn(context, take_next(source, taken), [](std::exception_ptr failed) {
      BOOST_TEST((failed == nullptr));
    });
    asio::post(context, [&] { others_had_their_turn = true; });
    context.restart();
    context.run();
    BOOST_TEST(source.bad_rows() == count);
    return seen;
  };
  BOOST_TEST(!last_row_saw_others(256));
  BOOST_TEST(last_row_saw_others(257));
}

BOOST_AUTO_TEST_SUITE_END()
