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

/// Checks a body against what its task says of it, as it comes, and can say what it hashes to.
class verifier {
 public:
  /// `wanted` must outlive it. `record` is the algorithm of the digest that `recorded` gives;
  /// empty: none. An unknown algorithm, or a digest that is not hex of its length, is an error
  /// (`cause::bad_option`).
  static result<verifier> create(const task& wanted, const std::string& record = "");

  /// Before the body: whether its announced length can be right.
  result<void> check_length(std::optional<std::uint64_t> announced) const;

  /// The next piece; fails once the body is longer than it should be.
  result<void> take(std::span<const char> piece);

  /// As `take`, of bytes that need not be looked at; only when nothing is hashed.
  void skip(std::uint64_t bytes) { taken_ += bytes; }
  bool hashes() const { return !digests_.empty(); }

  /// After the body.
  result<void> check() const;

  /// The digest of what was taken up to now, in lower case; nothing when none was to be recorded.
  result<std::optional<digest>> recorded() const;

 private:
  struct free_context {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  using digest_context = std::unique_ptr<EVP_MD_CTX, free_context>;
  struct running {
    std::string algorithm;
    digest_context context;
    const digest* wanted; // none for one that is only recorded
  };

  static result<std::string> hex_of(const running& of);
  result<void> begin(const std::string& algorithm, const digest* wanted);

  std::optional<std::uint64_t> size_;
  std::uint64_t taken_ = 0;
  std::vector<running> digests_;
  std::string record_; // the algorithm; empty: none
};

} // namespace haul
