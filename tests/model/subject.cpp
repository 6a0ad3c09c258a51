#include "model/subject.hpp"

#include "model/describe.hpp"

#include <algorithm>
#include <array>

namespace perfq::test {

using namespace std::chrono_literals;
using Kind = Action::Kind;

namespace {

std::string history_of(const std::vector<Attempt>& attempts, const std::vector<Step>& steps) {
  std::string text;
  for (const Attempt& attempt : attempts)
    if (attempt.outcome) text += describe(attempt);
  for (const Step& step : steps) text += describe(step);
  return text;
}

std::string differ(std::size_t number, const std::string& model, const std::string& here) {
  return "job " + std::to_string(number) + "\n model: " + model + " here:  " + here;
}

}  // namespace

std::size_t Subject::number_of(JobId job) const {
  const auto found = std::lower_bound(ids_.begin(), ids_.end(), job);
  return static_cast<std::size_t>(found - ids_.begin());
}

Lease Subject::lease_of(const Action& action) const {
  const auto token = tokens_.find({action.job, action.lease});
  return {ids_[action.job], token == tokens_.end() ? "invented" : token->second};
}

std::string Subject::apply(const Action& action) {
  switch (action.kind) {
    case Kind::enqueue:
      return enqueue(action);
    case Kind::claim:
      return claim(action);
    case Kind::advance:
      q_.clock.advance(action.length);
      return {};
    case Kind::drain:
      q_.queue.drain(action.worker);
      return {};
    case Kind::resume:
      q_.queue.resume(action.worker);
      return {};
    default:
      return ids_.empty() ? std::string{} : on_job(action);
  }
}

std::string Subject::on_job(const Action& action) {
  Queue& queue = q_.queue;
  const Lease lease = lease_of(action);
  switch (action.kind) {
    case Kind::heartbeat:
      return heartbeat(lease, action);
    case Kind::complete:
      return answer_of(queue.complete(lease, result_of(action)));
    case Kind::fail:
      return answer_of(queue.fail(
          {.lease = lease, .error = "no", .permanent = action.flag, .retry_in = action.length}));
    case Kind::release:
      return answer_of(queue.release({.lease = lease, .avoid = action.flag ? action.length : 0us}));
    case Kind::step:
      return answer_of(queue.report_steps(lease, std::array{action.step}));
    case Kind::cancel:
      return answer_of(queue.cancel(lease.job));
    default:
      return answer_of(queue.retry(lease.job));
  }
}

// Whether an enqueue sweeps before it or after is nobody's business but a lapsed job's with the
// key.
std::string Subject::enqueue(const Action& action) {
  sweep(q_.queue);
  const Enqueued enqueued = q_.queue.enqueue(action.what);
  if (enqueued.created) ids_.push_back(enqueued.job);
  return answer_of(number_of(enqueued.job), enqueued.created);
}

std::string Subject::claim(const Action& action) {
  const ClaimAnswer claimed = q_.queue.claim({.worker = action.worker,
                                              .affinities = action.labels,
                                              .only_labelled = action.flag,
                                              .version = action.worker + "-version",
                                              .max = action.max,
                                              .lease = lease_length(action)});
  if (!claimed.refused.empty()) return "refused";
  std::string answer;
  for (const Claimed& one : claimed.jobs) {
    const std::size_t number = number_of(one.job.id);
    tokens_[{number, one.job.leases}] = one.token;
    std::vector<Step> done;
    for (const std::string& step : one.steps_done) {
      done.emplace_back().step = step;
      done.back().state = StepState::done;
    }
    answer += describe_claimed(number, one.job, done);
  }
  return answer;
}

std::string Subject::heartbeat(const Lease& lease, const Action& action) {
  const Renewal renewal = q_.queue.heartbeat(std::array{lease}, lease_length(action)).at(0);
  if (!renewal.renewed) return "lost";
  return describe_renewal(renewal.cancel, renewal.drain, renewal.lease_expires_at);
}

std::string Subject::history(std::size_t number) {
  return history_of(q_.queue.attempts(ids_[number]), q_.queue.steps(ids_[number]));
}

std::string Subject::difference(const Reference& model, const std::vector<std::size_t>& changed) {
  std::vector<Job> jobs = q_.queue.list({});
  std::reverse(jobs.begin(), jobs.end());
  if (jobs.size() != model.entries().size()) return "it has another number of jobs";
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    const std::string expected = describe(model.entries()[i].job);
    if (describe(jobs[i]) != expected) return differ(i, expected, describe(jobs[i]));
  }
  for (const std::size_t i : changed) {
    const Reference::Entry& entry = model.entries()[i];
    const std::string expected = history_of(entry.attempts, entry.steps);
    const std::string here = history(i);
    if (here != expected) return differ(i, '\n' + expected, '\n' + here);
  }
  return {};
}

}  // namespace perfq::test
