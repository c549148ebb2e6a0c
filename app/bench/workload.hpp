#pragma once

#include <haul/task.hpp>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace haul::bench {

/// What is downloaded: a list of tasks, and what each file must hold afterwards.
class workload {
 public:
  virtual ~workload() = default;

  /// Tasks 0 to `count`, each with an output of its own.
  std::vector<task> make_tasks(std::size_t count) const;

  /// How many of the first `count` outputs in `folder` are missing or wrong.
  std::size_t count_wrong(const std::filesystem::path& folder, std::size_t count) const;

  virtual task make_task(std::size_t number) const = 0;
  virtual std::string content(std::size_t number) const = 0;
};

/// The flags of a `flag_server`, over and over: `/br/br.gif?17`.
class flag_workload final : public workload {
 public:
  explicit flag_workload(std::string base) : base_(std::move(base)) {}
  task make_task(std::size_t number) const override;
  std::string content(std::size_t number) const override;

 private:
  std::string base_;
};

/// Numbered files of one size, as `write_files` makes them for a web server.
class file_workload final : public workload {
 public:
  file_workload(std::string base, std::size_t size) : base_(std::move(base)), size_(size) {}
  task make_task(std::size_t number) const override;
  std::string content(std::size_t number) const override;

  /// Writes the first `count` files into `folder`; throws `std::runtime_error` when that fails.
  void write_files(const std::filesystem::path& folder, std::size_t count) const;

 private:
  std::string base_;
  std::size_t size_;
};

/// One file under as many names as one likes, each with an output of its own in folders of a
/// thousand: `LABEL/012/012345`, which is also the path of the URL.
class same_file_workload final : public workload {
 public:
  /// Gives the site of a task by its number: `http://127.0.0.1:8000`.
  using site = std::function<std::string(std::size_t number)>;

  same_file_workload(std::string label, std::size_t size, site where)
      : label_(std::move(label)),
        size_(size),
        where_(std::move(where)) {}
  task make_task(std::size_t number) const override;
  std::string content(std::size_t number) const override;

 private:
  std::string label_;
  std::size_t size_;
  site where_;
};

} // namespace haul::bench
