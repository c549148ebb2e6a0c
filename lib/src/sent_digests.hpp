#pragma once

#include "response_parser.hpp"
#include "verifier.hpp"

#include <haul/task.hpp>

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace haul {

/// Holds a body against the digests that the server itself gives (RFC 9530): `Content-Digest` of
/// what it sends, `Repr-Digest` of the whole file. Algorithms that are not known count for nothing.
class sent_digests {
 public:
  /// None: everything is fine.
  sent_digests() = default;

  /// `rest`: the body is the rest of a file (206), else the whole.
  static result<sent_digests> of(const response_head& head, bool rest);

  /// Whether the part that was there already must be given to `catch_up`.
  bool needs_the_part() const { return file_.has_value(); }

  /// Whether there is nothing to check.
  bool empty() const { return !body_ && !file_; }

  /// What was there already, in order, before anything is taken.
  result<void> catch_up(std::span<const char> piece);

  /// The next piece of the body, as it was sent.
  result<void> take(std::span<const char> piece);

  /// After the body.
  result<void> check() const;

 private:
  struct expectation {
    static result<std::optional<expectation>> of(std::vector<digest> digests);
    std::unique_ptr<const task> wanted; // to which the check refers
    verifier check;
  };

  std::optional<expectation> body_;
  std::optional<expectation> file_; // when the body is the rest of it
};

} // namespace haul
