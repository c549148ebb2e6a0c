#pragma once

#include "list_server.hpp"

#include <future>
#include <string>
#include <utility>

namespace haul::test {

/// A server that answers nobody before it is told to: what asks it is under way for as long as a
/// test wants.
class held_server {
 public:
  held_server() = default;
  ~held_server() { let_go(); }
  held_server(const held_server&) = delete;
  held_server& operator=(const held_server&) = delete;

  /// `http://127.0.0.1:40123` and `path`.
  std::string url(const std::string& path) const { return server_.url(path); }

  /// Blocks until the first request is here. To be called once.
  void wait() { came_.get_future().wait(); }

  /// Answers whatever was and will be asked with 200. May be called more than once.
  void let_go() {
    if (!std::exchange(open_, true))
      opens_.set_value();
  }

 private:
  list_reply answer(const std::string& target) {
    if (!std::exchange(asked_, true))
      came_.set_value();
    opened_.wait();
    return answered("200 OK", target);
  }

  bool open_ = false;
  bool asked_ = false; // of the server's thread
  std::promise<void> came_;
  std::promise<void> opens_;
  std::shared_future<void> opened_ = opens_.get_future().share();
  list_server server_{[this](const std::string& target) { return answer(target); }};
};

} // namespace haul::test
