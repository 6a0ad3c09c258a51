#include "service/host.hpp"

#include <perfq/error.hpp>

#include <array>
#include <cerrno>
#include <memory>
#include <pwd.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace perfq::service {
namespace {

/// Asks for as much as the system gives at once: a number by itself takes it 10 times as long, and
/// std::random_device 50 times, as it waits for the processor's own generator.
class Pool {
 public:
  std::uint64_t draw() {
    if (left_ == 0) fill();
    return numbers_[--left_];
  }

 private:
  void fill() {
    if (getentropy(numbers_.data(), sizeof numbers_) != 0)
      throw Error(ErrorKind::storage, std::string("the system gave no random numbers: ") +
                                          std::generic_category().message(errno));
    left_ = numbers_.size();
  }

  std::array<std::uint64_t, 32> numbers_{};
  std::size_t left_ = 0;
};

}  // namespace

std::function<std::uint64_t()> system_random() {
  return [pool = std::make_shared<Pool>()] { return pool->draw(); };
}

std::function<Timestamp()> system_clock() {
  return
      [] { return std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now()); };
}

std::string user_at_host() {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  std::vector<char> buffer(16 * 1024);
  passwd entry{};
  passwd* user = nullptr;
  getpwuid_r(geteuid(), &entry, buffer.data(), buffer.size(), &user);
  const std::string name = user != nullptr ? user->pw_name : std::to_string(geteuid());
  return name + "@" + host.data();
}

}  // namespace perfq::service
