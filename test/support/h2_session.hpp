#pragma once

#include "h2_record.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <nghttp2/nghttp2.h>
#include <string>
#include <string_view>
#include <vector>

namespace haul::test {

/// A stream, from its request to its end; a script's handle may outlive it.
struct h2_exchange {
  h2_request request;
  std::string body;       ///< what the script has given so far
  std::size_t framed = 0; ///< of that, what went into frames
  std::size_t piece = 0;  ///< the most bytes in a frame, 0: as many as fit
  std::size_t padding = 0;
  h2_fields trailers;
  bool ending = false; ///< nothing will come after `body`
  bool over = false;
};

/// The server's end of a connection without its socket: bytes in, bytes out, requests in between.
/// What it sees goes into a record, under the number of the connection.
class h2_session {
 public:
  h2_session(h2_record& record, std::size_t number);
  ~h2_session();
  h2_session(const h2_session&) = delete;
  h2_session& operator=(const h2_session&) = delete;

  /// Takes what came from the client; false when it does not speak HTTP/2.
  bool feed(std::string_view bytes);

  /// The streams whose requests have come since it was last asked.
  std::vector<std::shared_ptr<h2_exchange>> take_requests();

  /// What is to go to the client. Frames of DATA wait while there is much.
  std::string take_output();
  bool has_output() const { return !output_.empty(); }

  void write(std::string_view bytes) { output_ += bytes; }
  void settings(const h2_settings& settings);
  void ping();
  void go_away(std::int32_t last_stream, std::uint32_t code);

  void inform(const h2_exchange& on, std::string_view status, const h2_fields& fields);
  void begin(const h2_exchange& on, std::string_view status, const h2_fields& fields, bool body);
  void reset(const h2_exchange& on, std::uint32_t code);

  /// Its body has grown, or is ending.
  void go_on(const h2_exchange& on);

  /// A script has ended the stream by bytes of its own.
  void forget(std::int32_t stream);

 private:
  struct callbacks;
  void pump();
  std::shared_ptr<h2_exchange> find(std::int32_t stream) const;
  h2_connection_record& seen() { return record_.connections[number_]; }

  h2_record& record_;
  std::size_t number_;
  nghttp2_session* session_ = nullptr;
  std::map<std::int32_t, std::shared_ptr<h2_exchange>> streams_;
  std::vector<std::shared_ptr<h2_exchange>> came_;
  std::string output_;
};

} // namespace haul::test
