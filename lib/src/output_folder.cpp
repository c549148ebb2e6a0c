#include "output_folder.hpp"

#include "failure.hpp"
#include "pack_names.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <system_error>

namespace haul {

namespace {

constexpr std::size_t most_remembered = 1024; // folders, before the closed ones are forgotten

// How many folders are kept open for those who come next: opening one is four system calls. No more
// than an eighth of the descriptors that this process may have.
std::size_t most_kept() {
  constexpr std::size_t most = 256;
  rlimit limit = {};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
    return 0;
  return std::min<std::size_t>(most, limit.rlim_cur / 8);
}

std::string last_component(const std::string& name) {
  return name.substr(name.rfind('/') + 1);
}

} // namespace

output_folder::claim::~claim() {
  if (owner_ != nullptr)
    owner_->claimed_.erase(owner_->claimed_.find(*name_));
}

output_folder::output_folder(std::shared_ptr<folder> root, bool portable)
    : root_(std::move(root)),
      most_kept_(most_kept()),
      portable_(portable),
      claimed_(0, name_hash{portable}, name_equal{portable}) {
}

result<output_folder> output_folder::open(
    const std::filesystem::path& path, bool durable, bool portable) {
  result<std::shared_ptr<folder>> opened = folder::open(path, durable);
  if (!opened)
    return opened.error();
  return output_folder(*std::move(opened), portable);
}

result<void> output_folder::pack() {
  result<pack_stock> opened = pack_stock::open(root_);
  if (!opened)
    return opened.error();
  packed_ = std::make_shared<pack_stock>(*std::move(opened));
  return {};
}

result<output_folder::claim> output_folder::claim_name(const std::string& name) {
  if (const result<void> fine = check_output_name(name); !fine)
    return fine.error();
  if (const result<void> fine = portable_ ? check_portable_name(name) : result<void>(); !fine)
    return fine.error();
  const auto [at, fresh] = claimed_.insert(name);
  if (!fresh)
    return failure(
        stage::input, cause::output_in_use,
        fmt::format("another task is writing '{}'", printable(*at)));
  return claim(*this, *at);
}

result<std::shared_ptr<folder>> output_folder::folder_of(const std::string& name, bool make) {
  const std::size_t slash = name.rfind('/');
  if (slash == std::string::npos)
    return root_;
  const std::string path = name.substr(0, slash);
  if (const auto found = open_.find(path); found != open_.end()) {
    if (std::shared_ptr<folder> held = found->second.lock())
      return held;
  }
  if (make)
    missing_.clear();
  else if (missing_.contains(path))
    return std::shared_ptr<folder>();
  // Down one component at a time, so that a link planted on the way is never followed.
  result<std::shared_ptr<folder>> above = folder_of(path, make);
  if (!above || *above == nullptr)
    return above;
  result<std::shared_ptr<folder>> opened = folder::below(*above, last_component(path), make);
  if (opened && *opened != nullptr)
    remember(path, *opened);
  else if (opened && missing_.size() < most_remembered)
    missing_.insert(path);
  return opened;
}

void output_folder::remember(const std::string& path, const std::shared_ptr<folder>& opened) {
  if (open_.size() >= most_remembered)
    std::erase_if(open_, [](const auto& each) { return each.second.expired(); });
  open_[path] = opened;
  kept_.push_back(opened);
  if (kept_.size() > most_kept_)
    kept_.pop_front();
}

// What was kept open may have been removed meanwhile, and is made again then.
void output_folder::forget_all() {
  kept_.clear();
  open_.clear();
}

result<std::optional<std::uint64_t>> output_folder::claim::standing() const {
  if (owner_->packed_ != nullptr)
    return owner_->packed_->find(*name_);
  std::optional<std::uint64_t> bytes;
  const result<std::shared_ptr<folder>> in = owner_->folder_of(*name_, false);
  if (!in)
    return in.error();
  if (*in == nullptr)
    return bytes;
  struct stat found = {};
  if (::fstatat((*in)->descriptor(), last_component(*name_).c_str(), &found, AT_SYMLINK_NOFOLLOW) !=
      0) {
    if (errno == ENOENT)
      return bytes;
    return output_failure(fmt::format("'{}' can't be looked at", printable(*name_)), errno);
  }
  if (!S_ISREG(found.st_mode))
    return failure(
        stage::output, cause::output_failed,
        fmt::format("'{}' exists and is not a file", printable(*name_)));
  bytes = static_cast<std::uint64_t>(found.st_size);
  return bytes;
}

result<file_descriptor> output_folder::claim::open() const {
  if (owner_->packed_ != nullptr)
    return owner_->packed_->open_member(*name_);
  const result<std::shared_ptr<folder>> in = owner_->folder_of(*name_, false);
  if (!in)
    return in.error();
  // Without O_NONBLOCK, a pipe that took the place of the file would hold up everything.
  constexpr int how = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
  file_descriptor opened(
      *in == nullptr ? -1 : ::openat((*in)->descriptor(), last_component(*name_).c_str(), how));
  if (!opened)
    return output_failure(
        fmt::format("'{}' can't be opened", printable(*name_)), *in == nullptr ? ENOENT : errno);
  return opened;
}

kept_validators output_folder::claim::validators() const {
  const result<file_descriptor> file = open();
  return file ? read_validators(file->get()) : kept_validators();
}

result<std::optional<sink>> output_folder::claim::resume(
    bool replace, const std::string& asked) const {
  if (owner_->packed_ != nullptr) {
    // To look for parts that can't be there would cost each body a system call.
    if (!created_ && !owner_->packed_->has_bodies())
      return std::optional<sink>();
    return sink::resume(owner_->root_, body_name(*name_), false, asked);
  }
  result<std::shared_ptr<folder>> in = owner_->folder_of(*name_, false);
  if (!in)
    return in.error();
  if (*in == nullptr || !(*in)->may_have_parts())
    return std::optional<sink>();
  return sink::resume(*std::move(in), last_component(*name_), replace, asked);
}

result<sink> output_folder::claim::create(bool replace) const {
  created_ = true;
  if (owner_->packed_ != nullptr)
    return sink::create_held(owner_->root_, *name_);
  const auto open_part = [&]() -> result<sink> {
    result<std::shared_ptr<folder>> in = owner_->folder_of(*name_, true);
    if (!in)
      return in.error();
    return sink::create(*std::move(in), last_component(*name_), replace);
  };
  result<sink> made = open_part();
  if (made || made.error().system != std::errc::no_such_file_or_directory)
    return made;
  owner_->forget_all();
  return open_part();
}

} // namespace haul
