#pragma once

#include <haul/error.hpp>
#include <haul/task.hpp>

#include <openssl/evp.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace haul {

/// Checks a body against what its task says of it, as it comes.
class verifier {
 public:
  /// `wanted` must outlive it. An unknown algorithm, or a digest that is not hex of its length, is
  /// an error.
  static result<verifier> create(const task& wanted);

  /// Before the body: whether its announced length can be right.
  result<void> check_length(std::optional<std::uint64_t> announced) const;

  /// The next piece; fails once the body is longer than it should be.
  result<void> take(std::span<const char> piece);

  /// After the body.
  result<void> check() const;

 private:
  struct free_context {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  struct running {
    const digest* wanted;
    std::unique_ptr<EVP_MD_CTX, free_context> context;
  };

  std::optional<std::uint64_t> size_;
  std::uint64_t taken_ = 0;
  std::vector<running> digests_;
};

} // namespace haul
