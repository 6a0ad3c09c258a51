#include "simulation/world.hpp"

#include "fleet/history.hpp"

#include <nlohmann/json.hpp>

#include <stdexcept>

namespace perfq::test {

namespace {

using nlohmann::json;

constexpr int most_attempts = 4;
constexpr int most_jobs = 24;

LoggedEvent logged(const Event& event) {
  const json data = event.data.empty() ? json::object() : json::parse(event.data);
  LoggedEvent logged{.cursor = event.cursor, .type = event.type, .job = event.job};
  if (event.group != 0) logged.sha = std::to_string(event.group);
  logged.collector = event.worker;
  const auto text = [&](const char* name) {
    return data.contains(name) && data[name].is_string() ? data[name].get<std::string>() : "";
  };
  logged.session = text("session");
  logged.outcome = text("outcome");
  logged.lease = data.value("lease", 0);
  logged.finishes = data.value("finishes", 0);
  logged.charged = data.value("charged", false);
  return logged;
}

PastLease past(const Attempt& attempt) {
  return {.job = attempt.job,
          .lease = attempt.lease,
          .charged = attempt.charged,
          .collector = attempt.worker,
          .session = attempt.session,
          .token = std::to_string(attempt.job) + '/' + std::to_string(attempt.lease),
          .outcome = std::string{to_text(*attempt.outcome)},
          .started_at_us = to_us(attempt.started_at),
          .ended_at_us = to_us(*attempt.ended_at)};
}

History history_of(World& world) {
  History history{.max_attempts = most_attempts};
  for (std::int64_t cursor = 0;;) {
    const auto events = world.queue.events(cursor);
    if (events.empty()) break;
    cursor = events.back().cursor;
    for (const Event& event : events) history.events.push_back(logged(event));
  }
  for (const JobId id : world.jobs) {
    const auto job = world.queue.find(id);
    if (!job) continue;
    history.jobs_not_ended += is_terminal(job->state) ? 0 : 1;
    history.leases_under_way += job->state == JobState::running ? 1 : 0;
    for (const Attempt& attempt : world.queue.attempts(id))
      if (attempt.outcome) history.leases.push_back(past(attempt));
  }
  return history;
}

NewJob random_job(SeededRandom& random) {
  NewJob job{.priority = random.below(3), .max_attempts = 1 + random.below(most_attempts)};
  if (random.percent(30)) job.affinity = random.percent(50) ? "a" : "b";
  if (random.percent(15)) job.unique_key = "key" + std::to_string(random.below(3));
  if (random.percent(15)) job.delay = std::chrono::seconds{random.below(120)};
  if (random.percent(20)) job.time_limit = std::chrono::seconds{45 + random.below(90)};
  job.required = !random.percent(20);
  return job;
}

void submit(World& world) {
  std::vector<NewJob> jobs;
  for (int left = 1 + world.random.below(3); left > 0; --left)
    jobs.push_back(random_job(world.random));
  if (world.random.percent(40)) {
    for (NewJob& job : jobs) job.unique_key.clear();
    const GroupId group = world.queue.enqueue_group("request", jobs);
    for (const Job& job : world.queue.group_jobs(group)) world.jobs.push_back(job.id);
    world.tell("submits group " + std::to_string(group));
    return;
  }
  for (const Enqueued& one : world.queue.enqueue(jobs)) {
    if (one.created) world.jobs.push_back(one.job);
    world.tell((one.created ? "submits job " : "joins job ") + std::to_string(one.job));
  }
}

void retry(World& world, JobId job) {
  const bool had_ended = is_terminal(world.queue.find(job)->state);
  if (world.queue.retry(job) != Change::done) return;
  if (!had_ended) throw std::logic_error("a job that had not ended was retried");
  world.promises.retried(job);
  world.tell("retries job " + std::to_string(job));
}

}  // namespace

World::World(std::uint64_t seed)
    : random(seed),
      queue(open("sqlite::memory:", {.clock = clock.reader(),
                                     .random = SeededRandom(seed + 1),
                                     .durability = Durability::normal,
                                     .sweep_interval = microseconds{0}})) {}

std::vector<std::string> World::faults() {
  promises.compare(queue);
  std::vector<std::string> all = promises.faults();
  for (const std::string& fault : faults_in(history_of(*this))) all.push_back(fault);
  return all;
}

void operate(World& world, const std::vector<std::string>& workers) {
  SeededRandom& random = world.random;
  const int what = random.below(100);
  const bool room = static_cast<int>(world.jobs.size()) < most_jobs;
  if ((what < 60 && room) || world.jobs.empty()) return submit(world);
  const JobId job =
      world.jobs[static_cast<std::size_t>(random.below(static_cast<int>(world.jobs.size())))];
  const std::string& worker =
      workers[static_cast<std::size_t>(random.below(static_cast<int>(workers.size())))];
  if (what < 75) {
    world.tell("cancels job " + std::to_string(job));
    world.queue.cancel(job);
  } else if (what < 85) {
    retry(world, job);
  } else if (what < 90) {
    world.tell("drains " + worker);
    world.queue.drain(worker);
  } else {
    world.tell("resumes " + worker);
    world.queue.resume(worker);
  }
}

}  // namespace perfq::test
