#pragma once

#include "figures.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace haul::bench {

struct ended_process;
struct program;

/// A program and each time it was run. Here wall and CPU times are those of the whole process, from
/// its start to its end.
struct contender {
  std::string name;
  std::vector<figures> runs;
};

/// What is seen of a program from outside. Its peak of memory is at least that of this process when
/// it started the other: the kernel counts the copy that `fork` makes.
figures figures_of(const ended_process& ended);

/// Runs a program to its end, and tells how it failed in `figures::problem`. What it prints is
/// read, and kept in `printed` if there is one.
figures run_whole(const program& what, std::string* printed = nullptr);

/// Enters that so many of the files of a run came out wrong. The rate counts the right ones only.
void count_files(figures& of, std::size_t files, std::size_t wrong);

/// Turns the figures of a run that did `done` of something into those for `wanted` of it. Its
/// memory and its switches stay as they are.
void scale_to(figures& of, double done, double wanted);

/// Those that are haul in some way: whose names begin with it.
std::vector<contender> own_of(const std::vector<contender>& contenders);

/// The program `haul` beside this one, else the one that a shell finds; empty when there is none.
std::filesystem::path haul_file();

} // namespace haul::bench
