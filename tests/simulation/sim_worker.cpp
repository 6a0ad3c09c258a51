#include "simulation/sim_worker.hpp"

#include <algorithm>

namespace perfq::test {

namespace {

const Lease& any_of(const std::vector<Lease>& leases, SeededRandom& random) {
  return leases[static_cast<std::size_t>(random.below(static_cast<int>(leases.size())))];
}

std::string named(const Lease& lease) {
  return "job " + std::to_string(lease.job) + " (" + lease.token.substr(0, 4) + ")";
}

std::string result_of(const Lease& lease) {
  return "\"" + lease.token + "\"";
}

std::string in_words(Ack ack) {
  if (ack == Ack::done) return "done";
  return ack == Ack::lease_lost ? "lost" : "not found";
}

}  // namespace

void SimWorker::act() {
  if (world_.clock.now() < asleep_until_) return;
  const int what = world_.random.below(100);
  if (what < 4) return crash();
  if (what < 8) {
    asleep_until_ = world_.clock.now() + usual_lease * (1 + world_.random.below(3)) / 2;
    return world_.tell(name_ + " stalls");
  }
  if (what < 20 && !past_.empty()) return repeat_itself();
  if (held_.empty() || (what < 35 && held_.size() < 4)) return claim();
  if (what < 60) return heartbeat();
  act_on_a_lease();
}

bool SimWorker::work_honestly() {
  held_.clear();
  asleep_until_ = {};
  claim();
  const std::vector<Lease> claimed = held_;
  for (const Lease& lease : claimed) complete(lease);
  return !claimed.empty();
}

void SimWorker::start() {
  session_ = world_.queue.start_session(name_, "v1", usual_lease);
}

void SimWorker::claim() {
  if (session_.empty()) start();
  const ClaimRequest request{.worker = name_,
                             .affinities = labels_,
                             .session = session_,
                             .max = 1 + world_.random.below(3),
                             .lease = usual_lease};
  const bool hands_in = !held_.empty() && world_.random.percent(50);
  const ClaimAnswer answer = hands_in ? hand_in(request) : world_.queue.claim(request);
  for (const Claimed& claimed : answer.jobs) {
    world_.tell(name_ + " claims " + named(claimed.lease()));
    world_.promises.leased(name_, claimed, world_.clock.now());
    held_.push_back(claimed.lease());
    numbers_[claimed.token] = claimed.job.leases;
  }
}

ClaimAnswer SimWorker::hand_in(const ClaimRequest& request) {
  const Lease lease = any_of(held_, world_.random);
  const Completion completion{lease, result_of(lease)};
  auto [acks, claimed] = world_.queue.complete_and_claim(std::span{&completion, 1}, request);
  end("complete", lease, acks.front(), completion.result_json);
  return std::move(claimed);
}

void SimWorker::crash() {
  world_.tell(name_ + " crashes");
  past_.insert(past_.end(), held_.begin(), held_.end());
  held_.clear();
  session_.clear();
}

void SimWorker::heartbeat() {
  for (const Renewal& renewal : world_.queue.heartbeat(held_, usual_lease, session_)) {
    world_.tell(name_ + " renews " + named(renewal.lease) + (renewal.renewed ? "" : ": lost"));
    if (renewal.renewed)
      world_.promises.renewed(renewal.lease, *renewal.lease_expires_at);
    else {
      world_.promises.not_renewed(renewal.lease);
      drop(renewal.lease);
    }
    if (renewal.renewed && renewal.cancel && world_.random.percent(60)) release(renewal.lease);
  }
}

void SimWorker::act_on_a_lease() {
  const Lease lease = any_of(held_, world_.random);
  const int what = world_.random.below(100);
  if (what < 20) return step(lease);
  if (what < 65) return complete(lease);
  if (what < 85) return fail(lease);
  release(lease);
}

// Whatever it says of a lease that is over, it says it of the lease and not of the job.
void SimWorker::repeat_itself() {
  const Lease lease = any_of(past_, world_.random);
  const int what = world_.random.below(4);
  if (what == 0) return step(lease);
  if (what == 1) return complete(lease);
  if (what == 2) return fail(lease);
  release(lease);
}

void SimWorker::step(const Lease& lease) {
  const StepReport report{.step = "s" + std::to_string(world_.random.below(3)),
                          .state = StepState::done};
  const Ack ack = world_.queue.report_steps(lease, std::span{&report, 1});
  world_.tell(name_ + " steps in " + named(lease) + ": " + in_words(ack));
  if (ack == Ack::done) return world_.promises.stepped(lease);
  world_.promises.lost(lease);
  drop(lease);
}

void SimWorker::complete(const Lease& lease) {
  end("complete", lease, world_.queue.complete(lease, result_of(lease)), result_of(lease));
}

void SimWorker::fail(const Lease& lease) {
  const Failure failure{.lease = lease,
                        .error = "by chance",
                        .permanent = world_.random.percent(20),
                        .retry_in = std::chrono::seconds{world_.random.below(40)}};
  end("fail", lease, world_.queue.fail(failure));
}

void SimWorker::release(const Lease& lease) {
  end("release", lease, world_.queue.release({.lease = lease, .reason = "by chance"}));
}

void SimWorker::end(const std::string& call, const Lease& lease, Ack ack,
                    const std::string& result) {
  world_.tell(name_ + ' ' + call + "s " + named(lease) + ": " + in_words(ack));
  if (ack == Ack::done && was_cancelled(lease))
    world_.promises.cancelled(lease);
  else if (ack == Ack::done)
    world_.promises.ended(lease, call, result);
  else
    world_.promises.lost(lease);
  drop(lease);
}

// Such a lease takes any end but a completion, and is what it was.
bool SimWorker::was_cancelled(const Lease& lease) {
  for (const Attempt& attempt : world_.queue.attempts(lease.job))
    if (attempt.lease == numbers_.at(lease.token)) return attempt.outcome == Outcome::cancelled;
  return false;
}

void SimWorker::drop(const Lease& lease) {
  const auto same = [&](const Lease& other) { return other.token == lease.token; };
  if (std::erase_if(held_, same) > 0) past_.push_back(lease);
}

}  // namespace perfq::test
