#include "bench/job_run.hpp"
#include "bench/sessions.hpp"

#include <perfq/bench_runner.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <mutex>
#include <thread>

namespace perfq {

namespace {

using bench::JobEnd;
using bench::JobReport;
using Clock = std::chrono::steady_clock;

constexpr microseconds claim_slice = std::chrono::seconds{1};

BenchRunEnd end_of(JobEnd end) {
  switch (end) {
    case JobEnd::succeeded:
      return BenchRunEnd::succeeded;
    case JobEnd::released:
      return BenchRunEnd::nothing;
    case JobEnd::lost:
      return BenchRunEnd::lost;
    case JobEnd::failed:
    case JobEnd::not_started:
      break;
  }
  return BenchRunEnd::failed;
}

BenchRunJob ended_job(const ClaimedBench& claimed, const JobReport& job) {
  return {.job = claimed.claimed.job.id,
          .sha = claimed.bench ? claimed.bench->sha : std::string{},
          .attempt = claimed.claimed.attempt,
          .end = end_of(job.end),
          .message = job.message};
}

/// One slot of a collector: claims and runs one job after another.
class Slot {
 public:
  /// `takeover` is shared by the slots of a run, and spent by their first claim.
  Slot(Fleet& fleet, const BenchRun& run, const std::string& session, bench::JobRunner& jobs,
       std::atomic<bool>& takeover)
      : fleet_(fleet), run_(run), session_(session), jobs_(jobs), takeover_(takeover) {}

  BenchRunReport work();

 private:
  FleetAnswer claim();
  /// Nothing where the database gave no answer that a later claim won't get.
  std::optional<FleetAnswer> claim_patiently();
  /// Nothing while it is worth asking again.
  std::optional<BenchRunReport> refused(const FleetAnswer& answer);
  bool run_out_of_wait() const;

