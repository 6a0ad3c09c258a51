#pragma once

#include "service/connections.hpp"
#include "service/group_commit.hpp"
#include "service/hints.hpp"
#include "service/low_ends.hpp"
#include "service/pace.hpp"
#include "service/patience.hpp"
#include "store/exchange.hpp"
#include "store/sweep.hpp"

#include <perfq/queue.hpp>

#include <atomic>
#include <chrono>
#include <type_traits>

namespace perfq {

/// Whether a call that may have taken effect unheard can be made again without harm.
enum class Repeat { safe, unsafe };

/// What an open queue is made of. The benchmark layer runs its own statements through the same
/// three doors: `read`, `write` (a transaction) and `single` (one statement, which is a transaction
/// where the database has no cheaper way).
class Queue::Impl {
 public:
  Impl(OpenOptions options, std::string shown, service::Connections::Connect connect,
       std::size_t connections, service::Connections::Connect connect_watcher);
  ~Impl();

  template <class F>
  auto read(F&& operation) {
    return attempt(Repeat::safe, [&] { return with_context(operation); });
  }

  template <class F>
  auto single(Repeat repeat, F&& operation) {
    if (shares_commits_) return write_with_others(repeat, operation);
    return attempt(repeat, [&] { return with_context(operation); });
  }

  template <class F>
  auto write(Repeat repeat, F&& operation) {
    if (shares_commits_) return write_with_others(repeat, operation);
    return attempt(repeat, [&] {
      return with_context(
          [&](store::Context& context) { return in_transaction(context, operation); });
    });
  }

  /// A call that must not be repeated blindly. Where the answer to its commit was lost `find`
  /// looks, in a call of its own, what it did; it is made again only where that finds nothing.
  template <class Call, class Find>
  auto once(Call&& call, Find&& find) {
    service::Patience patience(options_.give_up_after);
    while (true) {
      std::optional<Error> lost;
      try {
        return call();
      } catch (const Error& error) {
        if (!error.effect_unknown()) throw;
        lost = error;
      }
      if (auto found = found_after(*lost, find)) return std::move(*found);
      if (!patience.wait(random())) throw std::move(*lost);
    }
  }

  /// Hands in and claims: on PostgreSQL together with what other threads want at the same time, and
  /// from where the last look ended; or else alone and from the top.
  store::Exchanged exchange(const store::Exchange& wanted, bool alone_from_top);

  /// Where claims begin to look.
  service::LowEnds& low_ends() { return low_ends_; }

  /// Does a little of what no worker does for itself.
  store::Swept sweep();

  /// The same where it is time for it although there is enough to claim; whether it was.
  bool sweep_if_due();

  /// What `write` would answer; nothing of it stays.
  template <class F>
  auto rehearse(F&& operation) {
    return read([&](store::Context& context) {
      const store::Transaction rolled_back(context.database);
      return operation(context);
    });
  }

  /// Outside of any transaction, without repeats.
  template <class F>
  auto with_connection(F&& operation) {
    auto loan = connections_.borrow();
    return operation(*loan);
  }

  /// After a commit that may have made work: wakes who waits, here and in other processes.
  void work_arrived();

  /// Old events of no job left and, unless `only_of_jobs`, of no group left or of neither, and
  /// sessions that ended before; in small transactions.
  void prune_traces(microseconds age, bool only_of_jobs);

  struct IdleWait {
    microseconds wait;
    bool for_change;  ///< then there may be something that no hint tells of
    bool quiet;       ///< until then there is nothing
  };

  /// How long a claim that has found nothing, so many times since a hint, may wait before it looks
  /// again by itself.
  IdleWait idle_wait(const ClaimRequest& request, int looks);

  /// After a commit that others may follow: wakes who waits in this process.
  void something_changed() { hints_.notify(); }

  /// After a commit that ended jobs. Other processes hear only of those that somebody waits for.
  void jobs_ended(bool waited) { waited ? work_arrived() : something_changed(); }

  bool wait_for_change(microseconds wait, std::stop_token stop);

  /// For a look that may find nothing: taken before it, so that no change falls between look and
  /// wait.
  std::uint64_t changes_seen() { return hints_.seen(); }

