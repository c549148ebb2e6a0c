#include "run.hpp"
#include "verifier.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <cerrno>
#include <unistd.h>
#include <utility>
#include <vector>

namespace haul {

namespace asio = boost::asio;

// What is made of a file that stands under the output of a task already: only whole files get their
// name, but the task may want another one.

namespace {

// Of a file that stands already: a fraction of a millisecond to hash.
constexpr std::size_t read_at_once = 64 * 1024;

// Fewer bytes than there is room for: the end of the file.
result<std::size_t> read_some(int file, std::vector<char>& into) {
  std::size_t filled = 0;
  while (filled != into.size()) {
    const ssize_t bytes = ::read(file, into.data() + filled, into.size() - filled);
    if (bytes < 0 && errno == EINTR)
      continue;
    if (bytes < 0)
      return output_failure("what stands already can't be read", errno);
    if (bytes == 0)
      break;
    filled += static_cast<std::size_t>(bytes);
  }
  return filled;
}

} // namespace

outcome run::skipped_task() {
  outcome made;
  made.status = status::skipped;
  return made;
}

// What stands under the output of a task, as far as it can be told without reading it.
result<run::standing> run::look_at_output(to_do& item) {
  result<output_folder::claim> output = house_->outputs.claim_name(item.wanted.output);
  if (!output)
    return output.error();
  const result<std::optional<std::uint64_t>> bytes =
      house_->how.overwrite ? std::optional<std::uint64_t>() : output->standing();
  if (!bytes)
    return bytes.error();
  standing found = standing::nothing;
  if (*bytes && item.wanted.size && *item.wanted.size != **bytes)
    output->note_wrong();
  else if (*bytes && !item.wanted.digests.empty())
    found = standing::unread;
  else if (*bytes && house_->how.refresh)
    output->note_refresh();
  else if (*bytes)
    found = standing::as_wanted;
  item.output.emplace(*std::move(output));
  return found;
}

// Whether what stands is what the task wants; without meaning when the run stopped. The event loop
// goes on meanwhile.
asio::awaitable<result<bool>> run::compare(std::shared_ptr<run> self, const to_do& item) {
  result<verifier> checks = verifier::create(item.wanted);
  if (!checks)
    co_return checks.error();
  const result<file_descriptor> file = item.output->open();
  if (!file)
    co_return file.error();
  const result<std::optional<std::uint64_t>> size = item.output->standing();
  if (!size)
    co_return size.error();
  std::uint64_t left = size->value_or(0); // behind a member others follow
  std::vector<char> piece(read_at_once);
  while (!self->stopping_) {
    piece.resize(std::min<std::uint64_t>(piece.size(), left));
    const result<std::size_t> bytes = read_some(file->get(), piece);
    if (!bytes)
      co_return bytes.error();
    if (!checks->take({piece.data(), *bytes}))
      co_return false; // longer than it may be
    left -= *bytes;
    if (*bytes != piece.size() || left == 0)
      break;
    co_await asio::post(self->house_->executor, asio::use_awaitable);
  }
  co_return checks->check().has_value();
}

// Who reads the source waits meanwhile.
asio::awaitable<void> run::read_standing(std::shared_ptr<run> self, to_do& item) {
  const result<bool> same = co_await compare(self, item);
  if (self->stopping_) {
    self->push(item, cancelled(item, 0));
  } else if (!same) {
    self->push(item, failed_with(same.error()));
  } else if (*same) {
    self->push(item, skipped_task());
  } else {
    item.output->note_wrong();
    self->line_up(item);
  }
}

} // namespace haul
