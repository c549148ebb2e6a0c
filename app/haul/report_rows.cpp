#include "report_rows.hpp"

#include "record_groups.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <tuple>
#include <utility>

namespace haul {

namespace {

constexpr std::size_t longest_message = 200;
constexpr std::size_t tail_size = 8 + 8 + 1 + 2 + 2 + 8; // of an entry, behind its code

constexpr char own_code = 'c';
constexpr char only_number = 'n'; // behind which are digits, a line end and the URL

void put_identity(std::string& to, const record& from) {
  const bool numbered = from.code == std::to_string(from.row);
  to = numbered ? only_number : own_code;
  to += from.code;
  if (numbered)
    to.append("\n").append(from.url);
}

std::string_view code_in(std::string_view identity) {
  const bool numbered = identity.front() == only_number;
  identity.remove_prefix(1);
  return numbered ? identity.substr(0, identity.find('\n')) : identity;
}

bool weighs_more(const report_repeat& left, const report_repeat& right) {
  return std::tie(right.files, right.rows, left.code) < std::tie(left.files, left.rows, right.code);
}

bool stands_before(const report_row& left, const report_row& right) {
  return left.row < right.row;
}

// The number of a name; where there are too many already, that of the others.
template<class Named>
std::uint32_t number_of(
    const std::string& name, std::size_t most, std::vector<Named>& named,
    std::unordered_map<std::string, std::uint32_t>& numbers) {
  if (const auto known = numbers.find(name); known != numbers.end())
    return known->second;
  const bool full = named.size() + 1 >= most;
  const std::string& counted = full ? std::string(report_rows::others) : name;
  const auto [place, added] = numbers.emplace(counted, static_cast<std::uint32_t>(named.size()));
  if (added)
    named.emplace_back().name = counted;
  return place->second;
}

} // namespace

// Of one record, or (number 0) of a row of the list.
struct report_rows::entry {
  std::uint64_t row = 0;
  std::uint64_t number = 0; // of the record, from 1 over all files
  haul::status how = haul::status::ok;
  std::uint32_t kind = 0; // of the error, if `how` is one
  std::uint32_t host = 0;
  std::uint64_t bytes = 0;
};

// The entries of one code, which come by row and number.
class report_rows::group {
 public:
  explicit group(report_rows& of) : of_(of) {}

  void add(std::string_view identity, const entry& next, report_rows_end& into) {
    if (rows_ == 0 || next.row != last_.row || identity != identity_) {
      close_row(into);
      if (identity != identity_ || rows_ == 0) {
        close(into);
        identity_ = identity;
      }
      ++rows_;
      expected_ = false;
    } else if (last_.number != 0) {
      ++into.superseded;
    }
    expected_ = expected_ || next.number == 0;
    if (next.number != 0)
      note_file(of_.file_of(next.number));
    last_ = next;
    open_ = true;
  }

  void close_row(report_rows_end& into) {
    if (!std::exchange(open_, false))
      return;
    if (last_.number == 0) {
      ++into.missing;
      keep_first(
          into.missing_rows, report_row{last_.row, std::string(code_in(identity_))}, stands_before);
      return;
    }
    ++recorded_;
    if (!expected_)
      ++into.not_in_list;
    of_.take(last_, into);
  }

  void close(report_rows_end& into) {
    close_row(into);
    if (recorded_ > 1 || files_.size() > 1) {
      ++into.repeated;
      if (files_.size() > 1)
        ++into.in_several_files;
      report_repeat found;
      found.code = code_in(identity_);
      found.rows = recorded_;
      found.files = files_.size();
      keep_first(into.repeats, std::move(found), weighs_more);
    }
    rows_ = recorded_ = 0;
    files_.clear();
  }

 private:
  // The records of a code come by row, not by file, so the files are remembered.
  void note_file(std::uint64_t file) {
    const auto place = std::ranges::lower_bound(files_, file);
    if (place == files_.end() || *place != file)
      files_.insert(place, file);
  }

