#include "descriptor_limit.hpp"

#include <sys/resource.h>

namespace haul {

std::size_t raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
    return 0;
  const rlimit wanted{limit.rlim_max, limit.rlim_max};
  if (::setrlimit(RLIMIT_NOFILE, &wanted) == 0)
    limit = wanted;
  return limit.rlim_cur;
}

} // namespace haul
