#include "service/queue_impl.hpp"

#include "service/host.hpp"
#include "service/remaining.hpp"

namespace perfq {

namespace {

std::int64_t steady_us() {
  return std::chrono::duration_cast<microseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

Queue::Impl::Impl(OpenOptions options, std::string shown, service::Connections::Connect connect,
                  std::size_t connections, service::Connections::Connect connect_watcher)
    : options_(std::move(options)),
      shown_(std::move(shown)),
      connections_(std::move(connect), connections),
      shares_commits_(connections == 1),
      group_commit_([this](auto writes) { return write_together(writes); }),
      exchanges_([this](auto exchanges) { return exchange_together(exchanges); }),
      hints_(std::move(connect_watcher)),
      sweeps_(*options_.sweep_interval),
      looks_around_(*options_.sweep_interval * 100) {
  random_ = [this, draw = options_.random ? options_.random : service::system_random()] {
    const std::lock_guard lock(random_mutex_);
    return draw();
  };
}

Queue::Impl::~Impl() = default;

std::size_t Queue::Impl::write_together(std::span<SharedWrite* const> writes) {
  // Other processes wait for their turn: who holds it for long counts as stopped.
  constexpr std::int64_t long_us = 20'000;
  return with_context([&](store::Context& context) {
    store::Transaction transaction(context.database);
    const std::int64_t began = steady_us();
    std::size_t written = 0;
    do {
      // The database's lock may have been waited for: a lease counts from when it is given.
      store::Context own{context.database, clock_us(), context.random, context.actor};
      writes[written++]->operation(own);
    } while (written < writes.size() && steady_us() - began < long_us);
    transaction.commit();
    return written;
  });
}

store::Exchanged Queue::Impl::exchange(const store::Exchange& wanted, bool alone_from_top) {
  const auto alone = [&](store::Context& context) {
    const store::Exchange* const one = &wanted;
    return std::move(exchange_some(context, std::span{&one, 1}, alone_from_top).front());
  };
  if (shares_commits_) return write_with_others(Repeat::unsafe, alone);
  // What is large gains nothing from others, and would hold them up.
  constexpr std::size_t large = 16;
  if (alone_from_top || wanted.done.size() + wanted.tokens.size() > large)
    return attempt(Repeat::unsafe, [&] { return with_context(alone); });
  return attempt(Repeat::unsafe, [&] {
    // A server that takes longer for one may have gone silent: no reason for others to wait.
    constexpr microseconds patience = std::chrono::milliseconds{200};
    SharedExchange shared;
    shared.wanted = &wanted;
    // Of several labels it locks more for a moment than it takes, which others would pass over.
    shared.beside_others = service::LowEnds::is_of_one_lane(wanted.request);
    if (!exchanges_.commit(shared, patience)) return with_context(alone);
    return std::move(shared.answer);
  });
}

std::size_t Queue::Impl::exchange_together(std::span<SharedExchange* const> exchanges) {
  return with_context([&](store::Context& context) {
    std::vector<const store::Exchange*> wanted;
    for (const SharedExchange* exchange : exchanges) wanted.push_back(exchange->wanted);
    const std::size_t together = store::makes_together(context, wanted);
    auto answers = exchange_some(context, std::span{wanted}.first(together));
    for (std::size_t i = 0; i < together; ++i) exchanges[i]->answer = std::move(answers[i]);
    return together;
  });
}

std::vector<store::Exchanged> Queue::Impl::exchange_some(
    store::Context& context, std::span<const store::Exchange* const> exchanges, bool from_top) {
  const ClaimRequest& request = exchanges.front()->request;
  store::Look look;
  if (!from_top) look.from = low_ends_.next(request, service::LowEnds::Clock::now());
  try {
    auto answers = store::exchange(context, exchanges, look);
    low_ends_.note(request, look, service::LowEnds::Clock::now());
    return answers;
  } catch (...) {
    low_ends_.forget(request);
    throw;
  }
}

store::Swept Queue::Impl::sweep() {
  return write(Repeat::safe, store::sweep);
}

bool Queue::Impl::sweep_if_due() {
  if (!sweeps_.is_due(service::Pace::Clock::now())) return false;
  const microseconds looked = sweep().looked;
  sweeps_.took(looked, service::Pace::Clock::now());
  return true;
}

void Queue::Impl::work_arrived() {
  hints_.notify();
  if (own_hints_.is_due(service::Pace::Clock::now())) send_hint();
}

void Queue::Impl::send_hint() {
  // Who waits for a change of a file sees it.
  if (shares_commits_) return;
  try {
    auto loan = connections_.borrow();
    try {
      (*loan).hint();
    } catch (const Error&) {
      loan.broken();
      throw;
    }
  } catch (const Error&) {
    // The work is stored; those who wait in other processes find it when they next look.
  }
}

// Hints of work that arrived at once are left out (own_hints_): for a while after one it is looked
// for as if there were none.
Queue::Impl::IdleWait Queue::Impl::idle_wait(const ClaimRequest& request, int looks) {
  constexpr int looks_after_hint = 8;
  constexpr microseconds longest = std::chrono::seconds{11};
  constexpr IdleWait poll{service::poll_interval, true, false};
  if (looks < looks_after_hint) return poll;
  if (!hints_.are_heard()) {
    if (hints_.want_proof()) send_hint();
    return poll;
  }
  const auto change =
      read([&](store::Context& context) { return store::next_change(context, request); });
  if (!change || *change <= microseconds{0}) return poll;
  // Not all who wait at the same time.
  const microseconds quiet = longest + microseconds{random() % 2'000'000};
  return {std::min(*change, quiet), *change <= quiet, true};
}

bool Queue::Impl::wait_for_change(microseconds wait, std::stop_token stop) {
  return hints_.wait_past(hints_.seen(), wait, std::move(stop));
}

bool Queue::Impl::look_around_due() {
  return looks_around_.is_due(service::Pace::Clock::now());
}

std::uint64_t Queue::Impl::random() {
  return random_();
}

std::optional<std::int64_t> Queue::Impl::clock_us() const {
  if (!options_.clock) return std::nullopt;
  return to_us(options_.clock());
}

const std::string& Queue::Impl::actor_of(store::Database& database) {
  std::call_once(actor_once_,
                 [&] { actor_ = options_.actor.empty() ? database.role() : options_.actor; });
  return actor_;
}

}  // namespace perfq
