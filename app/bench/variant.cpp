#include "variant.hpp"

namespace haul::bench {

std::string_view to_string(variant_kind kind) {
  switch (kind) {
  case variant_kind::sequential: return "sequential";
  case variant_kind::threaded: return "threaded";
  case variant_kind::asynchronous: return "asynchronous";
  }
  return "unknown";
}

std::optional<variant_kind> find_variant(std::string_view name) {
  for (const variant_kind each : all_variants) {
    if (to_string(each) == name)
      return each;
  }
  return std::nullopt;
}

std::unique_ptr<variant> make_variant(variant_kind kind) {
  if (kind == variant_kind::sequential)
    return make_sequential();
  if (kind == variant_kind::threaded)
    return make_threaded();
  return make_asynchronous();
}

} // namespace haul::bench
