#pragma once

#include "client.hpp"
#include "outcome_of.hpp"
#include "output_folder.hpp"
#include "sink.hpp"

#include <haul/outcome.hpp>
#include <haul/task.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <memory>
#include <optional>

namespace haul {

class house;

/// What one attempt at a task came to.
struct attempt_end {
  haul::outcome outcome;

  /// The file of an outcome that is ok: whole and right, but without its name. The outcome stands
  /// once it is committed.
  std::optional<sink> file;

  /// A redirect led to another host: not the end yet, the journey goes on there.
  bool goes_on = false;

  /// How long the server asks not to be asked again.
  std::optional<std::chrono::milliseconds> asked_pause;
};

/// Asks for what `way` leads to and receives the answer into the output. Whatever happens is in
/// what is returned, never null; nothing is thrown but bugs. Everything passed must outlive the
/// operation.
boost::asio::awaitable<std::unique_ptr<attempt_end>> attempt(
    const std::shared_ptr<house>& in, const task& wanted, journey& way,
    const output_folder::claim& output, deadline& until);

} // namespace haul
