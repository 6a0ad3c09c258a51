#include "support/cli.hpp"

#include <sys/mount.h>

using namespace perfq::test;

namespace {

const std::string payload = "\"" + std::string(100'000, 'x') + "\"";
const Words add_big{"job", "add", "--queue", "q", "--json", "--payload", "-"};

/// A small file system of its own, where that is permitted.
class SmallDisk {
 public:
  SmallDisk()
      : mounted_(::mount("perfq-test", folder_.path().c_str(), "tmpfs", 0, "size=3m") == 0) {}

  ~SmallDisk() {
    if (mounted_) ::umount2(folder_.path().c_str(), MNT_DETACH);
  }

  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool is_mounted() const { return mounted_; }

  std::string path(const std::string& name) const { return folder_.path(name); }

  bool enlarge() const {
    return ::mount("perfq-test", folder_.path().c_str(), "tmpfs", MS_REMOUNT, "size=64m") == 0;
  }

 private:
  TemporaryFolder folder_;
  bool mounted_;
};

/// Files of the process may not grow beyond; a write says so instead of a signal.
Command with_limit(Command command, int kib) {
  command.words.insert(
      command.words.begin(),
      {"sh", "-c", "trap '' XFSZ; ulimit -f " + std::to_string(2 * kib) + "; exec \"$@\"", "sh"});
  return command;
}

/// Adds until one fails, and gives how many were acknowledged; the failure is in `last`.
int fill(const std::function<Finished()>& add, Finished& last) {
  for (int acknowledged = 0; acknowledged < 200; ++acknowledged) {
    last = add();
    if (last.exit != 0) return acknowledged;
  }
  return 200;
}

void check_after(const CliStore& store, int acknowledged, const Finished& failure) {
  CHECK(failure == 1);
  CHECK(failure.out.empty());
  CHECK(is_one_line(failure.err));
  CHECK(acknowledged > 0);
  CHECK(acknowledged < 200);
  CHECK(store.json("job list --json").size() == static_cast<std::size_t>(acknowledged));
  CHECK(store.run(add_big, payload) == 0);
  const auto claimed = store.claim_job();
  CHECK(store.run({"complete", claimed.at("job").dump(), "--token", claimed.at("token")}) == 0);
  CHECK(store.run("doctor") == 0);
}

}  // namespace

TEST_CASE("a disk that is full: a clear error, no half state, and work goes on with more room") {
  const SmallDisk disk;
  if (!disk.is_mounted()) {
    MESSAGE("no file system may be mounted here: the limit on a file's size stands for it");
    return;
  }
  const CliStore store("sqlite:" + disk.path("queue.db"));
  Finished failure;
  const int acknowledged = fill([&] { return store.run(add_big, payload); }, failure);
  INFO(failure.err);
  CHECK(failure.err.find("full") != std::string::npos);
  // What is there can still be read and worked on.
  CHECK(store.run("status") == 0);
  REQUIRE(disk.enlarge());
  check_after(store, acknowledged, failure);
}

TEST_CASE(
    "a file that may not grow: a clear error, no half state, and work goes on without limit") {
  const SqliteStore store;
  store.run("status");
  Finished failure;
  const int acknowledged =
      fill([&] { return run(with_limit(store.command(add_big, payload), 2048)); }, failure);
  check_after(store, acknowledged, failure);
}
