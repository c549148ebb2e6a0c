#include "verify_list.hpp"

#include <array>
#include <functional>
#include <string_view>
#include <system_error>
#include <utility>

namespace haul {

namespace {

constexpr std::size_t number_size = sizeof(std::uint64_t);
constexpr std::size_t tail_size = 1 + number_size;
constexpr char failure_mark = 0; // comes before the other one
constexpr char stands_mark = 1;

std::filesystem::path temporary_folder_or(const std::filesystem::path& given) {
  if (!given.empty())
    return given;
  std::error_code failed;
  std::filesystem::path found = std::filesystem::temp_directory_path(failed);
  return failed ? "/tmp" : found;
}

bool says_that_it_stands(const record& written) {
  return written.status == status::ok || written.status == status::skipped ||
         written.status == status::unchanged;
}

// The most significant byte first: then the order of the bytes is that of the numbers.
std::string tail_of(char mark, std::uint64_t number) {
  std::string tail(tail_size, mark);
  for (std::size_t at = tail_size; at-- > 1; number >>= 8)
    tail[at] = static_cast<char>(number & 0xff);
  return tail;
}

std::uint64_t number_in(std::string_view tail) {
  std::uint64_t number = 0;
  for (const char each : tail.substr(1))
    number = number << 8 | static_cast<unsigned char>(each);
  return number;
}

record without_what_is_not_asked(const record& written) {
  record kept;
  kept.row = written.row;
  kept.code = written.code;
  kept.status = written.status;
  kept.bytes = written.bytes;
  kept.digest = written.digest;
  kept.output = written.output;
  kept.shard = written.shard;
  return kept;
}

} // namespace

verify_list::verify_list(const std::filesystem::path& temporary, std::size_t most_in_memory)
    : all_(temporary_folder_or(temporary), most_in_memory),
      stand_(temporary_folder_or(temporary), most_in_memory),
      counts_(temporary_folder_or(temporary), most_in_memory) {
}

result<void> verify_list::add(const record& written) {
  const bool stands = says_that_it_stands(written);
  if (!stands && written.output.empty()) {
    ++failed_;
    return {};
  }
  ++number_;
  if (stands) {
    const std::string line = to_json(without_what_is_not_asked(written));
    if (const result<void> added = stand_.add(number_, line); !added)
      return added;
  }
  const std::string_view output = written.output;
  return all_.add(
      std::hash<std::string_view>()(output),
      written.output + tail_of(stands ? stands_mark : failure_mark, number_));
}

// Records of one output stand together, as it gives them one key and one size: the failures first,
// then the others in their order.
result<void> verify_list::find_last_ones() {
  sorted_records all = std::move(all_); // its file and memory are given back behind this
  std::string output;
  std::string tail;
  while (true) {
    const result<std::optional<sorted_records::entry>> each = all.next();
    if (!each)
      return each.error();
    if (!*each)
      return keep_last(tail);
    const std::string_view bytes = (*each)->bytes;
    const std::string_view named = bytes.substr(0, bytes.size() - tail_size);
    if (named != output || tail.empty()) {
      if (const result<void> kept = keep_last(tail); !kept)
        return kept;
      output = named;
    }
    tail = bytes.substr(named.size());
  }
}

result<void> verify_list::keep_last(const std::string& tail) {
  if (tail.empty())
    return {};
  if (tail.front() == stands_mark)
    return counts_.add(number_in(tail), "");
  ++failed_;
  return {};
}

result<std::optional<record>> verify_list::next() {
  if (!std::exchange(found_, true)) {
    if (const result<void> done = find_last_ones(); !done)
      return done.error();
  }
  const result<std::optional<sorted_records::entry>> counting = counts_.next();
  if (!counting)
    return counting.error();
  if (!*counting)
    return std::optional<record>();
  while (true) {
    const result<std::optional<sorted_records::entry>> each = stand_.next();
    if (!each)
      return each.error();
    if ((*each)->key != (*counting)->key)
      continue; // another one of its output came behind it
    result<record> read = parse_record((*each)->bytes);
    if (!read)
      return read.error();
    return std::optional<record>(*std::move(read));
  }
}

} // namespace haul
