#include "service/group_commit.hpp"

#include <perfq/error.hpp>

#include <algorithm>
#include <vector>

namespace perfq::service {

namespace {

// None waits much longer than its own share: what comes later goes into a later transaction.
constexpr std::size_t most_together = 64;

bool effect_unknown(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const Error& known) {
    return known.effect_unknown();
  } catch (...) {
    return false;
  }
}

}  // namespace

void GroupCommit::commit(SharedWrite& write) {
  std::unique_lock lock(mutex_);
  waiting_.push_back(&write);
  if (under_way_) write.turn.wait(lock, [&] { return write.done || write.leads; });
  if (!write.done) lead(lock);
  if (write.error) std::rethrow_exception(write.error);
}

void GroupCommit::lead(std::unique_lock<std::mutex>& lock) {
  under_way_ = true;
  const auto first = waiting_.begin();
  const auto most = static_cast<std::ptrdiff_t>(std::min(waiting_.size(), most_together));
  const std::vector<SharedWrite*> writes(first, first + most);
  lock.unlock();
  const std::size_t written = run(writes);
  lock.lock();
  for (std::size_t i = 0; i < written; ++i) {
    waiting_.front()->done = true;
    waiting_.front()->turn.notify_one();
    waiting_.pop_front();
  }
  under_way_ = !waiting_.empty();
  if (!under_way_) return;
  waiting_.front()->leads = true;
  waiting_.front()->turn.notify_one();
}

std::size_t GroupCommit::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

std::size_t GroupCommit::run(std::span<SharedWrite* const> writes) {
  try {
    return run_all_(writes);
  } catch (...) {
    const auto error = std::current_exception();
    if (writes.size() == 1 || effect_unknown(error)) {
      for (SharedWrite* write : writes) write->error = error;
      return writes.size();
    }
  }
  for (SharedWrite* const& write : writes) run(std::span{&write, 1});
  return writes.size();
}

}  // namespace perfq::service
