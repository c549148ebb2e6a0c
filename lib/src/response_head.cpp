#include "response_head.hpp"

#include <haul/text.hpp>

namespace haul {

using boost::beast::http::field;

namespace {

void keep_advice(response_head& in, field name, std::string_view spelled, std::string_view value) {
  std::optional<std::string>* kept = nullptr;
  if (name == field::retry_after)
    kept = &in.retry_after;
  else if (name != field::unknown)
    return;
  else if (equal_in_any_case(spelled, "RateLimit"))
    kept = &in.rate_limit;
  else if (equal_in_any_case(spelled, "RateLimit-Remaining"))
    kept = &in.rate_limit_remaining;
  else if (equal_in_any_case(spelled, "RateLimit-Reset"))
    kept = &in.rate_limit_reset;
  if (kept != nullptr && !*kept)
    kept->emplace(value);
}

void keep_single(response_head& in, field name, std::string_view value) {
  std::optional<std::string>* kept = nullptr;
  if (name == field::content_type)
    kept = &in.content_type;
  else if (name == field::content_range)
    kept = &in.content_range;
  else if (name == field::etag)
    kept = &in.etag;
  else if (name == field::last_modified)
    kept = &in.last_modified;
  else if (name == field::date)
    kept = &in.date;
  else
    return;
  if (!*kept)
    kept->emplace(value);
  else if (**kept != value)
    (*kept)->clear();
}

void keep_list(response_head& in, field name, std::string_view spelled, std::string_view value) {
  std::optional<std::string>* kept = nullptr;
  if (name == field::content_encoding)
    kept = &in.content_encoding;
  else if (name == field::accept_ranges)
    kept = &in.accept_ranges;
  else if (name == field::unknown && equal_in_any_case(spelled, "Repr-Digest"))
    kept = &in.repr_digest;
  else if (name == field::unknown && equal_in_any_case(spelled, "Content-Digest"))
    kept = &in.content_digest;
  if (kept == nullptr)
    return;
  if (*kept)
    (*kept)->append(", ");
  else
    kept->emplace();
  (*kept)->append(value);
}

} // namespace

void keep_field(response_head& in, field name, std::string_view spelled, std::string_view value) {
  keep_advice(in, name, spelled, value);
  keep_single(in, name, value);
  keep_list(in, name, spelled, value);
  if (name == field::location && !in.location)
    in.location.emplace(value);
}

} // namespace haul
