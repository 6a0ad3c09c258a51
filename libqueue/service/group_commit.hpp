#pragma once

#include <perfq/time.hpp>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

namespace perfq::service {

/// What one thread wants done, while it waits for it; the base of what it says of it.
struct Shared {
  std::condition_variable turn = {};
  bool under_way = false;
  bool done = false;
  bool leads = false;
  std::exception_ptr error = nullptr;
};

/// Whether what failed so may have taken effect.
bool effect_unknown(const std::exception_ptr& error);
/// Nothing where the database was there; else what to tell those whose turn had not come.
std::exception_ptr unavailable_for_others(const std::exception_ptr& error);

/// Threads that want something at the same time get it together, and so for one wait for the disk
/// or one round trip: what came while something was under way is done next, in the order in which
/// it came. One that throws takes nothing from the others: all are then made again, each alone.
template <class Work>
class GroupCommit {
 public:
  /// Does some, at least the first, and commits them; says how many. Throws where it did not
  /// commit.
  using DoSome = std::function<std::size_t(std::span<Work* const>)>;

  /// So many parts may be under way at a time, each of them what came while the others were.
  explicit GroupCommit(DoSome do_some, int most_under_way = 1)
      : do_some_(std::move(do_some)), free_(most_under_way) {}

  /// Returns once the work is committed; throws what kept it from being so. It is done in any of
  /// the threads that wait here, and more than once where it has to. False: what is under way has
  /// taken longer than the patience, and nobody has begun with this.
  bool commit(Work& work, std::optional<microseconds> patience = {}) {
    std::unique_lock lock(mutex_);
    waiting_.push_back(&work);
    pass_on();
    while (!work.done) {
      if (!work.leads && !wait(work, lock, patience)) return false;
      if (work.leads) lead(work, lock);
    }
    if (work.error) std::rethrow_exception(work.error);
    return true;
  }

  /// How many are under way or wait for it.
  std::size_t waiting() const {
    const std::lock_guard lock(mutex_);
    return waiting_.size() + under_way_;
  }

 private:
  // None waits much longer than its own share: what comes later is done later.
  static constexpr std::size_t most_together = 64;

  bool wait(Work& work, std::unique_lock<std::mutex>& lock, std::optional<microseconds> patience) {
    const auto its_turn = [&] { return work.done || work.leads; };
    if (patience && !work.turn.wait_for(lock, *patience, its_turn) && !work.under_way) {
      std::erase(waiting_, &work);
      return false;
    }
    work.turn.wait(lock, its_turn);
    return true;
  }

  /// The first of those that wait leads, where there is room for one more, once as many wait as are
  /// under way: a smaller part costs the others more than it gains.
  void pass_on() {
    if (free_ == 0 || waiting_.empty() || waiting_.size() < under_way_) return;
    if (waiting_.front()->leads) return;
    --free_;
    waiting_.front()->leads = true;
    waiting_.front()->turn.notify_one();
  }

  void lead(Work& leader, std::unique_lock<std::mutex>& lock) {
    leader.leads = false;
    if (const std::vector<Work*> works = take(); !works.empty()) {
      pass_on();
      lock.unlock();
      const std::size_t made = run(works);
      lock.lock();
      put_back(works, made);
    }
    ++free_;
    pass_on();
  }

  std::vector<Work*> take() {
    const auto most = static_cast<std::ptrdiff_t>(std::min(waiting_.size(), most_together));
    const std::vector<Work*> works(waiting_.begin(), waiting_.begin() + most);
    waiting_.erase(waiting_.begin(), waiting_.begin() + most);
    for (Work* work : works) work->under_way = true;
    under_way_ += works.size();
    return works;
  }

  /// Those that were not made are the first to go on.
  void put_back(const std::vector<Work*>& works, std::size_t made) {
    under_way_ -= works.size();
    for (Work* work : works) work->under_way = false;
    for (Work* work : std::span{works}.first(made)) {
      work->done = true;
      work->turn.notify_one();
    }
    waiting_.insert(waiting_.begin(), works.begin() + static_cast<std::ptrdiff_t>(made),
                    works.end());
  }

  std::size_t run(std::span<Work* const> works) {
    try {
      return do_some_(works);
    } catch (...) {
      const auto error = std::current_exception();
      if (works.size() == 1 || effect_unknown(error) || unavailable_for_others(error)) {
        for (Work* work : works) work->error = error;
        return works.size();
      }
    }
    std::exception_ptr unavailable;
    for (Work* const& work : works) {
      if (unavailable)
        work->error = unavailable;
      else
        run(std::span{&work, 1});
      if (!unavailable && work->error) unavailable = unavailable_for_others(work->error);
    }
    return works.size();
  }

  DoSome do_some_;
  mutable std::mutex mutex_;
  std::deque<Work*> waiting_;
  std::size_t under_way_ = 0;
  int free_;  ///< so many more parts may be under way
};

}  // namespace perfq::service
