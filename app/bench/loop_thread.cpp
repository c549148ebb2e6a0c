#include "loop_thread.hpp"

#include "child_process.hpp"

namespace haul::bench {

loop_thread::loop_thread(boost::asio::io_context& context, std::optional<int> core)
    : context_(context),
      thread_([&context, core] {
        if (core)
          pin_to(*core);
        context.run();
      }) {
}

loop_thread::~loop_thread() {
  context_.stop();
  thread_.join();
}

} // namespace haul::bench
