// What an intake does with a body that comes in pieces.
#include "failure.hpp"
#include "intake.hpp"

namespace haul {

result<void> intake::take_in_pieces(const response_head& head) {
  if (resumed_ != 0) {
    // What the answer says of its own bytes can't be told when others bring some of them.
    response_head said = head;
    said.content_digest.reset();
    result<sent_digests> sent = sent_digests::of(said, true);
    if (!sent)
      return sent.error();
    sent_ = *std::move(sent);
  }
  pieces_hashed_ = wanted_.hashes() || !sent_.empty();
  if (behind_ && !pieces_hashed_)
    wanted_.skip(resumed_);
  behind_ = false;
  return file_.write_in_pieces();
}

result<void> intake::take_at(std::uint64_t offset, std::span<const char> piece) {
  // As long as it comes in order, nothing needs to be read back.
  if (pieces_hashed_ && offset == caught_up_) {
    if (result<void> taken = sent_.take(piece); !taken)
      return taken;
    if (result<void> taken = wanted_.take(piece); !taken)
      return taken;
    caught_up_ += piece.size();
  }
  if (result<void> room = check_room(piece.size()); !room)
    return room;
  return file_.write_at(offset, piece);
}

void intake::all_taken() {
  if (pieces_hashed_)
    behind_ = caught_up_ < *total_;
  else
    wanted_.skip(*total_ - resumed_);
}

} // namespace haul
