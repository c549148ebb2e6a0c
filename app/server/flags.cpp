#include "flags.hpp"

#include "flag_target.hpp"

#include <algorithm>

namespace haul {

const flag* find_flag(std::string_view code) {
  const std::optional<std::size_t> wanted = code_number(code);
  if (!wanted)
    return nullptr;
  const std::span<const flag> flags = all_flags();
  const auto found = std::ranges::lower_bound(
      flags, wanted, {}, [](const flag& each) { return code_number(each.code); });
  if (found == flags.end() || code_number(found->code) != wanted)
    return nullptr;
  return &*found;
}

} // namespace haul
