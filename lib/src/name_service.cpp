#include "name_service.hpp"

#include "failure.hpp"

#include <boost/system/error_code.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <netinet/in.h>
#include <utility>

namespace haul {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

// Answers of /etc/hosts have no TTL.
constexpr std::chrono::seconds hosts_ttl{60};

// Bytes: the answers to hundreds of queries may come while the loop does something else. The system
// cuts it to what it allows.
constexpr int receive_buffer = 1024 * 1024;

asio::ip::address address_of(const ares_addrinfo_node& node) {
  if (node.ai_family == AF_INET) {
    const auto& from = *reinterpret_cast<const sockaddr_in*>(node.ai_addr);
    return asio::ip::address_v4(ntohl(from.sin_addr.s_addr));
  }
  const auto& from = *reinterpret_cast<const sockaddr_in6*>(node.ai_addr);
  asio::ip::address_v6::bytes_type bytes;
  std::copy(std::begin(from.sin6_addr.s6_addr), std::end(from.sin6_addr.s6_addr), bytes.begin());
  return asio::ip::address_v6(bytes, from.sin6_scope_id);
}

std::vector<asio::ip::address> addresses_of(const ares_addrinfo& found) {
  std::vector<asio::ip::address> all;
  for (const ares_addrinfo_node* node = found.nodes; node != nullptr; node = node->ai_next) {
    if (node->ai_family == AF_INET || node->ai_family == AF_INET6)
      all.push_back(address_of(*node));
  }
  return all;
}

// The shortest of all records on the way: an alias that has moved leads elsewhere.
std::chrono::seconds ttl_of(const ares_addrinfo& found) {
  int least = std::numeric_limits<int>::max();
  for (const ares_addrinfo_node* node = found.nodes; node != nullptr; node = node->ai_next)
    least = std::min(least, node->ai_ttl);
  for (const ares_addrinfo_cname* alias = found.cnames; alias != nullptr; alias = alias->next)
    least = std::min(least, alias->ttl);
  return std::chrono::seconds(std::max(least, 0));
}

error look_up_failure(const std::string& host, int status) {
  if (status == ARES_ENOTFOUND || status == ARES_ENODATA)
    return failure(stage::resolve, cause::name_not_found, fmt::format("host {} not found", host));
  return failure(
      stage::resolve, cause::look_up_failed,
      fmt::format("look-up of {} failed: {}", host, ares_strerror(status)));
}

} // namespace

// One socket of c-ares.
struct name_service::watch {
  watch(const asio::any_io_executor& executor, ares_socket_t socket)
      : descriptor(executor, socket) {}
  ~watch() {
    if (descriptor.is_open())
      descriptor.release(); // c-ares closes it
  }
  asio::posix::stream_descriptor descriptor;
  bool wanted[2] = {false, false};  // read, write
  bool waiting[2] = {false, false}; // read, write
};

// What c-ares carries through a look-up.
struct name_service::query {
  name_service* asker = nullptr; // destroys what c-ares holds before it goes
  std::string host;
  handler answered;
  bool asking = true; // still inside of `ask`
};

std::shared_ptr<name_service> name_service::create(
    const asio::any_io_executor& executor, const std::string& servers,
    std::optional<name_patience> patience) {
  std::shared_ptr<name_service> made(new name_service(executor));
  made->self_ = made;
  if (!made->open(servers, patience ? *patience : system_patience()))
    return nullptr;
  return made;
}

name_service::~name_service() {
  timer_.cancel();
  if (channel_ != nullptr)
    ares_destroy(channel_); // answers every open query with ARES_EDESTRUCTION
}

bool name_service::open(const std::string& servers, name_patience patience) {
  first_wait_ = patience.wait;
  ares_options options = {};
  options.sock_state_cb = &name_service::on_socket;
  options.sock_state_cb_data = this;
  options.timeout = static_cast<int>(patience.wait.count());
  options.tries = patience.rounds;
  options.socket_receive_buffer_size = receive_buffer;
  char order[] = "fb"; // the hosts file, then the name servers
  options.lookups = order;
  const int given = ARES_OPT_SOCK_STATE_CB | ARES_OPT_LOOKUPS | ARES_OPT_TIMEOUTMS |
                    ARES_OPT_TRIES | ARES_OPT_SOCK_RCVBUF;
  if (ares_init_options(&channel_, &options, given) != ARES_SUCCESS)
    return false;
  return servers.empty() || ares_set_servers_ports_csv(channel_, servers.c_str()) == ARES_SUCCESS;
}

