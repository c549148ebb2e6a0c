#include "variant.hpp"

#include <haul/downloader.hpp>

namespace haul::bench {

namespace {

class asynchronous final : public variant {
 public:
  result<tally> download_many(
      std::span<const task> tasks, const options& how, const on_completion& told) override {
    std::size_t position = 0;
    function_source from(
        [&]() {
          std::optional<task> next;
          if (position != tasks.size())
            next = tasks[position++];
          return next;
        },
        tasks.size());
    return haul::download_many(from, how, told);
  }
};

} // namespace

std::unique_ptr<variant> make_asynchronous() {
  return std::make_unique<asynchronous>();
}

} // namespace haul::bench
