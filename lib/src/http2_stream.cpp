#include "http2_stream.hpp"

#include <boost/beast/http/status.hpp>
#include <fmt/format.h>

#include <charconv>
#include <utility>

namespace haul {

namespace http = boost::beast::http;

namespace {

constexpr std::size_t field_overhead = 32; // RFC 9113 section 6.5.2

unsigned number(std::string_view digits) {
  unsigned value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

} // namespace

void http2_stream::begin_fields() {
  answered_ = true;
  field_bytes_ = 0;
  if (!final_)
    head_ = response_head();
}

// Trailers are counted, and nobody asked for them. The protocol has looked at each field: a status
// or a length comes once, and is a number.
bool http2_stream::take_field(std::string_view name, std::string_view value) {
  field_bytes_ += name.size() + value.size() + field_overhead;
  if (field_bytes_ > most_) {
    finish(end::too_much, final_ ? "trailers too long" : "header too long");
    return false;
  }
  if (final_)
    return true;
  if (name == ":status") {
    head_.status = number(value);
    const auto reason = http::obsolete_reason(http::int_to_status(head_.status));
    head_.reason.assign(reason.data(), reason.size());
  } else if (name == "content-length") {
    std::uint64_t length = 0;
    const char* const behind = value.data() + value.size();
    const auto [read_to, failed] = std::from_chars(value.data(), behind, length);
    if (failed == std::errc() && read_to == behind)
      head_.content_length = length;
  } else {
    keep_field(head_, http::string_to_field({name.data(), name.size()}), name, value);
  }
  return true;
}

bool http2_stream::end_fields() {
  if (final_)
    return true;
  if (head_.status < 100) {
    finish(end::malformed, "status below 100");
    return false;
  }
  if (head_.status >= 200) {
    final_ = true;
    told();
    return true;
  }
  if (++interim_ <= most_interim) {
    told();
    return true;
  }
  finish(end::too_much, fmt::format("more than {} interim responses", most_interim));
  return false;
}

void http2_stream::take_data(std::span<const char> bytes) {
  const bool first = body_.empty();
  body_.insert(body_.end(), bytes.begin(), bytes.end());
  if (first)
    told();
}

void http2_stream::take_body(std::vector<char>& into) {
  into.clear();
  into.swap(body_);
}

// The first end counts.
void http2_stream::finish(end how, std::string complaint, std::uint32_t code) {
  if (ended_ != end::none)
    return;
  ended_ = how;
  complaint_ = std::move(complaint);
  code_ = code;
  told();
}

} // namespace haul
