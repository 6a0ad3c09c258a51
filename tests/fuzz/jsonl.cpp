#include "fuzz/fuzz.hpp"
#include "many.hpp"

#include <sys/mman.h>
#include <unistd.h>

using namespace perfq;
using namespace perfq::test;

namespace {

/// A file in memory, known by a path of this process.
class File {
 public:
  File(const std::uint8_t* data, std::size_t size) : descriptor_(memfd_create("lines", 0)) {
    require(write(descriptor_, data, size) == static_cast<ssize_t>(size), "there is memory");
  }

  ~File() { close(descriptor_); }

  File(const File&) = delete;
  File& operator=(const File&) = delete;

  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const File file(data, size);
  read_or_refuse([&] {
    const auto many = cli::read_requests(file.path(), {});
    require(many.items.size() == many.lines.size(), "each request has a line");
    for (const NewRequest& request : many.items)
      require(!request.sha.empty(), "each request has a SHA");
  });
  read_or_refuse([&] {
    const auto many = cli::read_jobs(file.path(), {});
    require(many.items.size() == many.lines.size(), "each job has a line");
  });
  return 0;
}
