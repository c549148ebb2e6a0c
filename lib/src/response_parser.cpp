#include "response_parser.hpp"

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>

namespace haul {

namespace http = boost::beast::http;

namespace {

constexpr std::size_t most_extension = 4096; // bytes behind a chunk's size

} // namespace

response_parser::response_parser(std::size_t most) : most_(most) {
  header_limit(static_cast<std::uint32_t>(most));
  body_limit(boost::none); // the sink has its own view of what is too much
}

response_parser::state response_parser::parse(std::span<const char>& bytes) {
  body_ = {};
  while (true) {
    error_code failed;
    const std::size_t taken = put(boost::asio::const_buffer(bytes.data(), bytes.size()), failed);
    bytes = bytes.subspan(taken);
    if (failed == http::error::need_more)
      return state::need_more;
    if (failed) {
      if (complaint_.empty())
        complaint_ = failed.message();
      return failed == http::error::header_limit ? state::too_much : state::malformed;
    }
    if (!header_seen_ && is_header_done()) {
      header_seen_ = true;
      return state::header_done;
    }
    if (!body_.empty())
      return state::body;
    if (is_done())
      return state::done;
    if (bytes.empty())
      return state::need_more;
  }
}

response_parser::state response_parser::finish() {
  if (!got_some())
    return state::need_more;
  error_code failed;
  put_eof(failed);
  return failed ? state::need_more : state::done;
}

void response_parser::on_response_impl(int status, string_view reason, int, error_code& failed) {
  failed = {};
  head_.status = static_cast<unsigned>(status);
  head_.reason.assign(reason.data(), reason.size());
}

void response_parser::on_field_impl(
    field name, string_view written, string_view value, error_code& failed) {
  failed = {};
  if (header_seen_) {
    trailer_bytes_ += written.size() + value.size() + 4;
    if (trailer_bytes_ > most_) {
      failed = http::error::header_limit;
      complaint_ = "trailers too long";
    }
    return;
  }
  if (name == field::location && !head_.location)
    head_.location.emplace(value.data(), value.size());
  if (name == field::transfer_encoding) {
    // Any coding but the framing itself would have to be undone; two fields could be read in two
    // ways (RFC 9112 section 6.1).
    if (coded_ || !boost::beast::iequals(value, "chunked")) {
      failed = http::error::bad_transfer_encoding;
      complaint_ = "Transfer-Encoding other than chunked";
    }
    coded_ = true;
  }
}

void response_parser::on_header_impl(error_code& failed) {
  failed = {};
  if (coded_ && content_length()) {
    failed = http::error::bad_content_length;
    complaint_ = "both Content-Length and Transfer-Encoding";
  }
  if (const auto length = content_length())
    head_.content_length = *length;
}

void response_parser::on_body_init_impl(const boost::optional<std::uint64_t>&, error_code& failed) {
  failed = {};
}

std::size_t response_parser::on_body_impl(string_view body, error_code& failed) {
  failed = {};
  body_ = std::span<const char>(body.data(), body.size());
  return body.size();
}

void response_parser::on_chunk_header_impl(
    std::uint64_t, string_view extensions, error_code& failed) {
  failed = {};
  if (extensions.size() > most_extension) {
    failed = http::error::header_limit;
    complaint_ = "chunk extension too long";
  }
}

std::size_t response_parser::on_chunk_body_impl(
    std::uint64_t, string_view body, error_code& failed) {
  return on_body_impl(body, failed);
}

void response_parser::on_finish_impl(error_code& failed) {
  failed = {};
}

} // namespace haul
