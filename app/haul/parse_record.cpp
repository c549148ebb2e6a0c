#include "failure.hpp"
#include "record.hpp"
#include "timestamp.hpp"

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace haul {

namespace {

namespace json = boost::json;

constexpr std::uint64_t any_number = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t any_unsigned = std::numeric_limits<unsigned>::max();
constexpr double most_milliseconds = 1e12; // over 30 years

enum class presence { required, optional };

error bad_record(std::string message) {
  return failure(stage::input, cause::bad_option, std::move(message));
}

// Takes members out of an object and remembers the first one that is missing or of a wrong kind.
class member_reader {
 public:
  explicit member_reader(const json::object& from) : from_(from) {}

  std::string text(std::string_view name, presence wanted) {
    const json::value* found = find(name, wanted);
    if (found == nullptr)
      return "";
    const json::string* value = found->if_string();
    if (value == nullptr) {
      refuse(name);
      return "";
    }
    return std::string(value->data(), value->size());
  }

  std::uint64_t number(std::string_view name, presence wanted, std::uint64_t most) {
    const json::value* found = find(name, wanted);
    if (found == nullptr)
      return 0;
    json::error_code wrong;
    const auto value = found->to_number<std::uint64_t>(wrong);
    if (wrong || value > most) {
      refuse(name);
      return 0;
    }
    return value;
  }

  std::chrono::microseconds milliseconds(std::string_view name) {
    const json::value* found = find(name, presence::optional);
    if (found == nullptr)
      return {};
    json::error_code wrong;
    const auto value = found->to_number<double>(wrong);
    if (wrong || !(value >= 0 && value <= most_milliseconds)) {
      refuse(name);
      return {};
    }
    return std::chrono::microseconds(std::llround(value * 1000));
  }

  const json::object* object(std::string_view name) {
    const json::value* found = find(name, presence::optional);
    if (found == nullptr)
      return nullptr;
    if (!found->is_object())
      refuse(name);
    return found->if_object();
  }

  void refuse(std::string_view name) {
    if (wrong_.empty())
      wrong_ = fmt::format("member '{}' has a value that no record has", name);
  }

  const std::string& wrong() const { return wrong_; }

 private:
  const json::value* find(std::string_view name, presence wanted) {
    const json::value* found = from_.if_contains(json::string_view(name.data(), name.size()));
    if (found == nullptr && wanted == presence::required && wrong_.empty())
      wrong_ = fmt::format("member '{}' is missing", name);
    return found;
  }

  const json::object& from_;
  std::string wrong_;
};

status read_status(member_reader& members) {
  const std::string name = members.text("status", presence::required);
  for (const status each :
       {status::ok, status::not_found, status::error, status::skipped, status::unchanged}) {
    if (name == to_string(each))
      return each;
  }
  members.refuse("status");
  return status::error;
}

void read_times(member_reader& members, record& made) {
  if (const std::string started = members.text("started_at", presence::optional);
      !started.empty()) {
    const auto moment = parse_timestamp(started);
    if (moment)
      made.started_at = *moment;
    else
      members.refuse("started_at");
  }
  made.elapsed = members.milliseconds("elapsed_ms");
  made.queue = members.milliseconds("queue_ms");
  made.connect = members.milliseconds("connect_ms");
  made.first_byte = members.milliseconds("first_byte_ms");
  made.body = members.milliseconds("body_ms");
}

void read_error(member_reader& members, record& made) {
  const json::object* object = members.object("error");
  if (object == nullptr)
    return;
  member_reader inner(*object);
  recorded_error& why = made.error.emplace();
  why.kind = inner.text("kind", presence::required);
  why.stage = inner.text("stage", presence::required);
  why.message = inner.text("message", presence::required);
  if (!inner.wrong().empty())
    members.refuse("error");
}

void read_digest(member_reader& members, record& made) {
  const json::object* object = members.object("digest");
  if (object == nullptr)
    return;
  member_reader inner(*object);
  digest& of = made.digest.emplace();
  of.algorithm = inner.text("algorithm", presence::required);
  of.hex = inner.text("hex", presence::required);
  if (!inner.wrong().empty())
    members.refuse("digest");
}

void read_input(member_reader& members, record& made) {
  const json::object* object = members.object("input");
  if (object == nullptr)
    return;
  member_reader inner(*object);
  made.input_file = inner.text("file", presence::required);
  made.input_line = inner.number("line", presence::required, any_number);
  if (!inner.wrong().empty())
    members.refuse("input");
}

} // namespace

result<record> parse_record(std::string_view line) {
  unsigned char buffer[4096];
  json::monotonic_resource memory(buffer);
  json::error_code wrong;
  const json::value parsed =
      json::parse(json::string_view(line.data(), line.size()), wrong, &memory);
  if (wrong)
    return bad_record(fmt::format("not JSON: {}", wrong.message()));
  if (!parsed.is_object())
    return bad_record("not a JSON object");

  member_reader members(parsed.get_object());
  record made;
  made.row = members.number("row", presence::required, any_number);
  if (made.row == 0)
    members.refuse("row");
  made.code = members.text("code", presence::required);
  made.url = members.text("url", presence::required);
  made.shard = members.text("shard", presence::optional);
  made.final_url = members.text("final_url", presence::optional);
  made.status = read_status(members);
  made.http_status =
      static_cast<unsigned>(members.number("http_status", presence::optional, any_unsigned));
  read_error(members, made);
  made.attempts =
      static_cast<unsigned>(members.number("attempts", presence::optional, any_unsigned));
  made.bytes = members.number("bytes", presence::required, any_number);
  made.resumed = members.number("resumed", presence::optional, any_number);
  read_digest(members, made);
  made.output = members.text("output", presence::required);
  read_times(members, made);
  made.remote_address = members.text("remote_address", presence::optional);
  made.protocol = members.text("protocol", presence::optional);
  read_input(members, made);
  if (!members.wrong().empty())
    return bad_record(members.wrong());
  return made;
}

} // namespace haul
