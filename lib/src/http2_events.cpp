#include "http2_protocol.hpp"

#include <nghttp2/nghttp2.h>
#include <string_view>

namespace haul {

namespace {

std::string_view view(const std::uint8_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

} // namespace

// What nghttp2 calls. `self` is the protocol; the stream is null once it was left.
struct http2_protocol::events {
  static http2_stream* stream_of(nghttp2_session* session, std::int32_t id) {
    return static_cast<http2_stream*>(nghttp2_session_get_stream_user_data(session, id));
  }

  static http2_protocol& of(void* self) { return *static_cast<http2_protocol*>(self); }

  static int begin_headers(nghttp2_session* session, const nghttp2_frame* frame, void*) {
    if (http2_stream* const stream = stream_of(session, frame->hd.stream_id))
      stream->begin_fields();
    return 0;
  }

  static int header(
      nghttp2_session* session, const nghttp2_frame* frame, const std::uint8_t* name,
      std::size_t name_size, const std::uint8_t* value, std::size_t value_size, std::uint8_t,
      void*) {
    http2_stream* const stream = stream_of(session, frame->hd.stream_id);
    if (stream == nullptr || stream->take_field(view(name, name_size), view(value, value_size)))
      return 0;
    return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE; // resets the stream
  }

  static int invalid_header(
      nghttp2_session* session, const nghttp2_frame* frame, const std::uint8_t*, std::size_t,
      const std::uint8_t*, std::size_t, std::uint8_t, void*) {
    if (http2_stream* const stream = stream_of(session, frame->hd.stream_id))
      stream->finish(http2_stream::end::malformed, "a field that is none");
    return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
  }

  static int data(
      nghttp2_session* session, std::uint8_t, std::int32_t id, const std::uint8_t* bytes,
      std::size_t size, void*) {
    if (http2_stream* const stream = stream_of(session, id))
      stream->take_data({reinterpret_cast<const char*>(bytes), size});
    return nghttp2_session_consume_connection(session, size);
  }

  static int frame(nghttp2_session* session, const nghttp2_frame* frame, void* self) {
    if (frame->hd.type == NGHTTP2_GOAWAY)
      of(self).ending_ = true;
    http2_stream* const stream = stream_of(session, frame->hd.stream_id);
    if (stream == nullptr)
      return 0;
    if (frame->hd.type == NGHTTP2_RST_STREAM)
      stream->reset_by_server_ = true;
    if (frame->hd.type == NGHTTP2_HEADERS && !stream->end_fields())
      return nghttp2_submit_rst_stream(
          session, NGHTTP2_FLAG_NONE, frame->hd.stream_id, NGHTTP2_ENHANCE_YOUR_CALM);
    const bool last = (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
    if (last && (frame->hd.type == NGHTTP2_DATA || frame->hd.type == NGHTTP2_HEADERS))
      stream->finish(http2_stream::end::whole, {});
    return 0;
  }

  static int invalid_frame(
      nghttp2_session* session, const nghttp2_frame* frame, int why, void* self) {
    if (http2_stream* const stream = stream_of(session, frame->hd.stream_id))
      stream->why_malformed_ = nghttp2_strerror(why);
    of(self).broken_ = nghttp2_strerror(why);
    return 0;
  }

  static int sent(nghttp2_session*, const nghttp2_frame* frame, void* self) {
    if (frame->hd.type == NGHTTP2_GOAWAY && frame->goaway.error_code != NGHTTP2_NO_ERROR)
      of(self).give_up(
          of(self).broken_.empty() ? nghttp2_http2_strerror(frame->goaway.error_code)
                                   : of(self).broken_);
    return 0;
  }

  static int not_sent(nghttp2_session*, const nghttp2_frame* frame, int why, void* self) {
    http2_stream* const stream = of(self).find(frame->hd.stream_id);
    if (stream == nullptr || frame->hd.type != NGHTTP2_HEADERS)
      return 0;
    if (why == NGHTTP2_ERR_FRAME_SIZE_ERROR)
      stream->finish(http2_stream::end::too_much, "the request is too long for HTTP/2");
    of(self).closed(*stream, NGHTTP2_REFUSED_STREAM);
    return 0;
  }

  static int stream_closed(
      nghttp2_session* session, std::int32_t id, std::uint32_t code, void* self) {
    if (http2_stream* const stream = stream_of(session, id))
      of(self).closed(*stream, code);
    return 0;
  }
};

const nghttp2_session_callbacks* http2_protocol::callbacks() {
  static const nghttp2_session_callbacks* const made = [] {
    nghttp2_session_callbacks* list = nullptr;
    nghttp2_session_callbacks_new(&list);
    nghttp2_session_callbacks_set_on_begin_headers_callback(list, events::begin_headers);
    nghttp2_session_callbacks_set_on_header_callback(list, events::header);
    nghttp2_session_callbacks_set_on_invalid_header_callback(list, events::invalid_header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(list, events::data);
    nghttp2_session_callbacks_set_on_frame_recv_callback(list, events::frame);
    nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(list, events::invalid_frame);
    nghttp2_session_callbacks_set_on_frame_send_callback(list, events::sent);
    nghttp2_session_callbacks_set_on_frame_not_send_callback(list, events::not_sent);
    nghttp2_session_callbacks_set_on_stream_close_callback(list, events::stream_closed);
    return list;
  }();
  return made;
}

} // namespace haul
