#pragma once

#include "h2_server.hpp"
#include "scripted_server.hpp"
#include "temporary_folder.hpp"

#include <haul/downloader.hpp>

#include <boost/asio/io_context.hpp>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace haul::test {

/// An event loop, a folder and a downloader. At its end a test must have left nothing behind: no
/// work on the loop, no descriptor, no part file.
class download_fixture {
 public:
  download_fixture();
  ~download_fixture();

  /// A scripted server that stops when the run is over.
  scripted_server& serve(scripted_server::script play);

  scripted_server& serve(boost::asio::ssl::context secured, scripted_server::script play);

  /// The same for HTTP/2.
  h2_server& serve(h2_service service);

  h2_server& serve(boost::asio::ssl::context secured, h2_service service);

  /// Runs these tasks to their end and returns the completions in the order in which they came.
  std::vector<completion> run(std::vector<task> tasks);

  /// The same for one task, with output `out`.
  completion run_one(const std::string& url);

  /// Cancels the run that goes on, from within a script.
  void cancel();

  /// Runs the loop until there is nothing left to do; fails the test when that takes for ever.
  void drain();

  /// The content of the output folder.
  std::map<std::string, std::string> files() const { return folder.content(); }

  /// For tests of several runs: the servers stop only with the fixture.
  bool servers_stay = false;

  boost::asio::io_context context{1};
  temporary_folder folder;
  options how;

 private:
  int descriptors_before_ = 0;
  void stop_servers();

  std::vector<std::unique_ptr<scripted_server>> servers_;
  std::vector<std::unique_ptr<h2_server>> h2_servers_;
  completions* running_ = nullptr;
};

/// A task whose code is its output's name.
task make_task(std::string url, std::string output);

/// How many descriptors this process has open.
int open_descriptors();

/// The completion of the task with this code; the test fails without.
const completion& find(const std::vector<completion>& all, std::string_view code);

} // namespace haul::test
