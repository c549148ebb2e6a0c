#include "house.hpp"
#include "local_binding.hpp"
#include "run.hpp"

#include <haul/downloader.hpp>

#include <chrono>
#include <utility>

namespace haul {

namespace asio = boost::asio;

downloader::downloader(std::shared_ptr<house> made) : house_(std::move(made)) {
}
downloader::downloader(downloader&&) noexcept = default;
downloader& downloader::operator=(downloader&&) noexcept = default;
downloader::~downloader() = default;

result<downloader> downloader::create(asio::io_context& context, const options& how) {
  if (const result<void> fine = check_options(how); !fine)
    return fine.error();
  if (const result<void> bound = local_binding(how.interface).check(); !bound)
    return bound.error();
  result<tls_context> tls = tls_context::create(how);
  if (!tls)
    return tls.error();
  result<proxy_choice> proxies = proxy_choice::create(how.proxies);
  if (!proxies)
    return proxies.error();
  result<output_folder> outputs =
      output_folder::open(how.directory, how.durable != durability::none, how.portable_names);
  if (!outputs)
    return outputs.error();
  if (how.pack.format != pack_format::none) {
    if (const result<void> packed = outputs->pack(); !packed)
      return packed.error();
  }
  return downloader(std::make_shared<house>(
      context.get_executor(), how, *std::move(tls), *std::move(proxies), *std::move(outputs)));
}

completions downloader::as_completed(source& tasks) {
  auto started = std::make_shared<run>(house_, tasks);
  run::start(started);
  return completions(std::move(started));
}

std::uint64_t downloader::received_bytes() const {
  return house_->received_bytes;
}

void downloader::visit_hosts(const std::function<void(const host_load&)>& look) const {
  house_->admission.waiting().visit(std::chrono::steady_clock::now(), look);
}

} // namespace haul
