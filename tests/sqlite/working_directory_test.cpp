#include "sqlite/database_file.hpp"

#include <perfq/queue.hpp>

#include <doctest/doctest.h>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

class WorkingDirectory {
 public:
  explicit WorkingDirectory(const std::filesystem::path& path) {
    std::filesystem::current_path(path);
  }

  ~WorkingDirectory() { std::filesystem::current_path(before_); }

  WorkingDirectory(const WorkingDirectory&) = delete;
  WorkingDirectory& operator=(const WorkingDirectory&) = delete;

 private:
  std::filesystem::path before_ = std::filesystem::current_path();
};

}  // namespace

// Without wherever_we_go in service/open.cpp the connection that listens for other processes makes
// an empty file in the second folder.
TEST_CASE("a queue stays with its file when the program goes to another folder") {
  const TempDirectory first;
  const TempDirectory second;
  const WorkingDirectory at_first(first.path());
  Queue queue = perfq::open("sqlite:queue.db");
  const WorkingDirectory at_second(second.path());
  CHECK(queue.claim({.worker = "w", .wait = 200ms}).jobs.empty());
  CHECK(std::filesystem::is_empty(second.path()));
  Queue other = perfq::open("sqlite:" + first.file("queue.db"));
  other.enqueue(NewJob{});
  CHECK(queue.claim({.worker = "w", .wait = 5s}).jobs.size() == 1);
}
