#pragma once

#include "response_head.hpp"

#include <boost/intrusive/list.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace haul {

/// What has come of one response over HTTP/2, and has not been taken yet. Does no I/O.
///
/// `http2_protocol` fills it, and says so by `told`; whoever derives from it reads. How much it
/// holds is bounded by the window that the server was given.
class http2_stream : public boost::intrusive::list_base_hook<> {
 public:
  /// How it ended.
  enum class end {
    none,      ///< not yet
    whole,     ///< with all of the response
    refused,   ///< the server has not looked at it (RFC 9113 section 8.7): safe to ask again
    reset,     ///< by the server, with `code`
    malformed, ///< the server has broken the rules
    beside,    ///< the server has broken the rules for all streams, or for another one
    too_much,  ///< the server sends more than a limit allows
    lost,      ///< the connection has ended
  };

  /// `most` bytes are allowed for the fields of a header and, again, of the trailers, each counted
  /// as RFC 9113 section 6.5.2 says.
  explicit http2_stream(std::size_t most) : most_(most) {}
  virtual ~http2_stream() = default;
  http2_stream(const http2_stream&) = delete;
  http2_stream& operator=(const http2_stream&) = delete;

  const response_head& head() const { return head_; }

  /// Whether the header of the final response has come.
  bool has_head() const { return final_; }

  /// Whether anything has.
  bool answered() const { return answered_; }

  end ended() const { return ended_; }

  /// Why, when it is neither whole nor refused: for a person.
  const std::string& complaint() const { return complaint_; }

  /// The error code of `reset`.
  std::uint32_t code() const { return code_; }

  /// How much of the body is here and was not taken.
  std::size_t here() const { return body_.size(); }

 protected:
  /// What is here of the body goes to `into`, whose memory is used for what comes next.
  void take_body(std::vector<char>& into);

  /// A header is complete, also an interim one, something of the body has come, or the end. Called
  /// in the middle of other things: may do no more than note it.
  virtual void told() = 0;

 private:
  friend class http2_protocol;

  void begin_fields();
  bool take_field(std::string_view name, std::string_view value);
  bool end_fields();
  void take_data(std::span<const char> bytes);
  void finish(end how, std::string complaint, std::uint32_t code = 0);

  std::size_t most_;
  std::size_t field_bytes_ = 0;
  std::size_t owed_ = 0; // of the body, taken, and the server was not told
  std::int32_t id_ = 0;  // 0: not begun, closed or left
  int interim_ = 0;      // 1xx responses so far
  bool answered_ = false;
  bool final_ = false;
  bool reset_by_server_ = false;
  std::string why_malformed_; // should that be how it ends
  end ended_ = end::none;
  std::uint32_t code_ = 0;
  response_head head_;
  std::vector<char> body_;
  std::string complaint_;
};

} // namespace haul
