#pragma once

#include "url.hpp"

#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haul {

/// What is reached without a proxy: the list of `proxy_options::except`, taken apart once.
class proxy_exceptions {
 public:
  /// Takes any text; an entry that is of no known form matches nothing.
  explicit proxy_exceptions(std::string_view list = {});

  /// Whether `to` is reached without a proxy.
  bool contain(const origin& to) const;

  /// Whether `host` is, at every port.
  bool contain_all_of(const std::string& host) const;

 private:
  struct entry {
    std::string name;                               // without dots at its ends; or
    std::optional<boost::asio::ip::address> prefix; // an address, of which
    unsigned bits = 0;                              // so many bits count
    std::uint16_t port = 0;                         // 0: any
  };
  struct target; // a host as it is compared

  static std::optional<entry> parse(std::string_view text);
  static bool matches(const entry& each, const target& wanted);

  bool everything_ = false;
  std::vector<entry> entries_;
};

} // namespace haul
