#pragma once

#include "request.hpp"

#include <nghttp2/nghttp2.h>
#include <string>
#include <string_view>
#include <vector>

namespace haul {

/// The fields of a request as nghttp2 takes them, by whom they are copied. The request must outlive
/// it.
class http2_fields {
 public:
  explicit http2_fields(const request& of);
  http2_fields(const http2_fields&) = delete;
  http2_fields& operator=(const http2_fields&) = delete;

  const std::vector<nghttp2_nv>& all() const { return fields_; }

 private:
  void add(std::string_view name, std::string_view value);

  std::vector<nghttp2_nv> fields_;
  std::vector<std::string> names_;
};

} // namespace haul
