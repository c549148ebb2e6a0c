#include "process.hpp"

#include "temporary_folder.hpp"

#include <array>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace haul::test {

void process::stream::close_it() {
  if (descriptor >= 0)
    close(descriptor);
  descriptor = -1;
}

process::process(const command_line& command) {
  int output[2];
  int errors[2];
  check_call(pipe2(output, O_CLOEXEC), "pipe");
  check_call(pipe2(errors, O_CLOEXEC), "pipe");
  const int nothing = check_call(open("/dev/null", O_RDONLY | O_CLOEXEC), "/dev/null");
  int file = -1;
  if (!command.output_file.empty())
    file = check_call(open(command.output_file.c_str(), O_WRONLY | O_CLOEXEC), "output file");

  child_ = start_program(command, {nothing, file >= 0 ? file : output[1], errors[1]}, [] {});
  close(nothing);
  close(output[1]);
  close(errors[1]);
  if (file >= 0)
    close(file);
  output_.descriptor = output[0];
  errors_.descriptor = errors[0];
}

process::~process() {
  output_.close_it();
  errors_.close_it();
  if (child_ > 0) {
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
  }
}

void process::wait_for(const std::string& text) {
  const auto stands_in = [&](const stream& read) {
    return read.text.find(text) != std::string::npos;
  };
  while (!stands_in(output_) && !stands_in(errors_)) {
    if (!read_some())
      give_up("ended before it wrote '" + text + "'");
  }
}

void process::send_signal(int number) {
  check_call(kill(child_, number), "kill");
}

void process::send_signal_to_child(int number) {
  const std::string id = std::to_string(child_);
  const std::string children = read_file("/proc/" + id + "/task/" + id + "/children");
  check_call(kill(std::stoi(children), number), "kill");
}

std::string process::descriptor(int number) const {
  return std::filesystem::read_symlink(
      "/proc/" + std::to_string(child_) + "/fd/" + std::to_string(number));
}

void process::close_output() {
  output_.close_it();
}

exit_report process::finish() {
  while (read_some()) {
  }
  const exit_report ended = wait_for_exit(child_);
  child_ = -1;
  return ended;
}

// Takes what came on either stream, once; false when both have ended.
bool process::read_some() {
  if (output_.descriptor < 0 && errors_.descriptor < 0)
    return false;
  std::array<pollfd, 2> waiting = {
      pollfd{output_.descriptor, POLLIN, 0}, pollfd{errors_.descriptor, POLLIN, 0}};
  if (!wait_for_input(waiting, latest_end_))
    give_up("did not end in time");

  const std::array<stream*, 2> streams = {&output_, &errors_};
  for (std::size_t index = 0; index < 2; ++index) {
    if (waiting[index].revents == 0)
      continue;
    std::array<char, 4096> buffer;
    const ssize_t count = read(streams[index]->descriptor, buffer.data(), buffer.size());
    if (count > 0)
      streams[index]->text.append(buffer.data(), static_cast<std::size_t>(count));
    else
      streams[index]->close_it();
  }
  return true;
}

void process::give_up(const std::string& why) {
  throw std::runtime_error(
      "the program " + why + "\n--- output\n" + output_.text + "\n--- errors\n" + errors_.text);
}

finished_process run(const command_line& command) {
  process started(command);
  finished_process made;
  made.ended = started.finish();
  made.output = started.output();
  made.errors = started.errors();
  return made;
}

} // namespace haul::test
