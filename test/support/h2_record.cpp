#include "h2_record.hpp"

#include <algorithm>

namespace haul::test {

std::string h2_request::field(std::string_view name) const {
  const auto found = std::find_if(
      fields.begin(), fields.end(), [&](const auto& each) { return each.first == name; });
  return found == fields.end() ? std::string() : found->second;
}

void note(h2_connection_record& seen, const nghttp2_frame& frame) {
  const bool ack = (frame.hd.flags & NGHTTP2_FLAG_ACK) != 0;
  h2_said said;
  said.stream = frame.hd.stream_id;
  if (frame.hd.type == NGHTTP2_RST_STREAM) {
    said.value = frame.rst_stream.error_code;
    seen.resets.push_back(said);
  } else if (frame.hd.type == NGHTTP2_GOAWAY) {
    said.stream = frame.goaway.last_stream_id;
    said.value = frame.goaway.error_code;
    seen.goaways.push_back(said);
  } else if (frame.hd.type == NGHTTP2_WINDOW_UPDATE) {
    said.value = static_cast<std::uint32_t>(frame.window_update.window_size_increment);
    seen.window_updates.push_back(said);
  } else if (frame.hd.type == NGHTTP2_PING) {
    ++(ack ? seen.ping_acks : seen.pings);
  } else if (frame.hd.type == NGHTTP2_SETTINGS && ack) {
    ++seen.settings_acks;
  } else if (frame.hd.type == NGHTTP2_SETTINGS) {
    for (std::size_t at = 0; at < frame.settings.niv; ++at)
      seen.settings.emplace_back(frame.settings.iv[at].settings_id, frame.settings.iv[at].value);
  }
}

} // namespace haul::test
