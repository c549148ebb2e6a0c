#pragma once

#include "flag_server.hpp"
#include "flags.hpp"
#include "scripted_server.hpp"
#include "temporary_folder.hpp"
#include "variant.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include <cctype>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

namespace haul::bench_test {

namespace asio = boost::asio;
using test::scripted_server;
using test::temporary_folder;

inline constexpr std::size_t at_once = 20;

/// A server in a thread of its own, since two of the variants block theirs.
template<class Server>
class in_thread {
 public:
  template<class Make>
  explicit in_thread(const Make& make)
      : server_(make(context_)),
        thread_([this]() { context_.run(); }) {}
  ~in_thread() {
    asio::post(context_, [this]() { server_.stop(); });
  }
  in_thread(const in_thread&) = delete;
  in_thread& operator=(const in_thread&) = delete;

  const Server& operator*() const { return server_; }

 private:
  asio::io_context context_{1};
  Server server_;
  std::jthread thread_;
};

class site : public in_thread<flag_server> {
 public:
  explicit site(const server_behaviour& behaviour)
      : in_thread([&](asio::io_context& context) {
          return flag_server::listen(context, {asio::ip::address_v4::loopback(), 0}, behaviour)
              .value();
        }) {}

  std::string url() const { return (**this).url(); }
};

class scripted_site : public in_thread<scripted_server> {
 public:
  explicit scripted_site(const scripted_server::script& play)
      : in_thread([&](asio::io_context& context) { return scripted_server(context, play); }) {}

  std::string url(std::string_view path) const { return (**this).url(path); }
};

inline task task_for(std::string code, std::string url) {
  task made;
  made.output = code + ".gif";
  made.code = std::move(code);
  made.url = std::move(url);
  return made;
}

inline std::vector<task> every_code(const std::string& base) {
  std::vector<task> made;
  for (char first = 'a'; first <= 'z'; ++first) {
    for (char second = 'a'; second <= 'z'; ++second)
      made.push_back(task_for(
          {first, second}, fmt::format("{}/{}{}/{}{}.gif", base, first, second, first, second)));
  }
  return made;
}

inline std::map<std::string, std::string> all_files() {
  std::map<std::string, std::string> expected;
  for (const flag& each : all_flags()) {
    std::string name(each.code);
    for (char& letter : name)
      letter = static_cast<char>(std::tolower(letter));
    expected[name + ".gif"] = each.gif;
  }
  return expected;
}

/// What became of a task, without what differs from run to run.
using ending = std::tuple<std::string, unsigned, std::uint64_t, unsigned, std::string>;

inline ending ending_of(const outcome& from) {
  std::string why;
  if (from.error)
    why = fmt::format("{}/{}", to_string(from.error->stage), to_string(from.error->cause));
  return ending(to_string(from.status), from.http_status, from.bytes, from.attempts, why);
}

/// What a variant made of some tasks.
struct account {
  tally counted;
  std::map<std::string, ending> endings; // by code
  std::map<std::string, std::string> files;
};

inline account run(bench::variant_kind kind, const std::vector<task>& tasks, options how = {}) {
  const temporary_folder folder;
  account made;
  const auto caller = std::this_thread::get_id();
  std::set<task_id> told;
  how.directory = folder.path();
  how.max_requests = at_once;
  how.max_per_host = 0;
  how.retry.most = 0;
  const result<tally> counted =
      bench::make_variant(kind)->download_many(tasks, how, [&](const completion& done) {
        BOOST_TEST((std::this_thread::get_id() == caller));
        BOOST_TEST(told.insert(done.id).second, "told twice of " << done.task.code);
        BOOST_TEST(done.task.url == tasks[done.id].url);
        made.endings[done.task.code] = ending_of(done.outcome);
      });
  BOOST_REQUIRE_MESSAGE(counted, counted.error().describe());
  BOOST_TEST(told.size() == tasks.size());
  made.counted = *counted;
  made.files = folder.content();
  return made;
}

inline void check_same(const account& left, const account& right, bench::variant_kind of) {
  BOOST_TEST_CONTEXT(bench::to_string(of)) {
    BOOST_TEST(left.counted.ok == right.counted.ok);
    BOOST_TEST(left.counted.not_found == right.counted.not_found);
    BOOST_TEST(left.counted.errors == right.counted.errors);
    BOOST_TEST(left.counted.skipped == right.counted.skipped);
    BOOST_TEST(left.counted.bytes == right.counted.bytes);
    BOOST_TEST((left.endings == right.endings));
    BOOST_TEST((left.files == right.files));
  }
}

/// The account of the library for `tasks`, after the others were found to be the same.
template<class MakeTasks>
account run_all(const MakeTasks& make_tasks, const options& how = {}) {
  const account expected = run(bench::variant_kind::asynchronous, make_tasks(), how);
  for (const bench::variant_kind each :
       {bench::variant_kind::sequential, bench::variant_kind::threaded})
    check_same(run(each, make_tasks(), how), expected, each);
  return expected;
}

} // namespace haul::bench_test
