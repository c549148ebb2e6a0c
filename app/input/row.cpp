#include "row.hpp"

#include <algorithm>

namespace haul {

const std::string* row::find(std::string_view name) const {
  const auto found = std::ranges::find(fields, name, &field::name);
  return found == fields.end() ? nullptr : &found->value;
}

} // namespace haul
