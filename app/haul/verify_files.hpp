#pragma once

#include "folder.hpp"
#include "record.hpp"
#include "verify_members.hpp"

#include <haul/error.hpp>

#include <filesystem>
#include <string>

namespace haul {

/// What came of looking at a file.
enum class verified {
  whole,   ///< it is as recorded
  missing, ///< nothing stands there
  wrong,   ///< what stands there is something else, or can't be read
};

/// One file against its record.
struct verify_finding {
  verified verdict = verified::whole;

  /// What was found and what was expected: `has 366 bytes, 367 were expected`; empty when whole.
  /// May hold bytes of the record.
  std::string words;
};

/// Looks at the files of a finished folder. Nothing is written, locked or made, and no link below
/// the folder is followed.
class verify_files {
 public:
  /// An error when the folder is missing or can't be opened. It is the person's own and may be a
  /// link.
  static result<verify_files> open(const std::filesystem::path& folder);

  /// Looks at the output of a record with `status` `ok`, `skipped` or `unchanged`. Its length
  /// counts when it is `ok` or not 0. The digest counts when there is one; the file is read in
  /// pieces then. The algorithm must be one that haul knows. An output that is a member of a shard
  /// is looked for there.
  verify_finding check(const record& written);

 private:
  explicit verify_files(file_descriptor root) : root_(std::move(root)) {}
  verify_finding check_in(int at, const std::string& name, const record& written) const;
  verify_finding check_member(const record& written);

  file_descriptor root_;
  verify_members members_;
};

} // namespace haul
