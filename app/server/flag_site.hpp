#pragma once

#include "flag_replies.hpp"
#include "flag_server.hpp"

#include <boost/beast/http/verb.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>

namespace haul {

/// What a server says to a request.
struct flag_answer {
  const flag_reply* reply = nullptr; ///< never null; belongs to the site
  std::chrono::milliseconds delay{0};
};

/// A site of flags without its sockets: what is answered, and what was asked so far.
class flag_site {
 public:
  flag_site(const server_behaviour& behaviour, flag_replies replies)
      : behaviour_(behaviour),
        replies_(std::move(replies)) {}

  /// The answer to a request that is well-formed. Only GET and HEAD have to do with chance.
  flag_answer answer(boost::beast::http::verb method, std::string_view target);

  /// The answers to what can't be read.
  flag_answer answer_bad_request();
  flag_answer answer_header_too_long();

  /// How many answers were given.
  std::uint64_t requests() const { return requests_; }

  /// The Date field of a reply that is sent now, with its line end. Valid until the next call.
  std::string_view date_field();

 private:
  flag_answer draw(std::string_view target);

  server_behaviour behaviour_;
  flag_replies replies_;
  std::array<std::uint64_t, code_count> asked_{};
  std::uint64_t requests_ = 0;
  std::time_t date_of_ = -1;
  std::string date_;
};

} // namespace haul
