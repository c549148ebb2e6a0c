#pragma once

#include "metrics_connection.hpp"

#include <haul/error.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <memory>
#include <string>

namespace haul {

/// An HTTP/1.1 server of metrics at `/metrics`, for Prometheus to scrape, on the caller's event
/// loop. `/healthz` says `ok`, for whoever wants to know whether the process lives.
///
/// Serves only so many clients at once; others wait in the system's queue. All calls come from the
/// thread that runs the io_context, which must outlive this.
class metrics_server {
 public:
  /// Listens there, and answers nobody yet. The error names the address (`cause::bad_option`).
  static result<metrics_server> listen(
      boost::asio::io_context& context, const boost::asio::ip::tcp::endpoint& address,
      const scrape_limits& limits = scrape_limits());

  metrics_server(metrics_server&&) noexcept;
  metrics_server& operator=(metrics_server&&) = delete;
  ~metrics_server();

  /// `http://127.0.0.1:9464/metrics`, with the port that was taken.
  std::string url() const;

  /// Answers from now on. `metrics` must live until `stop`. To be called once.
  void start(metrics_connection::source metrics);

  /// Stops listening and closes every connection; the coroutines end soon. May be called more than
  /// once.
  void stop();

 private:
  class state;
  explicit metrics_server(std::shared_ptr<state> listening);
  std::shared_ptr<state> state_;
};

} // namespace haul