  Fleet& fleet_;
  const BenchRun& run_;
  const std::string& session_;
  bench::JobRunner& jobs_;
  std::atomic<bool>& takeover_;
  BenchRunReport report_;
  Clock::time_point waiting_since_ = Clock::now();
  std::optional<Clock::time_point> other_session_until_;
};

FleetAnswer Slot::claim() {
  const bool waits = run_.wait.has_value();
  FleetAnswer answer = fleet_.claim({.collector = run_.collector,
                                     .session = session_,
                                     .version = run_.version,
                                     .lease = run_.lease,
                                     .wait = waits ? claim_slice : microseconds{0},
                                     .takeover = takeover_,
                                     .stop = run_.soft_stop});
  // A session that takes over from this one later on is not to be ended in its turn.
  takeover_ = false;
  return answer;
}

// What a claim took whose answer was lost comes back with its lease's end.
std::optional<FleetAnswer> Slot::claim_patiently() {
  try {
    return claim();
  } catch (const Error& error) {
    const bool later = error.effect_unknown() || (error.may_retry() && !run_out_of_wait());
    if (!later || !(run_.loop || run_.wait)) throw;
    if (run_.say) run_.say(std::string{"no answer to a claim, asked again: "} + error.what());
  }
  fleet_.queue().wait_for_change(claim_slice, run_.soft_stop);
  return std::nullopt;
}

bool Slot::run_out_of_wait() const {
  if (!run_.wait) return true;
  return *run_.wait >= microseconds{0} && Clock::now() - waiting_since_ >= *run_.wait;
}

// An older session that is silent loses its leases when they run out; one that renews them is
// alive.
std::optional<BenchRunReport> Slot::refused(const FleetAnswer& answer) {
  if (answer.refusal == FleetRefusal::unknown_collector)
    throw Error(ErrorKind::not_found, answer.reason);
  BenchRunReport report = report_;
  report.message = answer.reason;
  if (answer.quarantined_until && !run_out_of_wait()) {
    fleet_.queue().wait_for_change(claim_slice, run_.soft_stop);
    return std::nullopt;
  }
  if (answer.refusal == FleetRefusal::draining) {
    report.end = BenchRunEnd::refused;
    return report;
  }
  if (answer.refusal == FleetRefusal::wrong_version) {
    report.end = BenchRunEnd::wrong_version;
    report.required_version = answer.required_version;
    report.sha = answer.sha;
    return report;
  }
  if (answer.refusal == FleetRefusal::slots_in_use) {
    report.end = BenchRunEnd::conflict;
    if (!run_.loop && !run_.wait) return report;
    const auto now = Clock::now();
    if (answer.held_by_this_session) other_session_until_.reset();
    if (!other_session_until_)
      other_session_until_ = now + answer.lease_left + std::chrono::milliseconds{500};
    if (now >= *other_session_until_) return report;
    fleet_.queue().wait_for_change(
        std::min(claim_slice, std::max(answer.lease_left, microseconds{10'000})), run_.soft_stop);
    return std::nullopt;
  }
  other_session_until_.reset();
  if (!run_out_of_wait()) return std::nullopt;
  return report_;
}

BenchRunReport Slot::work() {
  while (!run_.soft_stop.stop_requested()) {
    const auto claimed_at = Clock::now();
    const std::optional<FleetAnswer> answer = claim_patiently();
    if (!answer) continue;
    if (answer->jobs.empty()) {
      if (auto report = refused(*answer)) return *report;
      continue;
    }
    const ClaimedBench& claimed = answer->jobs.front();
    const JobReport job = jobs_.run(claimed, claimed_at);
    if (job.end != JobEnd::not_started) ++report_.jobs_run;
    if (run_.ended) run_.ended(ended_job(claimed, job));
    if (!run_.loop || job.end == JobEnd::not_started || run_.hard_stop.stop_requested()) {
      report_.end = end_of(job.end);
      report_.message = job.message;
      return report_;
    }
    if (run_.say && !job.message.empty()) run_.say(job.message);
    waiting_since_ = Clock::now();
  }
  return report_;
}

/// What all slots came to: what must be told counts before jobs that were run, and those before
/// nothing.
BenchRunReport together(const std::vector<BenchRunReport>& reports, bool loop) {
  BenchRunReport all = reports.front();
  int jobs_run = 0;
  const auto weight = [](BenchRunEnd end) { return end == BenchRunEnd::nothing ? 0 : 1; };
  for (const BenchRunReport& report : reports) {
    jobs_run += report.jobs_run;
    if (weight(report.end) > weight(all.end)) all = report;
  }
  all.jobs_run = jobs_run;
  if (loop && all.end == BenchRunEnd::nothing && all.jobs_run > 0) all.end = BenchRunEnd::succeeded;
  return all;
}

/// The same, telling whoever listens one thing at a time.
BenchRun told_in_turn(const BenchRun& given, std::mutex& turn) {
  BenchRun run = given;
  if (given.say)
    run.say = [&turn, say = given.say](std::string_view line) {
      const std::lock_guard lock(turn);
      say(line);
    };
  if (given.ended)
    run.ended = [&turn, ended = given.ended](const BenchRunJob& job) {
      const std::lock_guard lock(turn);
      ended(job);
    };
  return run;
}

/// What one slot is told holds for all of the collector.
bool refuses_all(BenchRunEnd end) {
  return end == BenchRunEnd::refused || end == BenchRunEnd::wrong_version;
}

std::vector<BenchRunReport> run_slots(Fleet& fleet, const BenchRun& given, std::string session,
                                      int slots) {
  BenchRun run = given;
  std::stop_source no_more;
  run.soft_stop = no_more.get_token();
  const std::stop_callback passes_on(given.soft_stop, [&] { no_more.request_stop(); });
  bench::JobRunner jobs(fleet.queue(), run, session);
  std::atomic<bool> takeover = run.takeover;
  std::vector<BenchRunReport> reports(static_cast<std::size_t>(slots));
  std::vector<std::exception_ptr> errors(reports.size());
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < reports.size(); ++i)
      threads.emplace_back([&, i] {
        try {
          reports[i] = Slot(fleet, run, session, jobs, takeover).work();
          const bool first = refuses_all(reports[i].end) && no_more.request_stop();
          if (first && slots > 1 && run.say)
            run.say(reports[i].message + "; what runs is finished, nothing more is claimed");
        } catch (...) {
          errors[i] = std::current_exception();
          no_more.request_stop();
        }
      });
  }
  for (const std::exception_ptr& error : errors)
    if (error) std::rethrow_exception(error);
  return reports;
}

}  // namespace

BenchRunReport run_bench(Fleet& fleet, const BenchRun& given) {
  std::mutex turn;
  const BenchRun run = told_in_turn(given, turn);
  bench::end_leftovers_of(fleet.queue(), run.collector);
  const std::string session = fleet.queue().start_session(run.collector, run.version, run.lease);
  const bench::SessionEnd ends(fleet.queue(), session);
  const auto collector = fleet.collector(run.collector);
  const int slots = run.loop && collector ? collector->slots : 1;
  return together(run_slots(fleet, run, session, slots), run.loop);
}

}  // namespace perfq
