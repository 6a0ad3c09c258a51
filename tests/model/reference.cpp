#include "model/reference.hpp"

#include "model/describe.hpp"

#include <algorithm>

namespace perfq::test {

using namespace std::chrono_literals;
using Kind = Action::Kind;

namespace {

constexpr microseconds grace = 15s;

Attempt attempt_of(const Job& job) {
  Attempt attempt;
  attempt.lease = job.leases;
  attempt.attempt = job.charged + 1;
  attempt.worker = job.worker;
  attempt.version = job.version;
  attempt.started_at = *job.claimed_at;
  return attempt;
}

}  // namespace

void Reference::settle(Action& action) const {
  if (entries_.empty()) return;
  action.job = static_cast<std::size_t>(action.pick % entries_.size());
  const int leases = entries_[action.job].job.leases;
  const bool stale = (action.pick >> 32) % 4 == 0;
  action.lease =
      stale && leases > 0
          ? 1 + static_cast<int>((action.pick >> 40) % static_cast<std::uint64_t>(leases))
          : leases;
}

std::string Reference::apply(const Action& action) {
  if (action.kind == Kind::enqueue) return enqueue(action);
  if (action.kind == Kind::advance) now_ += action.length;
  if (action.kind == Kind::drain) drained_.insert(action.worker);
  if (action.kind == Kind::resume) drained_.erase(action.worker);
  if (action.kind == Kind::claim) return claim(action);
  if (entries_.empty()) return {};
  switch (action.kind) {
    case Kind::heartbeat:
      return heartbeat(action);
    case Kind::complete:
      return complete(action);
    case Kind::fail:
      return fail(action);
    case Kind::release:
      return release(action);
    case Kind::step:
      return step(action);
    case Kind::cancel:
      return cancel(action);
    case Kind::retry:
      return retry(action);
    default:
      return {};
  }
}

bool Reference::lapsed(const Job& job) const {
  return job.state == JobState::running && *job.lease_expires_at <= now_;
}

bool Reference::overdue(const Job& job) const {
  return *job.claimed_at + job.time_limit <= now_;
}

bool Reference::held(const Action& action) const {
  const Job& job = entries_[action.job].job;
  return job.state == JobState::running && job.leases == action.lease;
}

// What ends an attempt cancels the job where somebody asked for that.
void Reference::stop_or(Entry& entry, JobState state, Outcome outcome, bool charge,
                        microseconds delay) {
  if (entry.job.cancel_requested)
    end(entry, JobState::cancelled, Outcome::cancelled, false, 0us);
  else
    end(entry, state, outcome, charge, delay);
}

void Reference::end(Entry& entry, JobState state, Outcome outcome, bool charge,
                    microseconds delay) {
  Job& job = entry.job;
  Attempt attempt = attempt_of(job);
  attempt.charged = charge;
  attempt.outcome = outcome;
  attempt.ended_at = now_;
  entry.attempts.push_back(attempt);
  job.charged += charge;
  job.state = state;
  job.outcome = outcome;
  job.lease_expires_at.reset();
  job.cancel_requested = false;
  entry.avoided_until = {};
  if (state == JobState::queued && delay > 0us) job.run_at = now_ + delay;
  if (is_terminal(state)) job.ended_at = now_;
}

// Lapsed jobs that may not be leased again end here; the others wait for a claim.
void Reference::sweep() {
  for (Entry& entry : entries_) {
    const Job& job = entry.job;
    if (!lapsed(job)) continue;
    const bool last = job.charged + 1 >= job.max_attempts;
    const JobState state = last ? JobState::failed : JobState::queued;
    if (overdue(job))
      stop_or(entry, state, Outcome::timed_out, true, 0us);
    else if (last || job.cancel_requested)
      stop_or(entry, state, Outcome::lost, true, 0us);
  }
}

std::optional<std::size_t> Reference::bearer(const std::string& key) const {
  for (std::size_t i = 0; i < entries_.size(); ++i)
    if (!is_terminal(entries_[i].job.state) && entries_[i].job.unique_key == key) return i;
  return std::nullopt;
}

std::string Reference::enqueue(const Action& action) {
  sweep();
  const NewJob& what = action.what;
  if (!what.unique_key.empty())
    if (const auto twin = bearer(what.unique_key)) return answer_of(*twin, false);
  Job job;
  job.affinity = what.affinity;
  job.priority = what.priority;
  job.rank = what.rank;
  job.unique_key = what.unique_key;
  job.max_attempts = what.max_attempts;
  job.time_limit = what.time_limit;
  job.created_at = now_;
  job.run_at = now_ + what.delay;
  entries_.push_back({job, {}, {}, {}, {}});
  return answer_of(entries_.size() - 1, true);
}

bool Reference::claimable(const Entry& entry, const Action& action) const {
  const Job& job = entry.job;
  const bool labelled =
      std::find(action.labels.begin(), action.labels.end(), job.affinity) != action.labels.end();
  if (job.affinity.empty() ? action.flag : !labelled) return false;
  if (job.state == JobState::queued)
    return job.run_at <= now_ && !(entry.avoided_by == action.worker && entry.avoided_until > now_);
  return lapsed(job) && !job.cancel_requested && !overdue(job) &&
         job.charged + 1 < job.max_attempts;
}

std::string Reference::claim(const Action& action) {
  sweep();
  if (drained_.contains(action.worker)) return "refused";
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < entries_.size(); ++i)
    if (claimable(entries_[i], action)) order.push_back(i);
  const auto place = [&](std::size_t i) {
    const Job& job = entries_[i].job;
    const bool own = job.state == JobState::running && job.worker == action.worker;
    return std::tuple(!own, -job.priority, job.rank, job.run_at, i);
  };
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return place(a) < place(b); });
  order.resize(std::min(order.size(), static_cast<std::size_t>(action.max)));
  std::string answer;
  for (const std::size_t i : order) {
    lease(entries_[i], action);
    answer += describe_claimed(i, entries_[i].job, entries_[i].steps);
  }
  return answer;
}

