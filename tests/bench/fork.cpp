#include "bench/fork.hpp"

#include <csignal>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <sys/prctl.h>
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

/// False: nobody reads it any more.
bool write_all(int to, const void* from, std::size_t size) {
  const auto* place = static_cast<const char*>(from);
  while (size > 0) {
    const ssize_t put = write(to, place, size);
    if (put <= 0) return false;
    place += put;
    size -= static_cast<std::size_t>(put);
  }
  return true;
}

struct Child {
  pid_t pid = 0;
  Pipe told;   ///< by the child
  Pipe heard;  ///< by the child
};

// The steady clock is the machine's: an instant of one process is the same in another.
[[noreturn]] void be_child(int number, const ProcessWork& work, const Child& self) {
  bool whole = false;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  try {
    const auto samples = work(number, [&] {
      Clock::rep start = 0;
      if (!write_all(self.told.write_end, "r", 1) ||
          !read_all(self.heard.read_end, &start, sizeof start))
        _exit(1);
      return Clock::time_point{Clock::duration{start}};
    });
    const std::size_t count = samples.size();
    whole = write_all(self.told.write_end, &count, sizeof count) &&
            write_all(self.told.write_end, samples.data(), count * sizeof(Sample));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "perfq-bench: worker %d: %s\n", number, error.what());
  }
  _exit(whole ? 0 : 1);
}

/// Keeps it until the parent closes its end.
[[noreturn]] void be_keeper(const std::function<std::shared_ptr<void>()>& make, const Child& self) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  close(self.heard.write_end);
  try {
    const auto kept = make();
    char end = 0;
    if (write_all(self.told.write_end, "r", 1)) read_all(self.heard.read_end, &end, 1);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "perfq-bench: %s\n", error.what());
  }
  _exit(0);
}

pid_t forked(Child& child) {
  child.pid = fork();
  if (child.pid < 0) throw std::system_error(errno, std::generic_category(), "fork");
  return child.pid;
}

void keep_own_ends(const Child& child) {
  close(child.told.write_end);
  close(child.heard.read_end);
}

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
  std::signal(SIGPIPE, SIG_IGN);  // who has failed hears nothing
  std::vector<Child> children;
  for (int number = 0; number < processes; ++number) {
    Child& child = children.emplace_back();
    if (forked(child) == 0) {
      // Else who waits for the start would not hear that the parent has closed its end.
      for (const Child& known : children) close(known.heard.write_end);
      be_child(number, work, child);
    }
    keep_own_ends(child);
  }
  bool whole = start_together(children);
  std::vector<std::vector<Sample>> all(children.size());
  for (std::size_t i = 0; i < children.size(); ++i) whole = collect(children[i], all[i]) && whole;
  if (!whole) throw std::runtime_error("a worker failed");
  return all;
}

std::shared_ptr<void> keep_in_process(const std::function<std::shared_ptr<void>()>& make) {
  Child keeper;
  if (forked(keeper) == 0) be_keeper(make, keeper);
  keep_own_ends(keeper);
  std::shared_ptr<void> kept(nullptr, [keeper](void*) {
    close(keeper.told.read_end);
    close(keeper.heard.write_end);
    waitpid(keeper.pid, nullptr, 0);
  });
  char made = 0;
  if (!read_all(keeper.told.read_end, &made, 1))
    throw std::runtime_error("the process that was to keep it has failed");
  return kept;
}

}  // namespace perfq::bench
