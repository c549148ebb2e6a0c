// The first way: in a coroutine of one's own, one completion after the other as they come.

#include "example.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <future>
#include <optional>

boost::asio::awaitable<haul::tally> download(haul::downloader& downloader, haul::source& flags) {
  haul::tally counts;
  haul::completions done = downloader.as_completed(flags);
  for (;;) {
    std::optional<haul::completion> finished = co_await done.next();
    if (!finished) {
      break;
    }
    example::print(*finished);
    counts.add(finished->outcome);
  }
  co_return counts;
}

int main(int count, char** words) {
  example::arguments given = example::read_arguments(count, words);
  haul::list_source flags(std::move(given.flags));

  boost::asio::io_context context(1);
  auto downloader = haul::downloader::create(context, given.how);
  if (!downloader) {
    return example::fail(downloader.error());
  }
  std::future<haul::tally> counts =
      boost::asio::co_spawn(context, download(*downloader, flags), boost::asio::use_future);
  context.run();
  return example::report(counts.get());
}
