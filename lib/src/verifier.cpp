#include "verifier.hpp"

#include "failure.hpp"

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

std::string to_hex(std::span<const unsigned char> bytes) {
  std::string text;
  for (const unsigned char each : bytes)
    text += fmt::format("{:02x}", each);
  return text;
}

error wrong(std::string message) {
  return failure(stage::body, cause::wrong_content, std::move(message));
}

} // namespace

result<verifier> verifier::create(const task& wanted) {
  verifier made;
  made.size_ = wanted.size;
  for (const digest& each : wanted.digests) {
    const EVP_MD* const algorithm = algorithm_named(each.algorithm);
    if (algorithm == nullptr)
      return failure(
          stage::input, cause::bad_option,
          fmt::format("digest algorithm '{}' is unknown", printable(each.algorithm)));
    if (!is_hex(each.hex, static_cast<std::size_t>(EVP_MD_get_size(algorithm))))
      return failure(
          stage::input, cause::bad_option,
          fmt::format(
              "'{}' is not a {} digest in hexadecimal digits", printable(each.hex),
              each.algorithm));
    running begun{&each, std::unique_ptr<EVP_MD_CTX, free_context>(EVP_MD_CTX_new())};
    if (begun.context == nullptr || EVP_DigestInit(begun.context.get(), algorithm) != 1)
      return failure(
          stage::internal, cause::internal, fmt::format("no {} to be had", each.algorithm));
    made.digests_.push_back(std::move(begun));
  }
  return made;
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
    std::array<unsigned char, EVP_MAX_MD_SIZE> value = {};
    unsigned length = 0;
    if (EVP_DigestFinal(each.context.get(), value.data(), &length) != 1)
      return failure(stage::internal, cause::internal, "a digest could not be made");
    const std::string came = to_hex({value.data(), length});
    if (!equal_in_any_case(came, each.wanted->hex))
      return wrong(
          fmt::format("{} is {}, {} was expected", each.wanted->algorithm, came, each.wanted->hex));
  }
  return {};
}

} // namespace haul
