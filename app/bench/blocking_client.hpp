#pragma once

#include "blocking_connection.hpp"
#include "output_folder.hpp"
#include "url.hpp"

#include <haul/options.hpp>
#include <haul/outcome.hpp>
#include <haul/task.hpp>

#include <memory>
#include <optional>
#include <span>

namespace haul::bench {

class blocking_exchange;

/// Downloads one task at a time over a connection that it keeps. A thread that downloads has one of
/// its own.
class blocking_client {
 public:
  /// `how` must outlive the client.
  explicit blocking_client(const options& how);

  /// One task, from its URL to its file. Everything that goes wrong is in the outcome, with the
  /// status, stage and cause that the library gives it, and so is a `claimed` that failed.
  outcome download(const task& wanted, const result<output_folder::claim>& claimed);

 private:
  struct kept {
    origin to;
    blocking_connection connection;
  };

  outcome ask(const url& asked, const output_folder::claim& output);
  outcome receive(blocking_exchange& from, const output_folder::claim& output) const;
  result<bool> connect(const origin& to, const time_left& left);

  const options& how_;
  std::size_t buffer_size_;
  std::unique_ptr<char[]> buffer_;
  std::optional<kept> kept_;
};

} // namespace haul::bench
