#include "submitter.hpp"

#include "compile.hpp"
#include "environment.hpp"
#include "patience.hpp"

#include <perfq/child.hpp>

#include <exception>
#include <filesystem>
#include <unistd.h>
#include <utility>

namespace compile_farm {
namespace {

using namespace std::chrono_literals;
using perfq::Job;
using perfq::JobId;

// An attempt is lost with each worker that is shut down under it.
constexpr int max_attempts = 6;
constexpr std::size_t payload_limit_bytes = 512u << 20;

std::string name_of_this_process() {
  return "perfq-cc@" + host_name() + ":" + std::to_string(getpid());
}

// The compiler here runs under the job's lease, and the submitter goes on waiting meanwhile.
class OwnLease : public perfq::LeaseKeeper {
 public:
  OwnLease(perfq::Queue& queue, perfq::Lease lease, std::string waiter)
      : queue_(queue), lease_(std::move(lease)), waiter_(std::move(waiter)) {}

  std::optional<perfq::Beat> renew(std::string_view, const std::vector<perfq::StepReport>&) final {
    queue_.wait(lease_.job, {.limit = 0us, .waiter = waiter_});
    const auto renewals = queue_.heartbeat(std::span{&lease_, 1}, 0us);
    return perfq::Beat{.lost = !renewals.front().renewed, .cancel = renewals.front().cancel};
  }

 private:
  perfq::Queue& queue_;
  perfq::Lease lease_;
  std::string waiter_;
};

// This process, or the machine, was suspended for longer than its waiter lease.
bool was_abandoned(const Job& job) {
  return job.state == perfq::JobState::cancelled && job.error == "nobody waits for it any more";
}

perfq::Ack report(perfq::Queue& queue, const perfq::Lease& lease, const perfq::Verdict& verdict) {
  if (const auto* done = std::get_if<perfq::Succeeded>(&verdict))
    return queue.complete(lease, done->result_json);
  if (const auto* failed = std::get_if<perfq::Failed>(&verdict))
    return queue.fail({.lease = lease, .error = failed->error, .permanent = failed->permanent});
  return queue.release({.lease = lease, .reason = std::get<perfq::HandedBack>(verdict).reason});
}

}  // namespace

Submitter::Submitter(const Settings& settings, std::string compiler, std::string label)
    : settings_(settings),
      compiler_(std::move(compiler)),
      label_(std::move(label)),
      name_(name_of_this_process()),
      queue_(patiently([&] {
        return perfq::open(settings.database, {.payload_limit_bytes = payload_limit_bytes});
      })) {}

std::optional<Job> Submitter::get_compiled(const Unit& unit, std::stop_token stop) {
  stop_ = std::move(stop);
  const std::string key = key_of(unit, label_);
  auto job = patiently([&] { return queue_.find_result(settings_.queue, key); }, stop_);
  while (!job || was_abandoned(*job)) {
    job = wait_or_compile(submit(unit, key));
    if (!job) break;
  }
  return job;
}

JobId Submitter::submit(const Unit& unit, const std::string& key) {
  const perfq::NewJob job{.queue = settings_.queue,
                          .kind = "compile",
                          .payload = to_json(unit),
                          .affinity = label_,
                          .unique_key = key,
                          .max_attempts = max_attempts,
                          .time_limit = 1h,
                          .backoff = 1s};
  const perfq::SubmitOptions options{
      .waiter = name_, .queue_timeout = settings_.queue_timeout, .cancel_if_abandoned = true};
  return patiently([&] { return queue_.submit(job, options); }, stop_).job;
}

std::optional<Job> Submitter::wait(JobId job, std::chrono::microseconds limit) {
  return patiently(
      [&] { return queue_.wait(job, {.limit = limit, .waiter = name_, .stop = stop_}); }, stop_);
}

std::optional<Job> Submitter::wait_or_compile(JobId job) {
  if (!settings_.local_after) return wait(job, -1us);
  std::optional<Job> ended = wait(job, *settings_.local_after);
  while (!ended && !stop_.stop_requested()) {
    compile_here(job);
    ended = wait(job, 500ms);
  }
  return ended;
}

void Submitter::compile_here(JobId job) {
  const auto asked_at = Clock::now();
  const perfq::ClaimAnswer answer = patiently([&] {
    return queue_.claim({.queue = settings_.queue,
                         .worker = name_,
                         .affinities = {label_},
                         .job = job,
                         .version = label_});
  });
  for (const perfq::Claimed& claimed : answer.jobs) {
    const perfq::Verdict verdict = compiled(claimed, asked_at);
    patiently([&] { return report(queue_, claimed.lease(), verdict); });
  }
}

perfq::Verdict Submitter::compiled(const perfq::Claimed& claimed, Clock::time_point leased_at) {
  OwnLease keeper(queue_, claimed.lease(), name_);
  try {
    const auto place = std::filesystem::canonical(std::filesystem::temp_directory_path());
    return compile(claimed.job, {.compiler = compiler_, .folder = place, .leased_at = leased_at},
                   keeper, stop_);
  } catch (const std::exception& error) {
    return perfq::Failed{.error = error.what()};
  }
}

}  // namespace compile_farm
