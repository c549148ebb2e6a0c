#include "h2_session.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace haul::test {

namespace {

constexpr std::size_t much_output = 256 * 1024;

void check(int outcome) {
  if (outcome != 0)
    throw std::logic_error(nghttp2_strerror(outcome));
}

std::vector<nghttp2_nv> as_nghttp2(const h2_fields& fields) {
  std::vector<nghttp2_nv> made;
  for (const auto& [name, value] : fields) {
    nghttp2_nv each = {};
    each.name = reinterpret_cast<std::uint8_t*>(const_cast<char*>(name.data()));
    each.namelen = name.size();
    each.value = reinterpret_cast<std::uint8_t*>(const_cast<char*>(value.data()));
    each.valuelen = value.size();
    made.push_back(each);
  }
  return made;
}

h2_fields with_status(std::string_view status, const h2_fields& fields) {
  h2_fields made;
  made.emplace_back(":status", status);
  made.insert(made.end(), fields.begin(), fields.end());
  return made;
}

bool is_request(const nghttp2_frame* frame) {
  return frame->hd.type == NGHTTP2_HEADERS && frame->headers.cat == NGHTTP2_HCAT_REQUEST;
}

} // namespace

struct h2_session::callbacks {
  static h2_session& self(void* of) { return *static_cast<h2_session*>(of); }

  static int on_begin_headers(nghttp2_session*, const nghttp2_frame* frame, void* of) {
    if (!is_request(frame))
      return 0;
    const auto made = std::make_shared<h2_exchange>();
    made->request.connection = self(of).number_;
    made->request.stream = frame->hd.stream_id;
    self(of).streams_.emplace(frame->hd.stream_id, made);
    h2_connection_record& seen = self(of).seen();
    seen.most_streams = std::max(seen.most_streams, ++seen.streams);
    return 0;
  }

  static int on_header(
      nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name, std::size_t name_size,
      const std::uint8_t* value, std::size_t value_size, std::uint8_t, void* of) {
    const auto stream = self(of).find(frame->hd.stream_id);
    if (is_request(frame) && stream)
      stream->request.fields.emplace_back(
          std::string(name, name + name_size), std::string(value, value + value_size));
    return 0;
  }

  static int on_frame_recv(nghttp2_session*, const nghttp2_frame* frame, void* of) {
    note(self(of).seen(), *frame);
    const auto stream = self(of).find(frame->hd.stream_id);
    if (!is_request(frame) || !stream)
      return 0;
    stream->request.number = self(of).record_.requests.size();
    self(of).record_.requests.push_back(stream->request);
    self(of).came_.push_back(stream);
    return 0;
  }

  static int on_invalid_frame(nghttp2_session*, const nghttp2_frame* frame, int why, void* of) {
    note(self(of).seen(), *frame);
    self(of).seen().complaints.emplace_back(nghttp2_strerror(why));
    return 0;
  }

  static int on_error(nghttp2_session*, int, const char* text, std::size_t size, void* of) {
    self(of).seen().complaints.emplace_back(text, size);
    return 0;
  }

  static int on_frame_send(nghttp2_session*, const nghttp2_frame* frame, void* of) {
    if (frame->hd.type == NGHTTP2_DATA)
      self(of).seen().sent[frame->hd.stream_id] += frame->hd.length;
    return 0;
  }

  static int on_stream_close(nghttp2_session*, std::int32_t stream, std::uint32_t, void* of) {
    self(of).forget(stream);
    return 0;
  }

  static ssize_t select_padding(
      nghttp2_session*, const nghttp2_frame* frame, std::size_t most, void* of) {
    const auto stream = self(of).find(frame->hd.stream_id);
    const std::size_t padding = stream ? stream->padding : 0;
    return static_cast<ssize_t>(std::min(most, frame->hd.length + padding));
  }

  static ssize_t read_body(
      nghttp2_session* session, std::int32_t id, std::uint8_t* into, std::size_t room,
      std::uint32_t* flags, nghttp2_data_source*, void* of) {
    const auto stream = self(of).find(id);
    if (!stream || self(of).output_.size() >= much_output)
      return NGHTTP2_ERR_DEFERRED;
    std::size_t count = std::min(room, stream->body.size() - stream->framed);
    if (stream->piece != 0)
      count = std::min(count, stream->piece);
    std::copy_n(stream->body.data() + stream->framed, count, into);
    stream->framed += count;
    const bool last = stream->ending && stream->framed == stream->body.size();
    if (last)
      *flags |= NGHTTP2_DATA_FLAG_EOF;
    if (last && !stream->trailers.empty()) {
      *flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
      const std::vector<nghttp2_nv> fields = as_nghttp2(stream->trailers);
      if (nghttp2_submit_trailer(session, id, fields.data(), fields.size()) != 0)
        return NGHTTP2_ERR_CALLBACK_FAILURE;
    }
    return count == 0 && !last ? ssize_t{NGHTTP2_ERR_DEFERRED} : static_cast<ssize_t>(count);
  }
};

