#include "repeated_outputs.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <span>
#include <tuple>
#include <utility>

namespace haul {

namespace {

constexpr std::size_t number_size = sizeof(std::uint64_t);
constexpr std::size_t header_size = 2 * number_size; // key and size of the bytes behind it
constexpr std::size_t place_size = 3 * number_size;  // row, file, line
constexpr std::size_t least_read_at_once = 4 * 1024;
constexpr std::size_t most_read_at_once = 256 * 1024;

// An output, of which it is not known yet whether it is repeated.
struct candidate {
  std::string output;
  std::uint64_t times = 0;
  std::string places; // of the first rows, encoded
};

result<void> keep_if_repeated(const candidate& found, sorted_records& repeats) {
  if (found.times < 2)
    return {};
  std::string_view places = found.places;
  const std::uint64_t first_row = take_number(places);
  std::string bytes;
  put_number(bytes, found.times);
  bytes += found.places;
  bytes += found.output;
  return repeats.add(first_row, bytes);
}

} // namespace

void put_number(std::string& to, std::uint64_t number, std::size_t size) {
  std::array<char, number_size> bytes = {};
  for (std::size_t at = size; at-- > 0; number >>= 8)
    bytes[at] = static_cast<char>(number & 0xff);
  to.append(bytes.data(), size);
}

std::uint64_t take_number(std::string_view& from, std::size_t size) {
  std::uint64_t number = 0;
  for (const char each : from.substr(0, size))
    number = number << 8 | static_cast<unsigned char>(each);
  from.remove_prefix(size);
  return number;
}

std::filesystem::path folder_of_temporaries(std::filesystem::path given) {
  if (!given.empty())
    return given;
  const char* named = std::getenv("TMPDIR");
  return named != nullptr && *named != '\0' ? named : "/tmp";
}

bool sorted_records::comes_before(const entry& left, const entry& right) {
  if (left.key != right.key)
    return left.key < right.key;
  return std::tuple(left.bytes.size(), left.bytes) < std::tuple(right.bytes.size(), right.bytes);
}

result<void> sorted_records::add(std::uint64_t key, std::string_view bytes) {
  index_.push_back({key, records_.size(), header_size + bytes.size()});
  put_number(records_, key);
  put_number(records_, bytes.size());
  records_ += bytes;
  // As much again is needed when they are put in order.
  const bool full = records_.size() + index_.size() * sizeof(held) >= most_in_memory_ / 2;
  return full ? spill() : result<void>();
}

std::string sorted_records::take_sorted() {
  const auto entry_of = [this](const held& of) {
    return entry{of.key, std::string_view(records_).substr(of.offset, of.size)};
  };
  std::sort(index_.begin(), index_.end(), [&](const held& left, const held& right) {
    return comes_before(entry_of(left), entry_of(right));
  });
  std::string sorted;
  sorted.reserve(records_.size());
  for (const held& each : index_)
    sorted.append(records_, each.offset, each.size);
  records_.clear();
  index_.clear();
  return sorted;
}

result<void> sorted_records::spill() {
  if (!file_) {
    result<unnamed_file> made = unnamed_file::create(folder_);
    if (!made)
      return made.error();
    file_.emplace(*std::move(made));
  }
  const std::string sorted = take_sorted();
  run& made = runs_.emplace_back();
  made.offset = file_->size();
  made.end = made.offset + sorted.size();
  return file_->append(std::as_bytes(std::span(sorted)));
}

result<void> sorted_records::begin() {
  read_at_once_ =
      std::clamp(most_in_memory_ / 2 / (runs_.size() + 1), least_read_at_once, most_read_at_once);
  runs_.emplace_back().buffer = take_sorted(); // stays in memory
  std::string().swap(records_);
  std::vector<held>().swap(index_);
  for (run& each : runs_)
    if (const result<void> pushed = push(each); !pushed)
      return pushed;
  return {};
}

result<std::optional<sorted_records::entry>> sorted_records::next() {
  const result<void> ready = !std::exchange(begun_, true) ? begin()
                             : served_ != nullptr         ? push(*served_)
                                                          : result<void>();
  if (!ready)
    return ready.error();
  served_ = nullptr;
  if (heap_.empty())
    return std::optional<entry>();
  std::pop_heap(heap_.begin(), heap_.end(), comes_later);
  served_ = heap_.back();
  heap_.pop_back();
  return std::optional<entry>(served_->current);
}

// Puts a run with its next record among those that wait; one that is read to its end is left out.
result<void> sorted_records::push(run& of) {
  const result<bool> more = advance(of);
  if (!more)
    return more.error();
  if (!*more)
    return {};
  heap_.push_back(&of);
  std::push_heap(heap_.begin(), heap_.end(), comes_later);
  return {};
}

result<bool> sorted_records::advance(run& of) {
  if (of.read == of.buffer.size() && of.offset == of.end)
    return false;
  if (const result<void> filled = fill(of, header_size); !filled)
    return filled.error();
  std::string_view header = std::string_view(of.buffer).substr(of.read, header_size);
  const std::uint64_t key = take_number(header);
  const std::size_t size = take_number(header);
  if (const result<void> filled = fill(of, header_size + size); !filled)
    return filled.error();
  of.current = {key, std::string_view(of.buffer).substr(of.read + header_size, size)};
  of.read += header_size + size;
  return true;
}

// At least `wanted` bytes that were not read are in the buffer then.
result<void> sorted_records::fill(run& of, std::size_t wanted) {
  if (of.buffer.size() - of.read >= wanted)
    return {};
  of.buffer.erase(0, std::exchange(of.read, 0));
  const std::size_t filled = of.buffer.size();
  const std::uint64_t left = of.end - of.offset;
  of.buffer.resize(filled + std::min<std::uint64_t>(left, std::max(wanted, read_at_once_)));
  const std::span<char> wanting = std::span(of.buffer).subspan(filled);
  const std::uint64_t from = std::exchange(of.offset, of.offset + wanting.size());
  return file_->read(from, std::as_writable_bytes(wanting));
}

repeated_outputs::repeated_outputs(std::filesystem::path temporary, std::size_t most_in_memory)
    : folder_(folder_of_temporaries(std::move(temporary))),
      most_in_memory_(most_in_memory),
      rows_(folder_, most_in_memory / 2) {
}

result<void> repeated_outputs::add(
    std::string_view output, std::uint64_t row, std::string_view file, std::uint64_t line) {
  record_ = output;
  put_number(record_, row);
  put_number(record_, number_of(file));
  put_number(record_, line);
  return rows_.add(std::hash<std::string_view>()(output), record_);
}

std::uint64_t repeated_outputs::number_of(std::string_view file) {
  const auto known = file_numbers_.find(file);
  if (known != file_numbers_.end())
    return known->second;
  files_.emplace_back(file);
  return file_numbers_[files_.back()] = files_.size() - 1;
}

result<std::uint64_t> repeated_outputs::finish(
    const std::function<void(const repeated_output&)>& tell) {
  result<sorted_records> repeats = find_repeats();
  if (!repeats)
    return repeats.error();
  for (std::uint64_t told = 0;; ++told) {
    const result<std::optional<sorted_records::entry>> each = repeats->next();
    if (!each)
      return each.error();
    if (!*each)
      return told;
    tell(decode((*each)->bytes));
  }
}

// Rows of one output stand together, as it gives them one key and one size. By first row.
result<sorted_records> repeated_outputs::find_repeats() {
  sorted_records rows = std::move(rows_); // its file and memory are given back behind this
  sorted_records repeats(folder_, most_in_memory_ / 2);
  candidate found;
  while (true) {
    const result<std::optional<sorted_records::entry>> each = rows.next();
    if (!each)
      return each.error();
    const std::string_view bytes = *each ? (*each)->bytes : std::string_view();
    const std::string_view output = bytes.substr(0, bytes.size() - (*each ? place_size : 0));
    if (!*each || found.times == 0 || output != found.output) {
      if (const result<void> kept = keep_if_repeated(found, repeats); !kept)
        return kept.error();
      found.output = output;
      found.times = 0;
      found.places.clear();
    }
    if (!*each)
      return repeats;
    if (found.times++ < most_places)
      found.places += bytes.substr(output.size());
  }
}

repeated_output repeated_outputs::decode(std::string_view bytes) const {
  repeated_output made;
  made.times = take_number(bytes);
  while (made.first.size() < std::min<std::uint64_t>(made.times, most_places)) {
    output_place& place = made.first.emplace_back();
    place.row = take_number(bytes);
    place.file = files_[take_number(bytes)];
    place.line = take_number(bytes);
  }
  made.output = bytes;
  return made;
}

} // namespace haul
