#include "host_name.hpp"
#include "local_binding.hpp"
#include "proxy_choice.hpp"
#include "request.hpp"
#include "url.hpp"
#include "verifier.hpp"

#include <haul/options.hpp>
#include <haul/text.hpp>

#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace haul {

namespace {

error refused(std::string message) {
  error made;
  made.stage = stage::input;
  made.cause = cause::bad_option;
  made.message = std::move(message);
  return made;
}

result<void> check_limits(const options& checked) {
  if (checked.max_requests < 1 || checked.max_requests > 1'000'000)
    return refused(fmt::format("max_requests is {}, not from 1 to 1000000", checked.max_requests));
  if (checked.max_redirects > 50)
    return refused(fmt::format("max_redirects is {}, more than 50", checked.max_redirects));
  if (checked.max_header_bytes < 1024 || checked.max_header_bytes > 256 * 1024)
    return refused(
        fmt::format("max_header_bytes is {}, not from 1024 to 262144", checked.max_header_bytes));
  return {};
}

result<void> check_load(const options& checked) {
  if (checked.rate_per_host < 0 || checked.rate_per_host > 1'000'000)
    return refused("rate_per_host is not from 0 (no limit) to 1000000");
  if (checked.bytes_per_second != 0 && checked.bytes_per_second < 1000)
    return refused(
        fmt::format("bytes_per_second is {}, neither 0 nor from 1000", checked.bytes_per_second));
  if (checked.look_ahead < 1 || checked.look_ahead > 10'000'000)
    return refused(fmt::format("look_ahead is {}, not from 1 to 10000000", checked.look_ahead));
  return {};
}

result<void> check_retry(const retry_options& checked) {
  using namespace std::chrono_literals;
  if (checked.most > 100)
    return refused(fmt::format("retry.most is {}, more than 100", checked.most));
  for (const std::chrono::milliseconds delay : {checked.first_delay, checked.most_delay}) {
    if (delay < 1ms || delay > 1h)
      return refused("a retry delay is not from 1 ms to 1 h");
  }
  if (checked.most_pause < 0ms || checked.most_pause > 24h)
    return refused("retry.most_pause is not from 0 (ignored) to 24 h");
  if (checked.budget > 1'000'000)
    return refused(fmt::format("retry.budget is {}, more than 1000000", checked.budget));
  return {};
}

result<void> check_addresses(const std::vector<fixed_address>& checked) {
  for (const fixed_address& each : checked) {
    boost::system::error_code failed;
    boost::asio::ip::make_address(each.address, failed);
    if (failed)
      return refused(fmt::format("'{}' is not an address", printable(each.address)));
    if (each.host.empty() || each.port == 0)
      return refused("a fixed address needs a host and a port");
    if (const result<std::string> host = ascii_host(each.host); !host)
      return refused(fmt::format("'{}': {}", printable(each.host), host.error().message));
  }
  return {};
}

result<void> check_timeouts(const timeouts& checked) {
  constexpr std::chrono::hours longest(365 * 24);
  if (checked.lowest_rate > 1'000'000'000)
    return refused("timeouts.lowest_rate is more than 1000000000");
  const std::pair<const char*, std::chrono::milliseconds> all[] = {
      {"connect", checked.connect},
      {"first_byte", checked.first_byte},
      {"idle", checked.idle},
      {"task", checked.task}};
  for (const auto& [name, limit] : all) {
    if (limit < std::chrono::milliseconds(0) || limit > longest)
      return refused(fmt::format("timeouts.{} is not from 0 (no limit) to 365 days", name));
  }
  return {};
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char each) {
    return static_cast<unsigned char>(each) < 0x20 || each == 0x7f;
  });
}

result<void> check_logins(const std::vector<host_login>& checked) {
  for (const host_login& each : checked) {
    if (has_control(each.user) || has_control(each.password))
      return refused(
          fmt::format("the login for '{}' has a control character", printable(each.host)));
    if (each.user.find(':') != std::string::npos)
      return refused(fmt::format("the user name for '{}' has a colon", printable(each.host)));
  }
  return {};
}

