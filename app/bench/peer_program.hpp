#pragma once

#include "list_program.hpp"

#include <haul/error.hpp>

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace haul::bench {

/// Where a program speaks HTTP/2.
enum class http2_use { nowhere, encrypted, everywhere };

/// haul, or a program that people would take instead, called so that it is as quick as it can be
/// with many small files, or with one large file, from one server: as in `list_programs`, but with
/// whatever it can do without left out.
struct peer_program {
  list_program called;      ///< `list_program::name` is its name in the tables
  std::string_view package; ///< Debian's, which has it; empty for haul
  std::string_view module;  ///< of Python, which it is made of; empty where it is none
  bool large = false;       ///< whether it is also run with one large file
  http2_use http2 = http2_use::nowhere;
};

/// All there are, haul first.
std::span<const peer_program> peer_programs();

/// Whether it can be called to speak this.
bool speaks(const peer_program& which, http_version version, bool encrypted);

/// The one with this name, which must be there.
const peer_program& find_peer_program(std::string_view name);

/// A peer as it is on this machine.
struct peer {
  std::string name; ///< in the tables: that of the program, or with the version of a second curl
  std::filesystem::path file;
  std::string version;
  const peer_program* how = nullptr;
  std::string problem; ///< why it can't be run; empty when it can
};

/// Looks for it. `file`: the program to run in its place, which is then named with its version;
/// empty: the one that is installed.
peer find_peer(std::string_view name, const std::filesystem::path& file = {});

/// The first word that is a version, whatever stands in front of it up to a slash: `7.88.1` of
/// "curl 7.88.1 (x86_64-pc-linux-gnu)", `4.1.0` of "wrk debian/4.1.0". Empty when there is none.
std::string find_version(std::string_view text);

/// The version that a program tells when it is run with `arguments`, wherever it prints it. Empty
/// when it tells none. A program that fails, but tells its version, is fine: `wrk` does that.
std::string version_of(
    const std::filesystem::path& file, const std::vector<std::string>& arguments);

} // namespace haul::bench
