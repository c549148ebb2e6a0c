#pragma once

#include "folder.hpp"
#include "pack_index.hpp"
#include "pack_members.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace haul {

/// The whole shards of a folder, and what is in them. Blocking.
class pack_stock {
 public:
  /// Reads the indexes. One that is missing or broken is made anew from its
  /// archive; an archive that is not whole, as a loss of power can leave one,
  /// is an error that names it. What a killed run left unfinished is removed,
  /// unless another run is at work in the folder.
  /// `most_in_memory`: members, as for `pack_members`.
  static result<pack_stock> open(
      std::shared_ptr<folder> in,
      std::size_t most_in_memory = pack_members::default_most_in_memory);

  /// How many bytes the member of that name has; nothing when there is none. Of
  /// several the one in the newest shard counts. Fails as `pack_members::find`.
  result<std::optional<std::uint64_t>> find(const std::string& name) const;

  /// The file with that member, standing at its first byte.
  result<file_descriptor> open_member(const std::string& name);

  /// The members of a shard that has become whole. Fails as `pack_members::add`.
  result<void> add(std::vector<pack_members::entry> members) {
    return members_.add(std::move(members));
  }

  std::size_t size() const { return members_.size(); }

  /// The first number behind those of all shards.
  std::uint32_t next_number() const { return next_; }

  /// Whether there are parts of bodies, to go on with, from runs before.
  bool has_bodies() const { return has_bodies_; }

 private:
  pack_stock(std::shared_ptr<folder> in, std::size_t most_in_memory)
      : folder_(std::move(in)),
        members_(folder_, most_in_memory) {}

  struct found_files {
    std::vector<std::uint32_t> archives;
    std::vector<std::uint32_t> indexes;
    std::vector<std::string> unfinished;
  };
  result<found_files> look_around();
  void clean_up(const found_files& found) const;
  result<std::vector<pack_entry>> entries_of(std::uint32_t number) const;
  result<std::vector<pack_entry>> make_index(std::uint32_t number, int archive) const;

  std::shared_ptr<folder> folder_;
  pack_members members_;
  std::uint32_t next_ = 0;
  bool has_bodies_ = false;
  // Of the shard that was read last: those who look for members come in about
  // their order.
  std::optional<std::uint32_t> known_;
  std::unordered_map<std::string, std::uint64_t> offsets_;
};

} // namespace haul