void Reference::lease(Entry& entry, const Action& action) {
  Job& job = entry.job;
  if (job.state == JobState::running) end(entry, JobState::queued, Outcome::lost, true, 0us);
  job.state = JobState::running;
  job.worker = action.worker;
  job.version = action.worker + "-version";
  ++job.leases;
  job.claimed_at = now_;
  job.lease_expires_at = now_ + std::min(lease_length(action), job.time_limit + grace);
  if (!job.started_at) job.started_at = now_;
}

std::string Reference::heartbeat(const Action& action) {
  Job& job = entries_[action.job].job;
  const Timestamp end = job.claimed_at.value_or(Timestamp{}) + job.time_limit + grace;
  if (!held(action) || end <= now_) return "lost";
  job.lease_expires_at = std::min(now_ + lease_length(action), end);
  return describe_renewal(job.cancel_requested, drained_.contains(job.worker),
                          job.lease_expires_at);
}

// The lease is not held: by its attempt's end the call was made before, or is stale.
std::string Reference::look_back(const Action& action, Outcome own) const {
  for (const Attempt& attempt : entries_[action.job].attempts) {
    if (attempt.lease != action.lease) continue;
    const bool unclear = attempt.outcome == Outcome::cancelled ||
                         (own == Outcome::failed && attempt.outcome == Outcome::timed_out);
    if (unclear && own != Outcome::succeeded) return {};
    return answer_of(attempt.outcome == own ? Ack::done : Ack::lease_lost);
  }
  return answer_of(Ack::lease_lost);
}

std::string Reference::complete(const Action& action) {
  if (!held(action)) return look_back(action, Outcome::succeeded);
  Entry& entry = entries_[action.job];
  end(entry, JobState::succeeded, Outcome::succeeded, true, 0us);
  entry.job.result = result_of(action);
  return answer_of(Ack::done);
}

std::string Reference::fail(const Action& action) {
  if (!held(action)) return look_back(action, Outcome::failed);
  Entry& entry = entries_[action.job];
  const bool final = action.flag || entry.job.charged + 1 >= entry.job.max_attempts;
  stop_or(entry, final ? JobState::failed : JobState::queued, Outcome::failed, true, action.length);
  return answer_of(Ack::done);
}

std::string Reference::release(const Action& action) {
  if (!held(action)) return look_back(action, Outcome::released);
  Entry& entry = entries_[action.job];
  const bool charge = ++entry.job.releases % 20 == 0;
  const bool last = charge && entry.job.charged + 1 >= entry.job.max_attempts;
  stop_or(entry, last ? JobState::failed : JobState::queued, Outcome::released, charge, 0us);
  if (action.flag) {
    entry.avoided_by = entry.job.worker;
    entry.avoided_until = now_ + action.length;
  }
  return answer_of(Ack::done);
}

std::string Reference::step(const Action& action) {
  if (!held(action)) return answer_of(Ack::lease_lost);
  std::vector<Step>& steps = entries_[action.job].steps;
  auto step = std::find_if(steps.begin(), steps.end(),
                           [&](const Step& one) { return one.step == action.step.step; });
  const bool fresh = step == steps.end();
  if (fresh)
    step = steps.insert(
        steps.end(),
        Step{.step = action.step.step, .error = {}, .result_json = {}, .ended_at = {}});
  if (!fresh && step->state == StepState::done) return answer_of(Ack::done);
  step->state = action.step.state;
  step->lease = action.lease;
  if (fresh || step->state == StepState::start) step->started_at = now_;
  step->ended_at.reset();
  if (step->state != StepState::start) step->ended_at = now_;
  std::sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) {
    return std::tie(a.started_at, a.step) < std::tie(b.started_at, b.step);
  });
  return answer_of(Ack::done);
}

std::string Reference::cancel(const Action& action) {
  Job& job = entries_[action.job].job;
  if (job.state == JobState::cancelled) return answer_of(Change::unchanged);
  if (is_terminal(job.state)) return answer_of(Change::refused);
  if (job.state == JobState::queued) {
    job.state = JobState::cancelled;
    job.outcome = Outcome::cancelled;
    job.ended_at = now_;
    return answer_of(Change::done);
  }
  job.cancel_requested = true;
  sweep();
  return answer_of(job.state == JobState::running ? Change::requested : Change::done);
}

std::string Reference::retry(const Action& action) {
  Entry& entry = entries_[action.job];
  Job& job = entry.job;
  if (job.state == JobState::queued) return answer_of(Change::unchanged);
  if (job.state == JobState::running) return answer_of(Change::refused);
  if (!job.unique_key.empty() && bearer(job.unique_key)) return answer_of(Change::conflict);
  if (job.state == JobState::succeeded) entry.steps.clear();
  job.state = JobState::queued;
  job.run_at = now_;
  job.charged = job.releases = 0;
  job.outcome.reset();
  job.result.clear();
  job.ended_at.reset();
  entry.avoided_until = {};
  return answer_of(Change::done);
}

}  // namespace perfq::test
