#include "response_parser.hpp"

#include <haul/text.hpp>

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/rfc7230.hpp>

#include <algorithm>
#include <limits>

namespace haul {

namespace http = boost::beast::http;

namespace {

constexpr std::size_t most_extension = 4096;       // bytes behind a chunk's size
constexpr std::size_t most_extensions = 16 * 1024; // the same of chunks that hold next to nothing
constexpr std::size_t shortest_chunked = 5;        // 0 and two line ends

} // namespace

response_parser::response_parser(std::size_t most) : most_(most) {
  header_limit(std::numeric_limits<std::uint32_t>::max()); // `put_header` has its own
  body_limit(boost::none); // the sink has its own view of what is too much
}

response_parser::state response_parser::parse(std::span<const char>& bytes) {
  body_ = {};
  while (true) {
    error_code failed;
    const std::size_t taken = header_seen_ ? put_body(bytes, failed) : put_header(bytes, failed);
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

// Beast's limit is for what it was not able to take yet: a header in small pieces may have no end.
std::size_t response_parser::put_header(std::span<const char> bytes, error_code& failed) {
  const std::size_t allowed = std::min(bytes.size(), most_ - header_bytes_);
  const std::size_t taken = put(boost::asio::const_buffer(bytes.data(), allowed), failed);
  if (failed == http::error::need_more && header_bytes_ + allowed == most_)
    failed = refuse(http::error::header_limit, "header too long");
  header_bytes_ += taken;
  return taken;
}

std::size_t response_parser::put_body(std::span<const char> bytes, error_code& failed) {
  // Beast asserts that the shortest body is there once it has met the first chunk's size.
  if (coded_ && !chunk_seen_ && bytes.size() < shortest_chunked) {
    failed = http::error::need_more;
    return 0;
  }
  end_ = bytes.data() + bytes.size();
  return put(boost::asio::const_buffer(bytes.data(), bytes.size()), failed);
}

response_parser::error_code response_parser::refuse(http::error why, const char* complaint) {
  complaint_ = complaint;
  return why;
}

response_parser::state response_parser::finish() {
  if (!got_some())
    return state::need_more;
  error_code failed;
  put_eof(failed);
  return failed ? state::need_more : state::done;
}

void response_parser::on_response_impl(
    int status, string_view reason, int version, error_code& failed) {
  failed = {};
  if (status < 100)
    failed = refuse(http::error::bad_status, "status below 100");
  head_.status = static_cast<unsigned>(status);
  head_.reason.assign(reason.data(), reason.size());
  old_ = version < 11;
}

void response_parser::on_field_impl(
    field name, string_view spelled, string_view value, error_code& failed) {
  failed = {};
  if (header_seen_)
    return;
  keep_field(head_, name, {spelled.data(), spelled.size()}, {value.data(), value.size()});
  // Beast overlooks it beside a keep-alive in HTTP/1.0.
  if (name == field::connection && http::token_list(value).exists("close"))
    closing_ = true;
  if (name == field::transfer_encoding) {
    // Any coding but the framing itself would have to be undone; two fields could be read in two
    // ways (RFC 9112 section 6.1).
    if (coded_ || !equal_in_any_case({value.data(), value.size()}, "chunked"))
      failed = refuse(http::error::bad_transfer_encoding, "Transfer-Encoding other than chunked");
    coded_ = true;
  }
}

void response_parser::on_header_impl(error_code& failed) {
  failed = {};
  if (coded_ && old_)
    closing_ = true; // HTTP/1.0 knows no codings: RFC 9112 section 6.1
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
    std::uint64_t size, string_view extensions, error_code& failed) {
  failed = {};
  chunk_seen_ = true;
  if (extensions.size() > most_extension)
    failed = refuse(http::error::header_limit, "chunk extension too long");
  // Each byte of a body could come with thousands of others, which no limit of the body sees.
  extension_bytes_ += extensions.size();
  const std::uint64_t earned = 16 + 2 * std::min<std::uint64_t>(size, most_extension);
  extension_bytes_ -= std::min<std::uint64_t>(extension_bytes_, earned);
  if (extension_bytes_ > most_extensions)
    failed = refuse(http::error::header_limit, "more chunk extensions than content");
  if (size != 0)
    return;
  // The last one is told of only when all of the trailers are here.
  const string_view rest(extensions.end(), static_cast<std::size_t>(end_ - extensions.end()));
  if (rest.find("\r\n\r\n") > most_)
    failed = refuse(http::error::header_limit, "trailers too long");
}

std::size_t response_parser::on_chunk_body_impl(
    std::uint64_t, string_view body, error_code& failed) {
  return on_body_impl(body, failed);
}

void response_parser::on_finish_impl(error_code& failed) {
  failed = {};
}

} // namespace haul
