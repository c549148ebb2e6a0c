#include "record.hpp"

#include "json_text.hpp"
#include "timestamp.hpp"

#include <haul/text.hpp>

#include <algorithm>

namespace haul {

namespace {

using std::chrono::microseconds;

record begin_record(std::uint64_t row, const row_place& place, std::string_view code) {
  record begun;
  begun.row = row;
  begun.code = redact_if_url(code);
  if (place.line != 0 && place.file) {
    begun.input_file = *place.file;
    begun.input_line = place.line;
  }
  return begun;
}

recorded_error describe(const error& why) {
  recorded_error made;
  made.kind = to_string(why.cause);
  made.stage = to_string(why.stage);
  made.message = why.message;
  return made;
}

microseconds rounded(std::chrono::steady_clock::duration time) {
  return std::max(std::chrono::duration_cast<microseconds>(time), microseconds(0));
}

void add_when_known(json_object& object, std::string_view name, std::string_view value) {
  if (!value.empty())
    object.add_text(name, value);
}

std::string error_json(const recorded_error& why) {
  json_object object;
  object.add_text("kind", why.kind);
  object.add_text("stage", why.stage);
  object.add_text("message", why.message);
  return object.close();
}

std::string digest_json(const digest& of) {
  json_object object;
  object.add_text("algorithm", of.algorithm);
  object.add_text("hex", of.hex);
  return object.close();
}

std::string input_json(const record& written) {
  json_object object;
  object.add_text("file", written.input_file);
  object.add_number("line", written.input_line);
  return object.close();
}

void add_outcome(json_object& object, const record& written) {
  object.add_text("status", to_string(written.status));
  if (written.http_status != 0)
    object.add_number("http_status", written.http_status);
  if (written.error)
    object.add_json("error", error_json(*written.error));
  object.add_number("attempts", written.attempts);
  object.add_number("bytes", written.bytes);
  if (written.resumed != 0)
    object.add_number("resumed", written.resumed);
  if (written.digest)
    object.add_json("digest", digest_json(*written.digest));
}

void add_times(json_object& object, const record& written) {
  if (written.started_at != std::chrono::system_clock::time_point())
    object.add_text("started_at", format_timestamp(written.started_at));
  object.add_milliseconds("elapsed_ms", written.elapsed);
  object.add_milliseconds("queue_ms", written.queue);
  object.add_milliseconds("connect_ms", written.connect);
  object.add_milliseconds("first_byte_ms", written.first_byte);
  object.add_milliseconds("body_ms", written.body);
}

} // namespace

record make_record(std::uint64_t row, const row_place& place, completion finished) {
  outcome& how = finished.outcome;
  record made = begin_record(row, place, finished.task.code);
  made.url = redact(finished.task.url);
  made.shard = std::move(how.shard);
  if (how.final_url != made.url)
    made.final_url = std::move(how.final_url);
  made.status = how.status;
  made.http_status = how.http_status;
  if (how.error)
    made.error = describe(*how.error);
  made.attempts = how.attempts;
  made.bytes = how.bytes;
  made.resumed = how.resumed;
  made.digest = std::move(how.digest);
  made.output = std::move(finished.task.output);
  made.started_at = how.started_at;
  made.elapsed = rounded(how.elapsed);
  made.queue = rounded(how.took.queue);
  made.connect = rounded(how.took.connect);
  made.first_byte = rounded(how.took.first_byte);
  made.body = rounded(how.took.body);
  made.remote_address = std::move(how.remote_address);
  made.protocol = std::move(how.protocol);
  return made;
}

record make_record(
    std::uint64_t row, const row_place& place, std::string_view code, const error& why) {
  record made = begin_record(row, place, code);
  made.url = redact(why.url);
  made.error = describe(why);
  return made;
}

bool was_cancelled(const record& written) {
  return written.error && written.error->kind == to_string(cause::cancelled);
}

std::string to_json(const record& written) {
  json_object object;
  object.add_number("row", written.row);
  object.add_text("code", written.code);
  object.add_text("url", written.url);
  add_when_known(object, "shard", written.shard);
  add_when_known(object, "final_url", written.final_url);
  add_outcome(object, written);
  object.add_text("output", written.output);
  add_times(object, written);
  add_when_known(object, "remote_address", written.remote_address);
  add_when_known(object, "protocol", written.protocol);
  if (written.input_line != 0)
    object.add_json("input", input_json(written));
  return object.close();
}

} // namespace haul