result<void> check_pack(const options& checked) {
  constexpr std::uint64_t kibi = 1024;
  const pack_options& pack = checked.pack;
  if (pack.tasks < 1 || pack.tasks > 1'000'000)
    return refused(fmt::format("pack.tasks is {}, not from 1 to 1000000", pack.tasks));
  if (pack.bytes < kibi || pack.bytes > kibi * kibi * kibi * kibi)
    return refused(fmt::format("pack.bytes is {}, not from 1 KiB to 1 TiB", pack.bytes));
  if (pack.format == pack_format::none)
    return {};
  if (checked.overwrite)
    return refused("overwrite and pack can't go together: members of a shard are never replaced");
  if (checked.refresh)
    return refused("refresh and pack can't go together: members of a shard are never replaced");
  return {};
}

bool is_media_type(std::string_view text) {
  // A token takes the `*` of `image/*`, too.
  const std::size_t slash = text.find('/');
  return slash != std::string_view::npos && is_token(text.substr(0, slash)) &&
         is_token(text.substr(slash + 1)) &&
         text.substr(0, slash).find('*') == std::string_view::npos &&
         text.substr(slash + 1).find('*', text.ends_with("/*") ? 1 : 0) == std::string_view::npos;
}

result<void> check_split(const options& checked) {
  constexpr std::uint64_t longest = std::uint64_t{1} << 60U;
  if (checked.split < 1 || checked.split > 64)
    return refused(fmt::format("split is {}, not from 1 to 64", checked.split));
  if (checked.split_size < 1 || checked.split_size > longest)
    return refused(fmt::format("split_size is {}, not from 1 to 2^60", checked.split_size));
  if (checked.overwrite && checked.refresh)
    return refused("overwrite and refresh can't go together");
  return {};
}

result<void> check_bodies(const options& checked) {
  for (const std::string& type : checked.expect_types) {
    if (!is_media_type(type))
      return refused(fmt::format("'{}' is neither TYPE/SUBTYPE nor TYPE/*", printable(type)));
  }
  constexpr std::array<std::string_view, 5> digests = {"", "sha256", "sha512", "sha1", "md5"};
  if (std::find(digests.begin(), digests.end(), checked.record_digest) == digests.end())
    return refused(fmt::format(
        "record_digest '{}' is not sha256, sha512, sha1 or md5", printable(checked.record_digest)));
  return {};
}

} // namespace

result<void> check_options(const options& checked) {
  if (!local_binding::is_possible(checked.interface))
    return refused(fmt::format(
        "interface '{}' is neither an address nor the name of a network device",
        printable(checked.interface)));
  if (result<void> limits = check_limits(checked); !limits)
    return limits;
  if (result<void> load = check_load(checked); !load)
    return load;
  if (result<void> pack = check_pack(checked); !pack)
    return pack;
  if (result<void> retry = check_retry(checked.retry); !retry)
    return retry;
  if (result<void> addresses = check_addresses(checked.addresses); !addresses)
    return addresses;
  if (const result<proxy_choice> proxies = proxy_choice::create(checked.proxies); !proxies)
    return proxies.error();
  if (result<void> times = check_timeouts(checked.timeouts); !times)
    return times;
  if (result<void> logins = check_logins(checked.logins); !logins)
    return logins;
  if (checked.client_certificate.empty() && !checked.client_key.empty())
    return refused("client_key is given without client_certificate");
  if (result<void> split = check_split(checked); !split)
    return split;
  if (result<void> bodies = check_bodies(checked); !bodies)
    return bodies;
  for (const header& each : checked.headers) {
    if (result<void> fine = check_header(each); !fine)
      return fine;
  }
  header agent;
  agent.name = "X-Agent"; // only the value is looked at
  agent.value = checked.user_agent;
  if (!check_header(agent))
    return refused("user_agent contains a control character");
  return {};
}

result<url> parse_task(const task& checked, const url* last) {
  result<url> asked = last == nullptr ? url::parse(checked.url) : last->parse_alike(checked.url);
  if (!asked)
    return asked;
  if (const result<void> output = check_output_name(checked.output); !output)
    return output.error();
  for (const header& each : checked.headers) {
    if (const result<void> fine = check_header(each); !fine)
      return fine.error();
  }
  if (const result<verifier> checks = verifier::create(checked); !checks)
    return checks.error();
  return asked;
}

result<void> check_task(const task& checked) {
  if (const result<url> asked = parse_task(checked); !asked)
    return asked.error();
  return {};
}

} // namespace haul