  report_rows& of_;
  std::string identity_;
  entry last_;
  std::vector<std::uint64_t> files_; // in order
  std::uint64_t rows_ = 0;           // the list's alone among them
  std::uint64_t recorded_ = 0;       // with a record
  bool expected_ = false;
  bool open_ = false;
};

report_rows::report_rows(std::filesystem::path temporary, std::size_t most_in_memory)
    : all_(folder_of_temporaries(std::move(temporary)), most_in_memory) {
}

result<void> report_rows::add(const record& written) {
  entry made;
  made.row = written.row;
  made.number = ++number_;
  made.how = written.status;
  made.host = host_number(written);
  made.kind = written.error ? kind_number(written) : 0;
  made.bytes = written.bytes;
  return put_down(written, made);
}

result<void> report_rows::expect(const record& wanted) {
  entry made;
  made.row = wanted.row;
  return put_down(wanted, made);
}

result<void> report_rows::put_down(const record& from, const entry& what) {
  put_identity(bytes_, from);
  const std::size_t key = std::hash<std::string_view>()(bytes_);
  put_number(bytes_, what.row);
  put_number(bytes_, what.number);
  put_number(bytes_, static_cast<std::uint64_t>(what.how), 1);
  put_number(bytes_, what.kind, 2);
  put_number(bytes_, what.host, 2);
  put_number(bytes_, what.bytes);
  return all_.add(key, bytes_);
}

// Entries of one code stand together, as it gives them one key and one size.
result<report_rows_end> report_rows::finish() {
  report_rows_end made;
  group current(*this);
  while (true) {
    const result<std::optional<sorted_records::entry>> each = all_.next();
    if (!each)
      return each.error();
    if (!*each)
      break;
    const std::string_view bytes = (*each)->bytes;
    const std::string_view identity = bytes.substr(0, bytes.size() - tail_size);
    std::string_view tail = bytes.substr(identity.size());
    entry read;
    read.row = take_number(tail);
    read.number = take_number(tail);
    read.how = static_cast<status>(take_number(tail, 1));
    read.kind = static_cast<std::uint32_t>(take_number(tail, 2));
    read.host = static_cast<std::uint32_t>(take_number(tail, 2));
    read.bytes = take_number(tail);
    current.add(identity, read, made);
  }
  current.close(made);
  sort_groups(made);
  return made;
}

void report_rows::take(const entry& last, report_rows_end& into) {
  report_host& host = hosts_[last.host];
  switch (last.how) {
  case status::ok: ++into.counts.ok; break;
  case status::not_found: ++into.counts.not_found; break;
  case status::skipped: ++into.counts.skipped; break;
  case status::unchanged: ++into.counts.unchanged; break;
  case status::error:
    ++into.counts.errors;
    ++host.errors;
    ++kinds_[last.kind].errors;
    break;
  }
  into.counts.bytes += last.bytes;
  host.bytes += last.bytes;
  ++host.rows;
}

void report_rows::sort_groups(report_rows_end& into) {
  std::erase_if(kinds_, [](const report_kind& each) { return each.errors == 0; });
  std::erase_if(hosts_, [](const report_host& each) { return each.rows == 0; });
  std::ranges::sort(kinds_, [](const report_kind& left, const report_kind& right) {
    return std::tie(right.errors, left.name) < std::tie(left.errors, right.name);
  });
  std::ranges::sort(hosts_, [](const report_host& left, const report_host& right) {
    return std::tie(right.errors, right.rows, left.name) <
           std::tie(left.errors, left.rows, right.name);
  });
  into.kinds = std::move(kinds_);
  into.hosts = std::move(hosts_);
}

std::uint32_t report_rows::host_number(const record& written) {
  return number_of(host_of(written), most_hosts, hosts_, host_numbers_);
}

std::uint32_t report_rows::kind_number(const record& written) {
  const std::uint32_t number = number_of(kind_of(written), most_kinds, kinds_, kind_numbers_);
  report_kind& kind = kinds_[number];
  if (kind.message.empty()) {
    kind.code = cut_off(written.code, longest_message);
    kind.message = cut_off(written.error->message, longest_message);
  }
  return number;
}

std::uint64_t report_rows::file_of(std::uint64_t number) const {
  return static_cast<std::uint64_t>(
      std::ranges::upper_bound(file_begins_, number) - file_begins_.begin());
}

} // namespace haul
