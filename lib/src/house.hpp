#pragma once

#include "admission.hpp"
#include "client.hpp"
#include "committer.hpp"
#include "deadline.hpp"
#include "output_folder.hpp"
#include "packer.hpp"
#include "throttle.hpp"

#include <haul/options.hpp>
#include <haul/semaphore.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <cstdint>
#include <memory>

namespace haul {

/// What all runs of a downloader share. The order of the members is that of their needs.
class house {
 public:
  house(
      const boost::asio::any_io_executor& on, const options& with, tls_context tls,
      proxy_choice proxies, output_folder to)
      : executor(on),
        how(with),
        permits(on, with.max_requests),
        wheel(on),
        client(on, wheel, std::move(tls), how, std::move(proxies)),
        admission(on, how),
        bytes(on, how.bytes_per_second),
        committer(on, how.durable),
        outputs(std::move(to)),
        packer(
            outputs.packed() == nullptr
                ? nullptr
                : std::make_unique<haul::packer>(
                      on, how, committer, outputs.root(), outputs.packed())) {}

  boost::asio::any_io_executor executor;
  const options how;
  semaphore permits;
  deadline_wheel wheel;
  haul::client client;
  haul::admission admission;
  throttle bytes;
  std::uint64_t received_bytes = 0; // of bodies, over all attempts
  haul::committer committer;
  output_folder outputs;
  std::unique_ptr<haul::packer> packer; // null where outputs are files
};

} // namespace haul
