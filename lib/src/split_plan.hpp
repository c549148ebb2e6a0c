#pragma once

#include "byte_ranges.hpp"

#include <cstddef>
#include <cstdint>
#include <list>

namespace haul {

/// Which bytes of a file are still missing, and who fetches which of them. No I/O.
///
/// The pieces are taken from the end, so that whoever reads the file from its front can read on and
/// on, over as many of them as nobody else has taken yet. When none is left, the largest one under
/// way is halved.
class split_plan {
 public:
  /// What one request is for: what is left of it, from `next` on up to but not with `end`.
  struct piece {
    std::uint64_t next = 0;
    std::uint64_t end = 0;
    bool taken = false;
  };

  /// Cuts what is `missing` into about `pieces` of about the same size, none (unless a whole gap
  /// is) of fewer than `least` bytes. Neither may be 0.
  split_plan(const byte_ranges& missing, std::size_t pieces, std::uint64_t least);

  /// The first piece, for whoever reads from the front; null when nothing is missing.
  piece* take_first();

  /// The last piece that nobody has taken, or half of the largest one under way; null when there is
  /// neither, or the halves would have fewer than `least` bytes.
  ///
  /// A piece stays where it is until it is given back; its `end` may come nearer meanwhile.
  piece* take();

  /// So many bytes more have come.
  static void advance(piece& of, std::uint64_t bytes) { of.next += bytes; }

  /// Adds the piece behind `of`, if nobody has taken it; whether that was so.
  bool read_on(piece& of);

  /// Nobody works at it any more; what is left of it may be taken by others.
  void give_back(piece& of);

  /// How many pieces there are: taken or not.
  std::size_t pieces() const { return pieces_.size(); }

  /// Whether nothing is missing.
  bool done() const { return pieces_.empty(); }

 private:
  void cut(const byte_range& gap, std::uint64_t target);

  std::list<piece> pieces_; // in the order of their bytes
  std::uint64_t least_;
};

} // namespace haul
