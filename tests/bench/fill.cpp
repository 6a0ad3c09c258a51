#include "bench/workloads.hpp"
#include "support/ended_jobs.hpp"

#include <algorithm>

namespace perfq::bench {

namespace {

void add(Queue queue, std::int64_t jobs, const std::function<NewJob(std::int64_t)>& make) {
  for (std::int64_t done = 0; done < jobs;) {
    std::vector<NewJob> batch;
    for (; done < jobs && batch.size() < 5'000; ++done) batch.push_back(make(done));
    queue.enqueue(batch);
  }
}

}  // namespace

std::function<Queue()> opener(const Place& place, const Options& options) {
  return [url = place.url(), durability = options.durability] {
    return perfq::open(url, {.durability = durability});
  };
}

NewJob job_number(std::int64_t number) {
  return {.queue = queue_name,
          .payload = R"({"commit":"8ce228758651cd5c90abd2a9da6fdf32","number":)" +
                     std::to_string(1'000'000 + number) + "}"};
}

void fill(const Place& place, const Options& options, std::int64_t jobs) {
  add(opener(place, options)(), jobs, job_number);
}

void fill_blocked(const Place& place, const Options& options, std::int64_t jobs) {
  add(opener(place, options)(), jobs, [](std::int64_t number) {
    NewJob job = job_number(number);
    job.affinity = "held-by-nobody";
    job.priority = 1;
    return job;
  });
}

void add_history(Place& place, std::int64_t jobs) {
  constexpr std::int64_t at_once = 50'000;
  for (std::int64_t first = 1; first <= jobs; first += at_once) {
    const std::int64_t last = std::min(jobs, first + at_once - 1);
    for (const std::string& part : test::history_of("bench", first, last)) place.run(part);
  }
}

}  // namespace perfq::bench