void name_service::ask(const std::string& host, handler answered) {
  ares_addrinfo_hints hints = {};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  const auto asked = std::make_shared<query>();
  asked->asker = this;
  asked->host = host;
  asked->answered = std::move(answered);
  auto held = std::make_unique<std::shared_ptr<query>>(asked);
  ++open_;
  ares_getaddrinfo(channel_, host.c_str(), nullptr, &hints, &on_answer, held.release());
  asked->asking = false;
  rearm();
}

void name_service::on_answer(void* argument, int status, int, ares_addrinfo* found) {
  const std::unique_ptr<std::shared_ptr<query>> held(
      static_cast<std::shared_ptr<query>*>(argument));
  const std::unique_ptr<ares_addrinfo, decltype(&ares_freeaddrinfo)> freed(
      found, &ares_freeaddrinfo);
  if (status == ARES_EDESTRUCTION)
    return;
  query& asked = **held;
  --asked.asker->open_;
  std::vector<asio::ip::address> addresses;
  if (status == ARES_SUCCESS && found != nullptr)
    addresses = addresses_of(*found);
  if (addresses.empty()) {
    asked.answered(look_up_failure(asked.host, status), std::chrono::seconds(0));
    return;
  }
  // No name server answers before it is asked.
  asked.answered(std::move(addresses), asked.asking ? hosts_ttl : ttl_of(*found));
}

void name_service::on_socket(void* argument, ares_socket_t socket, int readable, int writable) {
  auto& self = *static_cast<name_service*>(argument);
  if (readable == 0 && writable == 0) {
    // At once: c-ares closes the descriptor now, and may get its number again for the next one.
    if (const auto found = self.watches_.find(socket); found != self.watches_.end()) {
      found->second->descriptor.release();
      self.watches_.erase(found);
    }
    return;
  }
  std::shared_ptr<watch>& watched = self.watches_[socket];
  if (watched == nullptr)
    watched = std::make_shared<watch>(self.executor_, socket);
  watched->wanted[0] = readable != 0;
  watched->wanted[1] = writable != 0;
  self.wait(watched, socket, 0);
  self.wait(watched, socket, 1);
}

void name_service::wait(
    const std::shared_ptr<watch>& watched, ares_socket_t socket, int direction) {
  if (!watched->wanted[direction] || watched->waiting[direction])
    return;
  watched->waiting[direction] = true;
  watched->descriptor.async_wait(
      direction == 0 ? asio::posix::descriptor_base::wait_read
                     : asio::posix::descriptor_base::wait_write,
      [weak = self_, left = std::weak_ptr<watch>(watched), socket, direction](error_code failed) {
        const std::shared_ptr<name_service> self = weak.lock();
        const std::shared_ptr<watch> still = left.lock();
        if (self == nullptr || still == nullptr || failed)
          return;
        still->waiting[direction] = false;
        ares_process_fd(
            self->channel_, direction == 0 ? socket : ARES_SOCKET_BAD,
            direction == 1 ? socket : ARES_SOCKET_BAD);
        // c-ares may have closed the socket, and may even have opened it again under its number.
        if (const auto found = self->watches_.find(socket);
            found != self->watches_.end() && found->second == still)
          self->wait(still, socket, direction);
        self->rearm();
      });
}

// No query times out sooner than one that is sent now, or before what the timer knows of. So as
// long as the timer is due by then it stays where it is, and costs nothing: to move it for each
// query would be a system call each. With no query left, the loop may run out of work.
void name_service::rearm() {
  if (open_ == 0) {
    armed_ = false;
    timer_.cancel();
  } else if (!armed_ || timer_.expiry() > std::chrono::steady_clock::now() + first_wait_) {
    arm(first_wait_);
  }
}

void name_service::arm(std::chrono::steady_clock::duration left) {
  armed_ = true;
  timer_.expires_after(left);
  timer_.async_wait([weak = self_](error_code failed) {
    const std::shared_ptr<name_service> self = weak.lock();
    if (self == nullptr || failed)
      return;
    self->armed_ = false;
    ares_process_fd(self->channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    timeval next = {};
    if (self->open_ != 0 && ares_timeout(self->channel_, nullptr, &next) != nullptr)
      self->arm(std::chrono::seconds(next.tv_sec) + std::chrono::microseconds(next.tv_usec));
  });
}

} // namespace haul
