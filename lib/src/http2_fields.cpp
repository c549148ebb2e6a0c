#include "http2_fields.hpp"

#include "host_name.hpp"
#include "trimmed.hpp"

#include <cstdint>

namespace haul {

namespace {

constexpr std::size_t few_fields = 16;

} // namespace

http2_fields::http2_fields(const request& of) {
  fields_.reserve(few_fields);
  add(":method", "GET");
  add(":scheme", of.asked.from().encrypted ? "https" : "http");
  add(":authority", of.asked.host_field());
  add(":path", of.asked.target());
  names_.reserve(of.extra.size() + few_fields); // they must not move
  for_each_field(of, [this](std::string_view name, std::string_view value) {
    add(names_.emplace_back(lower_case(name)), trimmed(value));
  });
}

void http2_fields::add(std::string_view name, std::string_view value) {
  // RFC 7541 section 7.1.3: what a guess could find out step by step is kept out of the tables.
  const bool secret = name == "authorization" || name == "cookie";
  nghttp2_nv made{};
  made.name = reinterpret_cast<std::uint8_t*>(const_cast<char*>(name.data()));
  made.namelen = name.size();
  made.value = reinterpret_cast<std::uint8_t*>(const_cast<char*>(value.data()));
  made.valuelen = value.size();
  made.flags = secret ? NGHTTP2_NV_FLAG_NO_INDEX : NGHTTP2_NV_FLAG_NONE;
  fields_.push_back(made);
}

} // namespace haul
