#include "blocking_client.hpp"

#include "blocking_exchange.hpp"
#include "failure.hpp"
#include "request.hpp"

#include <fmt/format.h>

#include <utility>

namespace haul::bench {

namespace {

// What a response may fill at once, behind a header that is as long as it may be.
constexpr std::size_t room = 64 * 1024;

constexpr std::uint64_t cheap_to_discard = 64 * 1024; // as the library

outcome failed_with(error why) {
  outcome made;
  made.status = status::error;
  made.error = std::move(why);
  return made;
}

result<std::uint64_t> save(
    blocking_exchange& from, const output_folder::claim& output, bool replace) {
  result<sink> file = output.create(replace);
  if (!file)
    return file.error();
  while (true) {
    const result<std::span<const char>> piece = from.read_body();
    if (!piece)
      return piece.error();
    if (piece->empty())
      break;
    if (const result<void> written = file->write(*piece); !written)
      return written.error();
  }
  if (const result<void> committed = file->commit(); !committed)
    return committed.error();
  return file->bytes();
}

error status_failure(const response_head& head) {
  std::string message = fmt::format("HTTP {}", head.status);
  if (!head.reason.empty())
    message += " " + head.reason;
  return failure(stage::first_byte, cause::http_status, std::move(message));
}

// Reads a body that nobody wants when that is cheaper than a new connection.
void discard(blocking_exchange& from) {
  if (from.head().content_length.value_or(cheap_to_discard + 1) > cheap_to_discard)
    return;
  while (true) {
    const result<std::span<const char>> piece = from.read_body();
    if (!piece || piece->empty())
      return;
  }
}

} // namespace

blocking_client::blocking_client(const options& how)
    : how_(how),
      buffer_size_(how.max_header_bytes + room),
      buffer_(new char[buffer_size_]) {
} // not filled: pages never used cost nothing

outcome blocking_client::download(const task& wanted, const result<output_folder::claim>& claimed) {
  const auto started = std::chrono::steady_clock::now();
  const result<url> asked = url::parse(wanted.url);
  if (!asked)
    return failed_with(asked.error());
  if (!claimed)
    return failed_with(claimed.error());
  const result<std::optional<std::uint64_t>> stands =
      how_.overwrite ? std::optional<std::uint64_t>() : claimed->standing();
  if (!stands)
    return failed_with(stands.error());
  outcome made;
  if (*stands) {
    made.status = status::skipped;
  } else {
    made = ask(*asked, *claimed);
    made.attempts = 1;
    if (made.error) {
      made.error->attempt = 1;
      made.error->url = asked->text();
    }
  }
  made.elapsed = std::chrono::steady_clock::now() - started;
  return made;
}

outcome blocking_client::ask(const url& asked, const output_folder::claim& output) {
  if (asked.from().encrypted)
    return failed_with(failure(
        stage::tls, cause::tls_failed, "the blocking variants of the benchmark speak no TLS"));
  request wanted(asked, how_.user_agent);
  wanted.extra = how_.headers;
  const std::string wire = serialise(wanted);
  const time_left left(how_.timeouts.task);
  while (true) {
    const result<bool> reused = connect(asked.from(), left);
    if (!reused)
      return failed_with(reused.error());
    blocking_exchange made(
        kept_->connection, std::span<char>(buffer_.get(), buffer_size_), how_, left);
    const result<void> sent = made.send(wire);
    if (sent) {
      outcome ended = receive(made, output);
      if (!made.reusable())
        kept_.reset();
      return ended;
    }
    kept_.reset();
    // A kept connection that was closed meanwhile is nobody's failure: once more on a fresh one.
    const bool stale = *reused && made.unanswered() && sent.error().cause == cause::connection_lost;
    if (!stale)
      return failed_with(sent.error());
  }
}

outcome blocking_client::receive(
    blocking_exchange& from, const output_folder::claim& output) const {
  outcome made;
  if (from.head().status == 200) {
    const result<std::uint64_t> saved = save(from, output, how_.overwrite);
    if (saved) {
      made.status = status::ok;
      made.bytes = *saved;
    } else {
      made = failed_with(saved.error());
    }
  } else {
    discard(from);
    if (from.head().status == 404)
      made.status = status::not_found;
    else
      made = failed_with(status_failure(from.head()));
  }
  made.http_status = from.head().status;
  return made;
}

// Whether the connection served another request before.
result<bool> blocking_client::connect(const origin& to, const time_left& left) {
  if (kept_ && kept_->to == to && kept_->connection.quiet())
    return true;
  kept_.reset();
  result<blocking_connection> opened = blocking_connection::open(to, how_.timeouts, left);
  if (!opened)
    return opened.error();
  kept_.emplace(kept{to, *std::move(opened)});
  return false;
}

} // namespace haul::bench
