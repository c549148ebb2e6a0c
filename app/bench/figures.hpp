#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace haul::bench {

/// What one run of a cell came to.
struct figures {
  double requests_per_second = 0;
  double wall_seconds = 0;
  double user_seconds = 0;
  double system_seconds = 0;
  double memory_before_kib = 0; ///< resident when the run began, the list of tasks included
  double memory_peak_kib = 0;   ///< the most that was ever resident
  double kernel_stacks_kib =
      0;              ///< the stacks the kernel keeps for threads, above what it had before
  double threads = 0; ///< when the first task was done
  double voluntary_switches = 0;
  double involuntary_switches = 0;
  double queue_overflows = 0; ///< connections refused at first: the server had too many waiting
  double failures = 0;        ///< tasks without the right file
  double server_cpu_seconds = 0;
  double disk_flushes = 0; ///< the write cache of the disk below, emptied for whoever wanted it

  /// Of all other processes meanwhile: what disturbs a measurement. Accurate to some hundredths.
  double others_cpu_seconds = 0;

  /// Why there are no figures, or why some task failed; empty when all is well.
  std::string problem;

  double cpu_seconds() const { return user_seconds + system_seconds; }

  /// What others took, as a part of the time of one core.
  double disturbance() const { return wall_seconds > 0 ? others_cpu_seconds / wall_seconds : 0; }

  /// What the run itself took, in this process and in the kernel for its threads.
  double memory_taken_kib() const {
    return memory_peak_kib - memory_before_kib + kernel_stacks_kib;
  }
};

/// A number among the figures, with the name it has in JSON.
struct figure {
  std::string_view name;
  double figures::* member;
};

inline constexpr std::array all_figures = {
    figure{"requests_per_second", &figures::requests_per_second},
    figure{"wall_seconds", &figures::wall_seconds},
    figure{"user_seconds", &figures::user_seconds},
    figure{"system_seconds", &figures::system_seconds},
    figure{"memory_before_kib", &figures::memory_before_kib},
    figure{"memory_peak_kib", &figures::memory_peak_kib},
    figure{"kernel_stacks_kib", &figures::kernel_stacks_kib},
    figure{"threads", &figures::threads},
    figure{"voluntary_switches", &figures::voluntary_switches},
    figure{"involuntary_switches", &figures::involuntary_switches},
    figure{"queue_overflows", &figures::queue_overflows},
    figure{"failures", &figures::failures},
    figure{"server_cpu_seconds", &figures::server_cpu_seconds},
    figure{"disk_flushes", &figures::disk_flushes},
    figure{"others_cpu_seconds", &figures::others_cpu_seconds},
};

/// A run that came to nothing.
figures failed_run(std::string problem);

/// How a figure came out over the repetitions.
struct spread {
  double median = 0;
  double least = 0;
  double most = 0;
};

/// All zero when there are no values.
spread spread_of(std::span<const double> values);

/// The repetitions of a cell.
struct summary {
  figures median; ///< each figure's own; `problem` is the first there was
  spread requests_per_second;
  spread wall_seconds;
  std::size_t runs = 0; ///< that came to something
};

/// Runs that came to nothing are left out, but for their problem.
summary summarise(std::span<const figures> runs);

/// One line of JSON, and back; nothing when the text is something else.
std::string to_json(const figures& of);
std::optional<figures> from_json(std::string_view text);

} // namespace haul::bench
