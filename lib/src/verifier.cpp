#include "verifier.hpp"

#include "failure.hpp"
#include "hex.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace haul {

namespace {

const EVP_MD* algorithm_named(const std::string& name) {
  if (name == "sha256")
    return EVP_sha256();
  if (name == "sha512")
    return EVP_sha512();
  if (name == "sha1")
    return EVP_sha1();
  return name == "md5" ? EVP_md5() : nullptr;
}

bool is_hex(const std::string& text, std::size_t bytes) {
  return text.size() == 2 * bytes && std::all_of(text.begin(), text.end(), [](unsigned char each) {
           return std::isxdigit(each) != 0;
         });
}

error wrong(std::string message) {
  return failure(stage::body, cause::wrong_content, std::move(message));
}

} // namespace

result<verifier> verifier::create(const task& wanted, const std::string& record) {
  verifier made;
  made.size_ = wanted.size;
  made.record_ = record;
  for (const digest& each : wanted.digests) {
    if (const result<void> begun = made.begin(each.algorithm, &each); !begun)
      return begun.error();
  }
  const bool known = std::ranges::any_of(
      wanted.digests, [&record](const digest& each) { return each.algorithm == record; });
  if (!record.empty() && !known) {
    if (const result<void> begun = made.begin(record, nullptr); !begun)
      return begun.error();
  }
  return made;
}

result<void> verifier::begin(const std::string& algorithm, const digest* wanted) {
  const EVP_MD* const named = algorithm_named(algorithm);
  if (named == nullptr)
    return failure(
        stage::input, cause::bad_option,
        fmt::format("digest algorithm '{}' is unknown", printable(algorithm)));
  if (wanted != nullptr && !is_hex(wanted->hex, static_cast<std::size_t>(EVP_MD_get_size(named))))
    return failure(
        stage::input, cause::bad_option,
        fmt::format(
            "'{}' is not a {} digest in hexadecimal digits", printable(wanted->hex), algorithm));
  running begun{algorithm, digest_context(EVP_MD_CTX_new()), wanted};
  if (begun.context == nullptr || EVP_DigestInit(begun.context.get(), named) != 1)
    return failure(stage::internal, cause::internal, fmt::format("no {} to be had", algorithm));
  digests_.push_back(std::move(begun));
  return {};
}

result<void> verifier::check_length(std::optional<std::uint64_t> announced) const {
  if (size_ && announced && *announced != *size_)
    return wrong(fmt::format("the server has {} bytes, {} were expected", *announced, *size_));
  return {};
}

result<void> verifier::take(std::span<const char> piece) {
  taken_ += piece.size();
  if (size_ && taken_ > *size_)
    return wrong(fmt::format("the body has more than the {} bytes that were expected", *size_));
  for (const running& each : digests_)
    EVP_DigestUpdate(each.context.get(), piece.data(), piece.size());
  return {};
}

result<void> verifier::check() const {
  if (size_ && taken_ != *size_)
    return wrong(fmt::format("the body has {} bytes, {} were expected", taken_, *size_));
  for (const running& each : digests_) {
    if (each.wanted == nullptr)
      continue;
    const result<std::string> came = hex_of(each);
    if (!came)
      return came.error();
    if (!equal_in_any_case(*came, each.wanted->hex))
      return wrong(
          fmt::format("{} is {}, {} was expected", each.algorithm, *came, each.wanted->hex));
  }
  return {};
}

result<std::optional<digest>> verifier::recorded() const {
  const auto found = std::ranges::find(digests_, record_, &running::algorithm);
  if (found == digests_.end())
    return std::optional<digest>();
  result<std::string> hex = hex_of(*found);
  if (!hex)
    return hex.error();
  return std::optional<digest>(digest{record_, *std::move(hex)});
}

// Of a copy, as a digest can be finished only once, and this may be asked for again.
result<std::string> verifier::hex_of(const running& of) {
  const digest_context copy(EVP_MD_CTX_new());
  std::array<unsigned char, EVP_MAX_MD_SIZE> value = {};
  unsigned length = 0;
  if (copy == nullptr || EVP_MD_CTX_copy_ex(copy.get(), of.context.get()) != 1 ||
      EVP_DigestFinal_ex(copy.get(), value.data(), &length) != 1)
    return failure(stage::internal, cause::internal, "a digest could not be made");
  return to_hex({value.data(), length});
}

} // namespace haul
