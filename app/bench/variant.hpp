#pragma once

#include <haul/options.hpp>
#include <haul/outcome.hpp>
#include <haul/task.hpp>

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace haul::bench {

/// A way to download many things. All variants give the same files and the same outcomes; they
/// differ in how they wait.
class variant {
 public:
  using on_completion = std::function<void(const completion&)>;

  virtual ~variant() = default;

  /// Runs all of `tasks`, at most `how.max_requests` at once, and calls `told` for each as it
  /// finishes, on the calling thread. An error when the run can't be made: a wrong option, a folder
  /// that can't be used, threads that the system refuses.
  virtual result<tally> download_many(
      std::span<const task> tasks, const options& how, const on_completion& told) = 0;
};

/// What the variants are called.
enum class variant_kind { sequential, threaded, asynchronous };

inline constexpr std::array all_variants = {
    variant_kind::sequential, variant_kind::threaded, variant_kind::asynchronous};

/// The name as it stands in the enumeration. Static lifetime.
std::string_view to_string(variant_kind kind);
std::optional<variant_kind> find_variant(std::string_view name);

std::unique_ptr<variant> make_variant(variant_kind kind);

/// One download after the other on the calling thread, over one kept-alive connection. Follows no
/// redirect, speaks no TLS. `max_requests` makes no difference.
std::unique_ptr<variant> make_sequential();

/// A pool of `max_requests` threads, each with a blocking socket that it keeps. Follows no
/// redirect, speaks no TLS, writes into one folder (no `/` in an output name).
std::unique_ptr<variant> make_threaded();

/// The library itself.
std::unique_ptr<variant> make_asynchronous();

} // namespace haul::bench
