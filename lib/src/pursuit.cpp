#include "pursuit.hpp"

#include <algorithm>
#include <utility>

namespace haul {

using std::chrono::milliseconds;

namespace {

// A host that is overloaded and doesn't say for how long is left alone after so many answers in a
// row that say so: one 503 among good answers is no reason to keep everybody waiting.
constexpr unsigned patience = 2;

bool is_at(const std::string& text, const origin& of) {
  const result<url> parsed = url::parse(text);
  return parsed && parsed->from() == of;
}

} // namespace

host_report report_of(
    const attempt_end& came, unsigned overloads, const retry_options& how, double chance) {
  host_report told;
  const outcome& ended = came.outcome;
  const bool answered = !ended.error || ended.error->cause == cause::http_status;
  if (tells_overload(ended))
    told.what = host_report::kind::overloaded;
  else if (came.goes_on || (ended.http_status != 0 && answered && !worth_retrying(ended, how)))
    told.what = host_report::kind::good;
  if (came.asked_pause)
    told.pause = *came.asked_pause;
  else if (ended.error && ended.error->cause == cause::http_status) {
    const unsigned status = ended.http_status;
    if (status == 429 || (status == 503 && overloads >= patience))
      told.pause = back_off(overloads + 2, how, chance);
  }
  return told;
}

pursuit::pursuit(const task& wanted, url asked, const retry_options& how)
    : wanted_(wanted),
      how_(how),
      asked_(std::move(asked)) {
}

const std::string& pursuit::current() const {
  return at_ == 0 ? wanted_.url : wanted_.mirrors[at_ - 1];
}

result<journey*> pursuit::way() {
  if (!asked_)
    return asked_.error();
  if (!way_) {
    // Headers and credentials are for the origin that the task names, not for its mirrors.
    const bool own = at_ == 0 || is_at(wanted_.url, asked_->from());
    way_.emplace(*std::move(asked_));
    way_->credentials = own;
    way_->headers = wanted_.headers;
  }
  return &*way_;
}

std::string pursuit::host() const {
  if (way_)
    return way_->at.from().host;
  return asked_ ? asked_->from().host : std::string();
}

void pursuit::ask_next_url() {
  at_ = (at_ + 1) % (wanted_.mirrors.size() + 1);
  first_round_ = first_round_ && at_ != 0;
  asked_ = url::parse(current());
  way_.reset();
  ++attempts_;
}

// Whether a URL that was not asked yet may have what this one has not.
bool pursuit::mirror_may_help(const outcome& ended) const {
  if (!first_round_ || at_ == wanted_.mirrors.size() || ended.status == status::ok)
    return false;
  return !ended.error ||
         (ended.error->stage != stage::output && ended.error->cause != cause::cancelled &&
          ended.error->cause != cause::internal);
}

std::optional<milliseconds> pursuit::next(
    const attempt_end& came, milliseconds pause, double chance,
    const std::function<bool()>& credit) {
  if (came.goes_on)
    return milliseconds(0);
  if (mirror_may_help(came.outcome)) {
    ask_next_url();
    return milliseconds(0);
  }
  if (!worth_retrying(came.outcome, how_) || retries_ >= how_.most || !credit())
    return std::nullopt;
  ++retries_;
  ask_next_url();
  return std::max(back_off(retries_ + 1, how_, chance), pause);
}

} // namespace haul
