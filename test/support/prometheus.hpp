#pragma once

#include "process.hpp"
#include "temporary_folder.hpp"

#include <memory>
#include <optional>
#include <string>

namespace haul::test {

/// Debian's Prometheus, which scrapes one address five times a second and keeps what it gets in a
/// folder of its own.
class prometheus {
 public:
  /// `target` is `127.0.0.1:9464`. Returns once it answers.
  explicit prometheus(const std::string& target);

  /// What its API answers to a query, as JSON.
  std::string query(const std::string& expression) const;

 private:
  unsigned short port_;
  temporary_folder home_;
  std::unique_ptr<process> running_;
};

} // namespace haul::test
