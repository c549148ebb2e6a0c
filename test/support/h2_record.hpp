#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <nghttp2/nghttp2.h>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace haul::test {

/// Names with their values, as they stood or as they are to be sent; pseudo-headers come first.
using h2_fields = std::vector<std::pair<std::string, std::string>>;

/// `NGHTTP2_SETTINGS_…` with their values.
using h2_settings = std::vector<std::pair<std::int32_t, std::uint32_t>>;

/// A request as it came.
struct h2_request {
  std::size_t number = 0;     ///< over all connections, from 0
  std::size_t connection = 0; ///< which connection it came on, from 0
  std::int32_t stream = 0;    ///< 0: by HTTP/1.1, with `:method` and `:path` alone
  h2_fields fields;

  /// The first field of this name; empty without.
  std::string field(std::string_view name) const;
  std::string path() const { return field(":path"); }
};

/// A stream (0: the connection) with what was said of it: an error code, an increment.
struct h2_said {
  std::int32_t stream = 0;
  std::uint32_t value = 0;
};

/// What a client did on one connection.
struct h2_connection_record {
  std::string protocol; ///< `h2` or `http/1.1`; empty until it is known
  h2_settings settings; ///< of all its SETTINGS, in their order
  std::vector<h2_said> resets;
  std::vector<h2_said> goaways; ///< with the last stream and the error code
  std::vector<h2_said> window_updates;
  std::size_t settings_acks = 0;
  std::size_t pings = 0;
  std::size_t ping_acks = 0;
  std::size_t streams = 0; ///< that are open now
  std::size_t most_streams = 0;
  /// Payload of the DATA frames that were made for each stream, with padding: what its window let
  /// through. Of bytes that a script wrote nothing is known.
  std::map<std::int32_t, std::uint64_t> sent;
  /// What nghttp2 found wrong: in the frames of the client, or in what a script wanted to send.
  std::vector<std::string> complaints;
  bool over = false; ///< the client has closed it, or the script has reset it
};

/// Adds what a frame of the client says, whether or not it should have come.
void note(h2_connection_record& seen, const nghttp2_frame& frame);

/// What a server has seen since it began.
struct h2_record {
  std::vector<h2_connection_record> connections;
  std::vector<h2_request> requests; ///< in the order in which their headers were complete
};

using h2_condition = std::function<bool(const h2_record&)>;

} // namespace haul::test
