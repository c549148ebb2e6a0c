#pragma once

#include "response_head.hpp"

#include <boost/beast/http/basic_parser.hpp>

#include <cstdint>
#include <span>
#include <string>

namespace haul {

/// One HTTP/1.1 response, parsed by Beast from bytes that are handed in; does no I/O.
///
/// Derives from Beast's basic parser rather than using the ready-made one, which stores every field
/// (a trailer overwrites a header of its name, a value over 64 KiB throws) and copies the body.
/// Here only what is needed is kept, and the body stays where it was read.
class response_parser final : public boost::beast::http::basic_parser<false> {
  using base = boost::beast::http::basic_parser<false>;

 public:
  /// What `parse` came to.
  enum class state { need_more, header_done, body, done, malformed, too_much };

  /// `most` bytes are allowed for status line and header together, and again for the trailers.
  explicit response_parser(std::size_t most);

  /// Parses on. Takes what it has dealt with off the front of `bytes`, which must not be empty;
  /// what is left must stand in front of what is handed in next. Stops at each step of interest:
  /// `header_done` once, `body` with `body()` set to a piece of what was handed in.
  state parse(std::span<const char>& bytes);

  /// The stream has ended: `done` when that is how this response ends, `need_more` when bytes are
  /// missing.
  state finish();

  const response_head& head() const { return head_; }
  std::span<const char> body() const { return body_; }

  /// Whether the connection may be used again, as far as the response decides it.
  bool keep_alive() const { return !closing_ && base::keep_alive(); }

  /// Why the last `malformed` or `too_much`.
  const std::string& complaint() const { return complaint_; }

 private:
  using error_code = boost::beast::error_code;
  using string_view = boost::beast::string_view;
  using field = boost::beast::http::field;

  void on_request_impl(
      boost::beast::http::verb, string_view, string_view, int, error_code&) override {}
  void on_response_impl(int status, string_view reason, int version, error_code& failed) override;
  void on_field_impl(field name, string_view, string_view value, error_code& failed) override;
  void on_header_impl(error_code& failed) override;
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code& failed) override;
  std::size_t on_body_impl(string_view body, error_code& failed) override;
  void on_chunk_header_impl(std::uint64_t, string_view extensions, error_code& failed) override;
  std::size_t on_chunk_body_impl(std::uint64_t, string_view body, error_code& failed) override;
  void on_finish_impl(error_code& failed) override;

  std::size_t put_header(std::span<const char> bytes, error_code& failed);
  std::size_t put_body(std::span<const char> bytes, error_code& failed);
  error_code refuse(boost::beast::http::error why, const char* complaint);

  std::size_t most_;
  std::size_t header_bytes_ = 0;
  std::uint64_t extension_bytes_ = 0; // of chunks, less what their content speaks for
  bool header_seen_ = false;          // behind it fields are trailers, which nobody asked for
  bool coded_ = false;                // a Transfer-Encoding was seen
  bool chunk_seen_ = false;           // the size of one
  bool old_ = false;                  // HTTP/1.0
  bool closing_ = false;              // after this response
  const char* end_ = nullptr;         // of what was handed in
  response_head head_;
  std::span<const char> body_;
  std::string complaint_;
};

} // namespace haul
