#pragma once

#include "folder.hpp"
#include "pack_stock.hpp"
#include "sink.hpp"

#include <haul/text.hpp>

#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace haul {

/// The folder under which a downloader writes, and who is writing what in it.
class output_folder {
 public:
  /// One task's right to an output name, until it is destroyed. Must not outlive the folder.
  class claim {
   public:
    claim(claim&& other) noexcept
        : owner_(std::exchange(other.owner_, nullptr)),
          name_(other.name_),
          wrong_(other.wrong_),
          refresh_(other.refresh_),
          created_(other.created_) {}
    claim& operator=(claim&&) = delete;
    ~claim();

    /// How many bytes the file has that stands already; nothing when none does. What is there and
    /// no regular file is an error.
    result<std::optional<std::uint64_t>> standing() const;

    /// The file that stands already, to be read. Never through a link.
    result<file_descriptor> open() const;

    /// Of which version it is; nothing when that can't be told.
    kept_validators validators() const;

    /// What stands is not what is wanted, and may be replaced.
    void note_wrong() { wrong_ = true; }

    /// What stands is to be replaced if the server has another version.
    void note_refresh() { refresh_ = true; }
    bool refresh() const { return refresh_; }

    /// Whether what stands may be replaced, for one of these reasons.
    bool replace() const { return wrong_ || refresh_; }

    /// A new part file, in folders that are made when missing. `replace`: as for `sink::create`.
    result<sink> create(bool replace) const;

    /// The part that is left from when `asked`, a URL, was asked for, as `sink::resume`.
    result<std::optional<sink>> resume(bool replace, const std::string& asked) const;

   private:
    friend class output_folder;
    claim(output_folder& owner, const std::string& name) : owner_(&owner), name_(&name) {}
    output_folder* owner_;
    const std::string* name_; // in the owner's set
    bool wrong_ = false;
    bool refresh_ = false;
    mutable bool created_ = false;
  };

  /// `durable`: as `folder::open`.
  /// `portable`: as `options::portable_names`.
  static result<output_folder> open(
      const std::filesystem::path& path, bool durable = false, bool portable = false);

  /// From now on outputs are members of shards in the folder: what stands is what those have, and
  /// new bodies are to become members. Fails as `pack_stock::open`.
  result<void> pack();

  /// The shards; nothing (null) where outputs are files.
  const std::shared_ptr<pack_stock>& packed() const { return packed_; }

  /// The folder itself.
  const std::shared_ptr<folder>& root() const { return root_; }

  /// Refuses what `check_output_name` refuses, and a name that another task claims at the time.
  result<claim> claim_name(const std::string& name);

 private:
  // Names that mustn't be claimed together are the same to these.
  struct name_hash {
    bool portable;
    std::size_t operator()(const std::string& name) const {
      const std::hash<std::string> hash;
      return portable ? hash(folded_case(name)) : hash(name);
    }
  };
  struct name_equal {
    bool portable;
    bool operator()(const std::string& left, const std::string& right) const {
      return left == right || (portable && folded_case(left) == folded_case(right));
    }
  };

  output_folder(std::shared_ptr<folder> root, bool portable);
  result<std::shared_ptr<folder>> folder_of(const std::string& name, bool make);
  void remember(const std::string& path, const std::shared_ptr<folder>& opened);
  void forget_all();

  std::shared_ptr<folder> root_;
  std::shared_ptr<pack_stock> packed_;
  // Folders below the root that are open: one descriptor each, however many tasks.
  std::unordered_map<std::string, std::weak_ptr<folder>> open_;
  std::deque<std::shared_ptr<folder>> kept_; // the last ones that were opened
  std::size_t most_kept_;
  // Folders that were missing, until one is made here. Another run may make one meanwhile: then its
  // files are noticed at the commit.
  std::unordered_set<std::string> missing_;
  bool portable_;
  std::unordered_set<std::string, name_hash, name_equal> claimed_;
};

} // namespace haul
