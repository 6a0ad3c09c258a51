// Hands in jobs until SIGTERM: soak_submitter URL QUEUE SEED
// Each job that was acknowledged is a line of its output, at once: what comes after may be a kill.
#include "soak/until_told.hpp"
#include "support/seeded_random.hpp"

#include <perfq/error.hpp>
#include <perfq/queue.hpp>
#include <perfq/waiter.hpp>

#include <cstdlib>
#include <iostream>
#include <string>
#include <unistd.h>

namespace {

using perfq::test::SeededRandom;
using std::chrono::milliseconds;

constexpr int max_attempts = 5;

void acknowledge(perfq::JobId job) {
  const std::string line = std::to_string(job) + "\n";
  if (::write(STDOUT_FILENO, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
    throw std::runtime_error("can't write down job " + line);
}

std::string some_end(SeededRandom& random) {
  const int part = random.below(20);
  if (part < 2) return "hand_back";
  if (part < 5) return "fail_once";
  return part == 5 ? "fail" : "succeed";
}

perfq::NewJob some_job(SeededRandom& random, const std::string& queue) {
  perfq::NewJob job;
  job.queue = queue;
  job.payload =
      R"({"ms":)" + std::to_string(random.below(60)) + R"(,"end":")" + some_end(random) + R"("})";
  job.priority = random.below(3);
  job.max_attempts = max_attempts;
  job.backoff = milliseconds{20};
  if (random.percent(20)) job.delay = milliseconds{random.below(500)};
  if (random.percent(5)) job.time_limit = milliseconds{30};
  return job;
}

void submit_and_wait(perfq::Queue& queue, SeededRandom& random, perfq::NewJob job) {
  if (random.percent(50)) job.unique_key = "unit " + std::to_string(random.below(5));
  perfq::SubmitOptions options;
  options.cancel_if_abandoned = random.percent(50);
  options.waiter_lease = milliseconds{300 + random.below(500)};
  if (random.percent(30)) options.queue_timeout = milliseconds{50 + random.below(400)};
  const auto submitted = queue.submit(job, options);
  acknowledge(submitted.job);
  perfq::WaitRequest request;
  request.limit = milliseconds{random.below(300)};
  request.waiter = submitted.waiter;
  queue.wait(submitted.job, request);
}

void hand_in(perfq::Queue& queue, SeededRandom& random, const std::string& name) {
  if (random.percent(30)) return submit_and_wait(queue, random, some_job(random, name));
  std::vector<perfq::NewJob> jobs;
  for (int left = 1 + random.below(random.percent(10) ? 20 : 2); left > 0; --left)
    jobs.push_back(some_job(random, name));
  for (const auto& enqueued : queue.enqueue(jobs)) acknowledge(enqueued.job);
}

}  // namespace

int main(int count, char** words) {
  if (count != 4) return 2;
  const perfq::test::UntilTold until_told;
  SeededRandom random(std::strtoull(words[3], nullptr, 10));
  try {
    perfq::Queue queue = perfq::open(words[1]);
    while (!until_told.wait_for(random.below(60))) try {
        hand_in(queue, random, words[2]);
      } catch (const perfq::Error& error) {
        // A lost answer is known to be lost, and a server that is away comes back.
        if (!error.may_retry() && !error.effect_unknown()) throw;
      }
    return 0;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
