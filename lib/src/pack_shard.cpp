#include "pack_shard.hpp"

#include "failure.hpp"
#include "pack_names.hpp"

#include <haul/text.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace haul {

namespace {

// A member takes part of one write, unless it is long.
constexpr std::size_t write_at_once = 512 * 1024;

bool stands(const folder& in, const std::string& name) {
  struct stat found = {};
  return ::fstatat(in.descriptor(), name.c_str(), &found, AT_SYMLINK_NOFOLLOW) == 0;
}

} // namespace

result<std::unique_ptr<pack_shard>> pack_shard::create(
    std::shared_ptr<folder> in, std::uint32_t number) {
  for (; number < pack_members::most_shards; ++number) {
    const std::string name = shard_name(number, archive_suffix);
    result<sink> file = sink::create(in, name, false);
    if (!file && file.error().cause != cause::output_in_use)
      return file.error();
    // Whoever has the part has the number, unless it was used up by somebody
    // else before.
    if (file && !stands(*in, name))
      return std::unique_ptr<pack_shard>(new pack_shard(*std::move(file), number));
  }
  return failure(stage::output, cause::output_failed, "there are no more numbers for shards");
}

pack_shard::pack_shard(sink file, std::uint32_t number)
    : folder_(file.in()),
      number_(number),
      file_(std::move(file)),
      archive_([this](std::span<const char> piece) { collect(piece); }) {
}

std::string pack_shard::name() const {
  return shard_name(number_, archive_suffix);
}

// Counts also what is not taken any more: `end_` tells how far the member has come.
void pack_shard::collect(std::span<const char> piece) {
  if (deaf_)
    return;
  end_ += piece.size();
  if (failed_)
    return;
  collected_.insert(collected_.end(), piece.begin(), piece.end());
  if (collected_.size() < write_at_once)
    return;
  if (const result<void> written = flush(); !written)
    failed_ = written.error();
}

// What could not be written stays collected.
result<void> pack_shard::flush() {
  const std::uint64_t before = file_.bytes();
  result<void> written = file_.write(collected_);
  const auto count = static_cast<std::ptrdiff_t>(file_.bytes() - before);
  collected_.erase(collected_.begin(), collected_.begin() + count);
  return written;
}

result<void> pack_shard::state() const {
  if (failed_)
    return *failed_;
  return {};
}

result<void> pack_shard::begin_member(const pack_head& head) {
  begun_at_ = end_;
  if (result<void> begun = archive_.begin_member(head); !begun)
    return begun;
  current_ = {head.name, end_, head.bytes};
  return state();
}

result<void> pack_shard::write(std::span<const char> piece) {
  if (result<void> written = archive_.write(piece); !written)
    return written;
  return state();
}

result<void> pack_shard::end_member(const pack_details& more) {
  if (end_ != current_.offset + current_.bytes)
    return failure(stage::internal, cause::internal, "a member has not the length that it says");
  archive_.end_member();
  if (result<void> ended = state(); !ended)
    return ended;
  members_.push_back(pack_members::make_entry(current_.name, number_, current_.bytes));
  add_index_line(index_, current_, more);
  return {};
}

void pack_shard::drop_member() {
  deaf_ = true;
  archive_.end_member();
  deaf_ = false;
  failed_.reset();
  end_ = begun_at_;
  if (begun_at_ >= file_.bytes()) {
    collected_.resize(begun_at_ - file_.bytes());
    return;
  }
  collected_.clear();
  if (const result<void> cut = file_.cut(begun_at_); !cut)
    failed_ = cut.error(); // for the next member, and for the commit
}

result<void> pack_shard::commit(durability durable) {
  if (result<void> ended = archive_.finish(); !ended)
    return ended;
  if (result<void> ended = state(); !ended)
    return ended;
  if (result<void> written = flush(); !written)
    return written;
  const std::string index_name = shard_name(number_, index_suffix);
  // Of a run that was killed: who has the number has this name.
  ::unlinkat(folder_->descriptor(), (index_name + std::string(part_suffix)).c_str(), 0);
  result<sink> index = sink::create(folder_, index_name, true);
  if (!index)
    return index.error();
  if (result<void> written = index->write(index_); !written)
    return written;
  return put_in_place(*index, durable);
}

result<void> pack_shard::put_in_place(sink& index, durability durable) {
  for (const sink* each : {&file_, &index}) {
    if (durable == durability::none)
      break;
    if (result<void> flushed = each->flush(); !flushed)
      return flushed;
  }
  if (result<void> placed = index.commit(); !placed)
    return placed;
  if (result<void> placed = file_.commit(); !placed) {
    ::unlinkat(folder_->descriptor(), shard_name(number_, index_suffix).c_str(), 0);
    return placed;
  }
  if (durable == durability::none)
    return {};
  return folder_->flush();
}

} // namespace haul
