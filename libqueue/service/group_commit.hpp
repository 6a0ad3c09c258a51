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

/// What one thread wants done, and where that stands; kinds of work derive from it.
struct Shared {
  bool beside_others = false;  ///< may be under way at the same time as another part
  std::condition_variable turn = {};
  bool under_way = false;
  bool done = false;
  bool leads = false;
  std::exception_ptr error = nullptr;
};

/// Whether what failed so may have taken effect.
bool effect_unknown(const std::exception_ptr& error);
/// What to tell others whose turn had not come, where the database is away, or locked for longer
/// than one is to wait; else nothing.
std::exception_ptr same_for_others(const std::exception_ptr& error);

/// Threads that want something at the same time get it together, and so for one wait for the disk
/// or one round trip: what came while something was under way is done next, in the order in which
/// it came. One that throws takes nothing from the others: all are then made again, each alone.
/// Of what may be under way beside others two parts may be at a time.
template <class Work>
class GroupCommit {
 public:
  /// Does some, at least the first, and commits them; says how many. Throws where it did not
  /// commit.
  using DoSome = std::function<std::size_t(std::span<Work* const>)>;

  explicit GroupCommit(DoSome do_some) : do_some_(std::move(do_some)) {}

  /// Returns once the work is committed; throws what kept it from being so. It is done in any of
  /// the threads that wait here, and more than once where it has to. False: what is under way has
  /// taken longer than the patience, and nobody has begun with this; once somebody has, it waits
  /// for as long as that takes.
  bool commit(Work& work, std::optional<microseconds> patience = {}) {
    std::unique_lock lock(mutex_);
    waiting_.push_back(&work);
    pass_on();
    while (work.leads || !work.done) {
      if (work.leads)
        lead(work, lock);
      else if (!wait(work, lock, patience))
        return false;
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
  // While one waits for the disk another computes; of more each would be smaller (0008).
  static constexpr int most_parts = 2;

  bool wait(Work& work, std::unique_lock<std::mutex>& lock, std::optional<microseconds> patience) {
    const auto its_turn = [&] { return work.done || work.leads; };
    if (patience && !work.turn.wait_for(lock, *patience, its_turn) && !work.under_way) {
      std::erase(waiting_, &work);
      pass_on();
      return false;
    }
    work.turn.wait(lock, its_turn);
    return true;
  }

  /// Lets the first of those that wait lead a part, where there is room for one more, once as many
  /// wait as are under way: a smaller part costs the others more than it gains.
  void pass_on() {
    if (parts_ == most_parts || waiting_.empty() || waiting_.size() < under_way_) return;
    Work& first = *waiting_.front();
    if (first.leads || !may_begin(first)) return;
    ++parts_;
    first.leads = true;
    first.turn.notify_one();
  }

  bool may_begin(const Work& work) const {
    return under_way_ == 0 || (work.beside_others && under_way_alone_ == 0);
  }

  // Were it left by an exception (out of memory) others would wait for ever: rather the program
  // ends.
  void lead(Work& leader, std::unique_lock<std::mutex>& lock) noexcept {
    leader.leads = false;
    if (const std::vector<Work*> works = take(); !works.empty()) {
      pass_on();
      lock.unlock();
      const std::size_t made = run(works);
      lock.lock();
      put_back(works, made);
    }
    --parts_;
    pass_on();
  }

  std::vector<Work*> take() {
    std::vector<Work*> works;
    while (!waiting_.empty() && works.size() < most_together && may_begin(*waiting_.front())) {
      Work* const work = waiting_.front();
      waiting_.pop_front();
      works.push_back(work);
      work->under_way = true;
    }
    under_way_ += works.size();
    under_way_alone_ += alone_of(works);
    return works;
  }

  /// Those that were not made are the first to go on.
  void put_back(const std::vector<Work*>& works, std::size_t made) {
    under_way_ -= works.size();
    under_way_alone_ -= alone_of(works);
    for (Work* work : works) work->under_way = false;
    for (Work* work : std::span{works}.first(made)) {
      work->done = true;
      work->turn.notify_one();
    }
    waiting_.insert(waiting_.begin(), works.begin() + static_cast<std::ptrdiff_t>(made),
                    works.end());
  }

  static std::size_t alone_of(const std::vector<Work*>& works) {
    return static_cast<std::size_t>(std::count_if(
        works.begin(), works.end(), [](const Work* work) { return !work->beside_others; }));
  }

  std::size_t run(std::span<Work* const> works) {
    try {
      return do_some_(works);
    } catch (...) {
      const auto error = std::current_exception();
      if (works.size() == 1 || effect_unknown(error) || same_for_others(error)) {
        for (Work* work : works) work->error = error;
        return works.size();
      }
    }
    std::exception_ptr same;
    for (Work* const& work : works) {
      if (same)
        work->error = same;
      else
        run(std::span{&work, 1});
      if (!same && work->error) same = same_for_others(work->error);
    }
    return works.size();
  }

  DoSome do_some_;
  mutable std::mutex mutex_;
  std::deque<Work*> waiting_;
  std::size_t under_way_ = 0;
  std::size_t under_way_alone_ = 0;  ///< of them, those that may not be beside others
  int parts_ = 0;                    ///< under way, or about to be
};

}  // namespace perfq::service