  bool wait_past(std::uint64_t seen, microseconds wait, std::stop_token stop) {
    return hints_.wait_past(seen, wait, std::move(stop));
  }

  /// Whether it is time for a claim to see to what takes hours: a hundredth as often.
  bool look_around_due();

  /// Whether the last call for events ended there: whoever goes on has missed nothing.
  bool has_read_events_to(std::int64_t cursor) const { return cursor == events_read_to_; }

  void note_events_read(std::int64_t cursor) { events_read_to_ = cursor; }

  const OpenOptions& options() const { return options_; }

  const std::string& shown() const { return shown_; }

  std::uint64_t random();

  store::Tokens fresh_tokens(int number) { return store::fresh_tokens(random_, number); }

 private:
  /// Where the database gives no answer the effect stays unknown.
  template <class Find>
  auto found_after(const Error& lost, Find& find) -> decltype(read(find)) {
    try {
      return read(find);
    } catch (const Error&) {
      throw Error(lost);
    }
  }

  template <class F>
  auto in_transaction(store::Context& context, F& operation) {
    store::Transaction transaction(context.database);
    if constexpr (std::is_void_v<decltype(operation(context))>) {
      operation(context);
      transaction.commit();
    } else {
      auto answer = operation(context);
      transaction.commit();
      return answer;
    }
  }

  /// One connection serves all threads: what they write at the same time is one transaction.
  template <class F>
  auto write_with_others(Repeat repeat, F& operation) {
    using Answer = decltype(operation(std::declval<store::Context&>()));
    return attempt(repeat, [&] {
      if constexpr (std::is_void_v<Answer>) {
        SharedWrite write{[&](store::Context& context) { operation(context); }};
        group_commit_.commit(write);
      } else {
        std::optional<Answer> answer;
        SharedWrite write{[&](store::Context& context) { answer.emplace(operation(context)); }};
        group_commit_.commit(write);
        return std::move(*answer);
      }
    });
  }

  /// A write of one thread.
  struct SharedWrite : service::Shared {
    explicit SharedWrite(std::function<void(store::Context&)> write)
        : operation(std::move(write)) {}

    std::function<void(store::Context&)> operation;
  };

  struct SharedExchange : service::Shared {
    const store::Exchange* wanted = nullptr;
    store::Exchanged answer = {};
  };

  std::size_t write_together(std::span<SharedWrite* const> writes);
  std::size_t exchange_together(std::span<SharedExchange* const> exchanges);
  std::vector<store::Exchanged> exchange_some(store::Context& context,
                                              std::span<const store::Exchange* const> exchanges,
                                              bool from_top = false);

  void send_hint();

  template <class F>
  auto with_context(F&& operation) {
    auto loan = connections_.borrow();
    try {
      store::Context context{*loan, clock_us(), random_, actor_of(*loan)};
      return operation(context);
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::unavailable) loan.broken();
      throw;
    }
  }

  template <class Call>
  auto attempt(Repeat repeat, Call&& call) {
    service::Patience patience(options_.give_up_after);
    while (true) {
      try {
        return call();
      } catch (const Error& error) {
        const bool again = error.may_retry() || (error.effect_unknown() && repeat == Repeat::safe);
        if (!again || !patience.wait(random())) throw;
      }
    }
  }

  std::optional<std::int64_t> clock_us() const;
  const std::string& actor_of(store::Database& database);

  OpenOptions options_;
  std::string shown_;
  service::Connections connections_;
  const bool shares_commits_;
  service::GroupCommit<SharedWrite> group_commit_;
  service::GroupCommit<SharedExchange> exchanges_;
  service::LowEnds low_ends_;
  service::Hints hints_;
  service::Pace own_hints_{std::chrono::milliseconds{2}};
  service::Pace sweeps_;
  service::Pace looks_around_;
  std::mutex random_mutex_;
  std::function<std::uint64_t()> random_;
  std::once_flag actor_once_;
  std::string actor_;
  std::atomic<std::int64_t> events_read_to_{0};
};

}  // namespace perfq
