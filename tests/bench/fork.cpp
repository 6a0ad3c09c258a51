#include "bench/fork.hpp"

#include <cstdio>
#include <exception>
#include <stdexcept>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace perfq::bench {

namespace {

struct Pipe {
  Pipe() {
    int ends[2];
    if (pipe(ends) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
    read_end = ends[0];
    write_end = ends[1];
  }

  int read_end = -1;
  int write_end = -1;
};

bool read_all(int from, void* to, std::size_t size) {
  auto* place = static_cast<char*>(to);
  while (size > 0) {
    const ssize_t got = read(from, place, size);
    if (got <= 0) return false;
    place += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

void write_all(int to, const void* from, std::size_t size) {
  const auto* place = static_cast<const char*>(from);
  while (size > 0) {
    const ssize_t put = write(to, place, size);
    if (put <= 0) throw std::system_error(errno, std::generic_category(), "pipe");
    place += put;
    size -= static_cast<std::size_t>(put);
  }
}

// The steady clock is the machine's: an instant of one process is the same in another.
[[noreturn]] void be_child(int number, const ProcessWork& work, const Pipe& told,
                           const Pipe& heard) {
  int status = 1;
  try {
    close(heard.write_end);
    const auto samples = work(number, [&] {
      write_all(told.write_end, "r", 1);
      Clock::rep start = 0;
      if (!read_all(heard.read_end, &start, sizeof start)) _exit(1);
      return Clock::time_point{Clock::duration{start}};
    });
    const std::size_t count = samples.size();
    write_all(told.write_end, &count, sizeof count);
    write_all(told.write_end, samples.data(), count * sizeof(Sample));
    status = 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "perfq-bench: worker %d: %s\n", number, error.what());
  }
  _exit(status);
}

struct Child {
  pid_t pid = 0;
  Pipe told;   ///< by the child
  Pipe heard;  ///< by the child
};

bool start_together(const std::vector<Child>& children) {
  char ready = 0;
  bool all = true;
  for (const Child& child : children) all = read_all(child.told.read_end, &ready, 1) && all;
  const Clock::rep start = Clock::now().time_since_epoch().count();
  for (const Child& child : children) {
    if (all) write_all(child.heard.write_end, &start, sizeof start);
    close(child.heard.write_end);  // whoever waits for the start in vain ends
  }
  return all;
}

bool collect(const Child& child, std::vector<Sample>& samples) {
  std::size_t count = 0;
  bool whole = read_all(child.told.read_end, &count, sizeof count);
  samples.resize(count);
  whole = whole && read_all(child.told.read_end, samples.data(), count * sizeof(Sample));
  int status = 0;
  waitpid(child.pid, &status, 0);
  close(child.told.read_end);
  return whole && status == 0;
}

}  // namespace

std::vector<std::vector<Sample>> fork_all(int processes, const ProcessWork& work) {
  std::vector<Child> children(static_cast<std::size_t>(processes));
  for (int number = 0; number < processes; ++number) {
    Child& child = children[static_cast<std::size_t>(number)];
    child.pid = fork();
    if (child.pid < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (child.pid == 0) be_child(number, work, child.told, child.heard);
    close(child.told.write_end);
    close(child.heard.read_end);
  }
  bool whole = start_together(children);
  std::vector<std::vector<Sample>> all(children.size());
  for (std::size_t i = 0; i < children.size(); ++i) whole = collect(children[i], all[i]) && whole;
  if (!whole) throw std::runtime_error("a worker failed");
  return all;
}

}  // namespace perfq::bench
