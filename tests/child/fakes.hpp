#pragma once

#include <perfq/child.hpp>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace perfq::test {

using std::chrono::milliseconds;
using std::chrono::seconds;
using SteadyTime = std::chrono::steady_clock::time_point;

/// One renewal, as a database would have seen it.
struct Renewal {
  SteadyTime at{};
  std::string tail{};
  std::vector<StepReport> steps{};
};

/// A queue that answers what it is told to and remembers what it was asked.
class FakeKeeper : public LeaseKeeper {
 public:
  using Answer = std::function<std::optional<Beat>(const Renewal&, std::size_t count)>;

  FakeKeeper() : FakeKeeper([](const Renewal&, std::size_t) { return Beat{}; }) {}

  explicit FakeKeeper(Answer answer) : answer_(std::move(answer)) {}

  std::optional<Beat> renew(std::string_view tail, const std::vector<StepReport>& steps) override {
    const Renewal renewal{std::chrono::steady_clock::now(), std::string(tail), steps};
    std::size_t count = 0;
    {
      std::lock_guard const lock(mutex_);
      renewals_.push_back(renewal);
      count = renewals_.size();
    }
    asked_.notify_all();
    return answer_(renewal, count);
  }

  std::vector<Renewal> renewals() const {
    std::lock_guard const lock(mutex_);
    return renewals_;
  }

  /// Waits until the queue was asked so often; false after 10 s.
  bool wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    return asked_.wait_for(lock, seconds{10}, [&] { return renewals_.size() >= count; });
  }

 private:
  Answer answer_;
  mutable std::mutex mutex_{};
  std::condition_variable asked_{};
  std::vector<Renewal> renewals_{};
};

/// A shell script as the child, its output not mixed with the tests'.
inline ChildOptions shell(std::string script) {
  ChildOptions options;
  options.argv = {"/bin/sh", "-c", std::move(script)};
  options.pass_output = false;
  return options;
}

inline ChildReport run(const ChildOptions& options) {
  FakeKeeper keeper;
  return run_child(options, keeper, {});
}

}  // namespace perfq::test
