// The second way: a function that is called for each completion, on an event loop one has already.

#include "example.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <future>

int main(int count, char** words) {
  example::arguments given = example::read_arguments(count, words);
  haul::list_source flags(std::move(given.flags));

  boost::asio::io_context context(1);
  auto downloader = haul::downloader::create(context, given.how);
  if (!downloader) {
    return example::fail(downloader.error());
  }
  std::future<haul::tally> counts = boost::asio::co_spawn(
      context, downloader->download_many(flags, example::print), boost::asio::use_future);
  context.run();
  return example::report(counts.get());
}
