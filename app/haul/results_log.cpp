#include "results_log.hpp"

#include <utility>

namespace haul {

results_log::results_log(append_file opened) : file_(std::move(opened)) {
}

result<results_log> results_log::open(const std::filesystem::path& path) {
  result<append_file> opened = append_file::open(path);
  if (!opened)
    return opened.error();
  return results_log(std::move(*opened));
}

result<void> results_log::append(const record& written) {
  return file_.append(to_json(written) + '\n');
}

} // namespace haul
