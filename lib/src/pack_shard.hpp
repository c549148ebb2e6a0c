#pragma once

#include "pack_archive.hpp"
#include "pack_members.hpp"
#include "sink.hpp"

#include <haul/durability.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace haul {

/// A shard that is being written, and its index. Neither has its name before it
/// is whole: the index gets it first, so an archive that has its name has an
/// index, too. Blocking, with no locks.
class pack_shard {
 public:
  /// Begins the shard with the first number from `number` on that nobody has.
  static result<std::unique_ptr<pack_shard>> create(
      std::shared_ptr<folder> in, std::uint32_t number);

  pack_shard(const pack_shard&) = delete;

  /// A member: its head, as many bytes as that says in pieces, then its end. After an error,
  /// `drop_member`.
  result<void> begin_member(const pack_head& head);
  result<void> write(std::span<const char> piece);
  result<void> end_member(const pack_details& more);

  /// As if the member that was begun last never had been.
  void drop_member();

  std::uint32_t number() const { return number_; }
  std::string name() const;
  std::uint64_t bytes() const { return end_; }
  const std::vector<pack_members::entry>& members() const { return members_; }

  /// Ends the archive and gives both their names; `durable`: so that they
  /// withstand a loss of power, too. On an error there is neither.
  result<void> commit(durability durable);

 private:
  pack_shard(sink file, std::uint32_t number);
  void collect(std::span<const char> piece);
  result<void> flush();
  result<void> state() const;
  result<void> put_in_place(sink& index, durability durable);

  std::shared_ptr<folder> folder_;
  std::uint32_t number_;
  sink file_;
  std::vector<char> collected_; // behind what is in the file
  std::uint64_t end_ = 0;       // bytes of the archive, those collected included
  std::optional<error> failed_; // of a write (the archive's function can't say so), or of a cut
  bool deaf_ = false;
  pack_archive archive_;
  pack_entry current_;
  std::uint64_t begun_at_ = 0;
  std::string index_;
  std::vector<pack_members::entry> members_;
};

} // namespace haul
