#include "resolver.hpp"

#include "awaiting.hpp"
#include "failure.hpp"

#include <ares.h>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <fmt/format.h>

#include <netinet/in.h>
#include <unordered_map>
#include <utility>

namespace haul {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr std::size_t queries_in_flight = 256;

// One look-up: shared by whoever waits for it and by c-ares, either of which may leave first.
struct query {
  explicit query(const asio::any_io_executor& executor)
      : answered(executor, asio::steady_timer::time_point::max()) {}
  asio::steady_timer answered; // never runs out; cancelled when the answer is there
  bool done = false;
  int status = ARES_SUCCESS;
  std::vector<asio::ip::address> addresses;
};

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

void on_answer(void* argument, int status, int, ares_addrinfo* found) {
  const std::unique_ptr<std::shared_ptr<query>> held(
      static_cast<std::shared_ptr<query>*>(argument));
  query& asked = **held;
  asked.status = status;
  if (found != nullptr) {
    for (const ares_addrinfo_node* node = found->nodes; node != nullptr; node = node->ai_next) {
      if (node->ai_family == AF_INET || node->ai_family == AF_INET6)
        asked.addresses.push_back(address_of(*node));
    }
    ares_freeaddrinfo(found);
  }
  asked.done = true;
  asked.answered.cancel();
}

} // namespace

// c-ares on the event loop: watches its sockets for it and wakes it when a query times out. Held by
// its own handlers through weak pointers only, so that its destructor decides when all ends.
class resolver::service {
 public:
  explicit service(const asio::any_io_executor& executor) : executor_(executor), timer_(executor) {}

  ~service() {
    timer_.cancel();
    if (channel_ != nullptr)
      ares_destroy(channel_); // answers every open query with ARES_EDESTRUCTION
  }

  int open(const std::shared_ptr<service>& self, const std::string& servers) {
    self_ = self;
    ares_options options = {};
    options.sock_state_cb = &service::on_socket;
    options.sock_state_cb_data = this;
    char order[] = "fb";
    options.lookups = order;
    const int opened =
        ares_init_options(&channel_, &options, ARES_OPT_SOCK_STATE_CB | ARES_OPT_LOOKUPS);
    if (opened != ARES_SUCCESS || servers.empty())
      return opened;
    return ares_set_servers_ports_csv(channel_, servers.c_str());
  }

  void ask(const std::string& host, const std::shared_ptr<query>& asked) {
    ares_addrinfo_hints hints = {};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    auto held = std::make_unique<std::shared_ptr<query>>(asked);
    ares_getaddrinfo(channel_, host.c_str(), nullptr, &hints, on_answer, held.release());
    arm();
  }

 private:
  struct watch {
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

  static void on_socket(void* argument, ares_socket_t socket, int readable, int writable) {
    auto& self = *static_cast<service*>(argument);
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

  void wait(const std::shared_ptr<watch>& watched, ares_socket_t socket, int direction) {
    if (!watched->wanted[direction] || watched->waiting[direction])
      return;
    watched->waiting[direction] = true;
    watched->descriptor.async_wait(
        direction == 0 ? asio::posix::descriptor_base::wait_read
                       : asio::posix::descriptor_base::wait_write,
        [weak = self_, left = std::weak_ptr<watch>(watched), socket, direction](error_code failed) {
          const std::shared_ptr<service> self = weak.lock();
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
          self->arm();
        });
  }

  void arm() {
    timeval left = {};
    if (ares_timeout(channel_, nullptr, &left) == nullptr) {
      timer_.cancel();
      return;
    }
    timer_.expires_after(
        std::chrono::seconds(left.tv_sec) + std::chrono::microseconds(left.tv_usec));
    timer_.async_wait([weak = self_](error_code failed) {
      const std::shared_ptr<service> self = weak.lock();
      if (self == nullptr || failed)
        return;
      ares_process_fd(self->channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
      self->arm();
    });
  }

  asio::any_io_executor executor_;
  asio::steady_timer timer_;
  std::weak_ptr<service> self_;
  ares_channel channel_ = nullptr;
  std::unordered_map<ares_socket_t, std::shared_ptr<watch>> watches_;
};

resolver::resolver(const asio::any_io_executor& executor, std::string servers)
    : executor_(executor),
      servers_(std::move(servers)),
      permits_(executor, queries_in_flight) {
}

resolver::~resolver() = default;

// Reading the system's configuration costs milliseconds that a run on plain addresses never pays.
std::shared_ptr<resolver::service> resolver::start() {
  if (service_ == nullptr) {
    auto made = std::make_shared<service>(executor_);
    if (made->open(made, servers_) == ARES_SUCCESS)
      service_ = std::move(made);
  }
  return service_;
}

asio::awaitable<result<std::vector<asio::ip::address>>> resolver::resolve(
    const std::string& host, deadline& until) {
  error_code not_an_address;
  const asio::ip::address literal = asio::ip::make_address(host, not_an_address);
  if (!not_an_address) {
    std::vector<asio::ip::address> itself(1, literal);
    co_return itself;
  }

  const semaphore::permit permit = co_await permits_.acquire();
  if (until.passed())
    co_return until.failure(stage::resolve);
  const std::shared_ptr<service> running = start();
  if (running == nullptr)
    co_return failure(stage::resolve, cause::look_up_failed, "the name look-up can't be set up");
  const auto asked = std::make_shared<query>(executor_);
  running->ask(host, asked);
  ++waiting_;
  if (!asked->done)
    co_await asked->answered.async_wait(as_value);
  --waiting_;
  if (!asked->done) {
    // Nobody waits for the answer any more, and c-ares would go on asking for a minute. It can't
    // drop a single query; but with nobody left it can drop all of them.
    if (waiting_ == 0)
      service_.reset();
    co_return until.failure(stage::resolve);
  }
  if (asked->status == ARES_ENOTFOUND || asked->status == ARES_ENODATA)
    co_return failure(
        stage::resolve, cause::name_not_found, fmt::format("host {} not found", host));
  if (asked->status != ARES_SUCCESS || asked->addresses.empty())
    co_return failure(
        stage::resolve, cause::look_up_failed,
        fmt::format("look-up of {} failed: {}", host, ares_strerror(asked->status)));
  co_return std::move(asked->addresses);
}

} // namespace haul
