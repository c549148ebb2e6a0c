#include "blocking_client.hpp"
#include "variant.hpp"

namespace haul::bench {

namespace {

class sequential final : public variant {
 public:
  result<tally> download_many(
      std::span<const task> tasks, const options& how, const on_completion& told) override {
    if (const result<void> fine = check_options(how); !fine)
      return fine.error();
    result<output_folder> outputs = output_folder::open(how.directory);
    if (!outputs)
      return outputs.error();
    blocking_client client(how);
    tally counted;
    task_id id = 0;
    for (const task& each : tasks) {
      completion done;
      done.id = id++;
      done.task = each;
      done.outcome = client.download(each, outputs->claim_name(each.output));
      counted.add(done.outcome);
      if (told)
        told(done);
    }
    return counted;
  }
};

} // namespace

std::unique_ptr<variant> make_sequential() {
  return std::make_unique<sequential>();
}

} // namespace haul::bench