h2_session::h2_session(h2_record& record, std::size_t number) : record_(record), number_(number) {
  nghttp2_session_callbacks* made = nullptr;
  check(nghttp2_session_callbacks_new(&made));
  nghttp2_session_callbacks_set_on_begin_headers_callback(made, callbacks::on_begin_headers);
  nghttp2_session_callbacks_set_on_header_callback(made, callbacks::on_header);
  nghttp2_session_callbacks_set_on_frame_recv_callback(made, callbacks::on_frame_recv);
  nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(made, callbacks::on_invalid_frame);
  nghttp2_session_callbacks_set_error_callback2(made, callbacks::on_error);
  nghttp2_session_callbacks_set_on_frame_send_callback(made, callbacks::on_frame_send);
  nghttp2_session_callbacks_set_on_stream_close_callback(made, callbacks::on_stream_close);
  nghttp2_session_callbacks_set_select_padding_callback(made, callbacks::select_padding);
  check(nghttp2_session_server_new(&session_, made, this));
  nghttp2_session_callbacks_del(made);
}

h2_session::~h2_session() {
  nghttp2_session_del(session_);
}

bool h2_session::feed(std::string_view bytes) {
  const ssize_t taken = nghttp2_session_mem_recv(
      session_, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  if (taken < 0)
    seen().complaints.emplace_back(nghttp2_strerror(static_cast<int>(taken)));
  pump();
  return taken >= 0;
}

std::vector<std::shared_ptr<h2_exchange>> h2_session::take_requests() {
  return std::exchange(came_, {});
}

std::string h2_session::take_output() {
  std::string taken = std::exchange(output_, {});
  for (const auto& each : streams_)
    nghttp2_session_resume_data(session_, each.first);
  pump();
  return taken;
}

void h2_session::settings(const h2_settings& settings) {
  std::vector<nghttp2_settings_entry> entries;
  for (const auto& [identifier, value] : settings)
    entries.push_back({identifier, value});
  check(nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, entries.data(), entries.size()));
  pump();
}

void h2_session::ping() {
  check(nghttp2_submit_ping(session_, NGHTTP2_FLAG_NONE, nullptr));
  pump();
}

void h2_session::go_away(std::int32_t last_stream, std::uint32_t code) {
  check(nghttp2_submit_goaway(session_, NGHTTP2_FLAG_NONE, last_stream, code, nullptr, 0));
  pump();
}

void h2_session::inform(const h2_exchange& on, std::string_view status, const h2_fields& fields) {
  const h2_fields all = with_status(status, fields);
  const std::vector<nghttp2_nv> made = as_nghttp2(all);
  check(nghttp2_submit_headers(
      session_, NGHTTP2_FLAG_NONE, on.request.stream, nullptr, made.data(), made.size(), nullptr));
  pump();
}

void h2_session::begin(
    const h2_exchange& on, std::string_view status, const h2_fields& fields, bool body) {
  const h2_fields all = with_status(status, fields);
  const std::vector<nghttp2_nv> made = as_nghttp2(all);
  nghttp2_data_provider provider = {};
  provider.read_callback = callbacks::read_body;
  check(nghttp2_submit_response(
      session_, on.request.stream, made.data(), made.size(), body ? &provider : nullptr));
  pump();
}

void h2_session::reset(const h2_exchange& on, std::uint32_t code) {
  check(nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, on.request.stream, code));
  pump();
}

// It fails where nothing waits, and is then not needed.
void h2_session::go_on(const h2_exchange& on) {
  nghttp2_session_resume_data(session_, on.request.stream);
  pump();
}

void h2_session::forget(std::int32_t stream) {
  const auto found = streams_.find(stream);
  if (found == streams_.end())
    return;
  found->second->over = true;
  streams_.erase(found);
  --seen().streams;
}

void h2_session::pump() {
  const std::uint8_t* bytes = nullptr;
  for (ssize_t size = 1; size > 0;) {
    size = nghttp2_session_mem_send(session_, &bytes);
    if (size > 0)
      output_.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  }
}

std::shared_ptr<h2_exchange> h2_session::find(std::int32_t stream) const {
  const auto found = streams_.find(stream);
  return found == streams_.end() ? nullptr : found->second;
}

} // namespace haul::test
