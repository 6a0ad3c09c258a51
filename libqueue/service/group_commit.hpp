#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <span>

namespace perfq::store {
struct Context;
}

namespace perfq::service {

/// What one thread wants written, while it waits for it.
struct SharedWrite {
  std::function<void(store::Context&)> operation;
  std::condition_variable turn = {};
  bool done = false;
  bool leads = false;
  std::exception_ptr error = nullptr;
};

/// Threads that write at the same time share a transaction, and so one wait for the disk: what came
/// while one transaction was under way goes into the next, in the order in which it came. A write
/// that throws takes nothing from the others: all of them are then made again, each alone.
class GroupCommit {
 public:
  /// Runs the operations, at least the first, in one transaction and commits it; says how many it
  /// ran. Throws where it did not commit.
  using RunAll = std::function<std::size_t(std::span<SharedWrite* const>)>;

  explicit GroupCommit(RunAll run_all) : run_all_(std::move(run_all)) {}

  /// Returns once the write is committed; throws what kept it from being so. The operation runs in
  /// any of the threads that wait here, and more than once where it has to.
  void commit(SharedWrite& write);

  /// How many writes are under way or wait for it.
  std::size_t waiting() const;

 private:
  void lead(std::unique_lock<std::mutex>& lock);
  std::size_t run(std::span<SharedWrite* const> writes);

  RunAll run_all_;
  mutable std::mutex mutex_;
  std::deque<SharedWrite*> waiting_;
  bool under_way_ = false;
};

}  // namespace perfq::service
