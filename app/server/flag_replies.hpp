#pragma once

#include "flag_target.hpp"

#include <haul/error.hpp>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace haul {

/// A reply made beforehand. What is added when it is sent: the Date field, `Connection: close`
/// where due, and the empty line between the header and the body.
struct flag_reply {
  std::string header;    ///< the status line and the fields
  std::string_view body; ///< left out when the method is HEAD
};

/// Every reply that a flag server has.
class flag_replies {
 public:
  /// With the flags of the program, or with those in `folder` when it is not empty. The folder is
  /// read now and not looked at again; one without a flag, or that can't be read, is an error
  /// (`cause::bad_option`) that names it.
  static result<flag_replies> load(const std::filesystem::path& folder);

  // Not copyable: replies refer to the files of their own object.
  flag_replies(flag_replies&&) noexcept = default;
  flag_replies& operator=(flag_replies&&) noexcept = default;

  /// 200 with the flag, or 404 when there is none. `code` is one that `read_target` gave.
  const flag_reply& flag(std::size_t code) const { return flags_[code]; }

  const flag_reply& not_found() const { return not_found_; }
  const flag_reply& teapot() const { return teapot_; }
  const flag_reply& bad_request() const { return bad_request_; }
  const flag_reply& header_too_long() const { return header_too_long_; }
  const flag_reply& method_not_allowed() const { return method_not_allowed_; }

 private:
  flag_replies();
  result<void> read_folder(const std::filesystem::path& folder);

  flag_reply not_found_;
  flag_reply teapot_;
  flag_reply bad_request_;
  flag_reply header_too_long_;
  flag_reply method_not_allowed_;
  std::vector<flag_reply> flags_;
  std::vector<std::string> files_; // what the bodies of flags from a folder refer to
};

} // namespace haul
