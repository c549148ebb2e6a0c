#pragma once

#include "figures.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace haul::bench {

struct ended_process;

/// A program and each time it was run. Here wall and CPU times are those of the whole process, from
/// its start to its end.
struct contender {
  std::string name;
  std::vector<figures> runs;
};

/// What is seen of a program from outside. Its peak of memory is at least that of this process when
/// it started the other: the kernel counts the copy that `fork` makes.
figures figures_of(const ended_process& ended);

/// The program `haul` beside this one, else the one that a shell finds; empty when there is none.
std::filesystem::path haul_file();

} // namespace haul::bench
