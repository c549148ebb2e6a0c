#pragma once

#include "flag_site.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/intrusive/list.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace haul {

/// One client of a flag server: reads its requests one after the other and answers each before it
/// reads the next, so pipelined ones are answered in their order.
///
/// While a client says nothing, its connection costs memory and nothing else.
class flag_connection : public boost::intrusive::list_base_hook<
                            boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  flag_connection(boost::asio::ip::tcp::socket socket, std::shared_ptr<flag_site> site);

  /// Serves the client until one side closes. Must be alive until then; called once.
  boost::asio::awaitable<void> run();

  /// Makes `run` end soon, whatever it waits for.
  void close();

 private:
  /// What came from the client.
  enum class heard { request, malformed, too_long, nothing };

  boost::asio::awaitable<heard> read_request();
  boost::asio::awaitable<bool> read_more();
  flag_answer find_answer(heard what);
  boost::asio::awaitable<bool> reply(heard what);
  boost::asio::awaitable<bool> send(std::string_view header, std::string_view body);
  boost::asio::awaitable<void> part();

  boost::asio::ip::tcp::socket socket_;
  std::shared_ptr<flag_site> site_;
  boost::asio::steady_timer delay_;
  boost::beast::flat_buffer buffer_;
  std::optional<boost::beast::http::request_parser<boost::beast::http::empty_body>> parser_;
  std::string header_; // of the reply that is being sent
};

/// The connections that are open. They leave it by themselves when they are destroyed.
using flag_connections =
    boost::intrusive::list<flag_connection, boost::intrusive::constant_time_size<false>>;

} // namespace haul
