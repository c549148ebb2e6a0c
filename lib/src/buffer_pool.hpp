#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace haul {

/// Read buffers, shared by all connections of a house.
///
/// A connection holds one only from the moment there is something to read until it has been dealt
/// with. On one thread that is one buffer at a time as long as nobody suspends in between, however
/// many connections wait: a thousand idle downloads need the memory of one.
class buffer_pool {
 public:
  /// Large enough that a fast transfer is not spent on system calls. Pages that no reply has ever
  /// filled cost nothing.
  static constexpr std::size_t buffer_size = 512 * 1024;

  /// A buffer on loan, given back by its destructor. Must not outlive the pool.
  class lease {
   public:
    lease() = default;
    lease(lease&& other) noexcept
        : pool_(std::exchange(other.pool_, nullptr)),
          memory_(std::move(other.memory_)) {}
    lease& operator=(lease&& other) noexcept {
      std::swap(pool_, other.pool_);
      std::swap(memory_, other.memory_);
      return *this;
    }
    ~lease();

    char* data() const { return memory_.get(); }
    explicit operator bool() const { return memory_ != nullptr; }

   private:
    friend class buffer_pool;
    lease(buffer_pool& pool, std::unique_ptr<char[]> memory)
        : pool_(&pool),
          memory_(std::move(memory)) {}
    buffer_pool* pool_ = nullptr;
    std::unique_ptr<char[]> memory_;
  };

  lease take();

 private:
  std::vector<std::unique_ptr<char[]>> free_;
};

} // namespace haul
