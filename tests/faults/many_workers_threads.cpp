#include "support/cli.hpp"
#include "support/together.hpp"

#include <perfq/queue.hpp>

#include <algorithm>
#include <array>
#include <mutex>
#include <stdexcept>

using namespace perfq::test;

namespace {

constexpr int job_count = 20'000;
constexpr int queues = 4;
constexpr int threads_a_queue = 15;
constexpr int processes = 4;
constexpr std::array batch_sizes{1, 2, 7, 50, 200};

void fill(perfq::Queue& queue) {
  perfq::NewJob job;
  job.queue = "q";
  const std::vector<perfq::NewJob> batch(1000, job);
  for (int done = 0; done < job_count; done += 1000) queue.enqueue(batch);
}

/// What all workers got, each under its lock's protection.
class Claims {
 public:
  void complete(perfq::Queue& queue, const std::vector<perfq::Lease>& leases) {
    std::vector<perfq::Completion> completions;
    for (const auto& lease : leases) completions.push_back({lease, ""});
    const auto answers = queue.complete(completions);
    const std::scoped_lock lock(mutex_);
    for (const auto& lease : leases) jobs_.push_back(lease.job);
    refused_ += static_cast<int>(std::count_if(
        answers.begin(), answers.end(), [](perfq::Ack ack) { return ack != perfq::Ack::done; }));
  }

  std::vector<perfq::JobId> sorted() {
    std::sort(jobs_.begin(), jobs_.end());
    return jobs_;
  }

  int refused() const { return refused_; }

 private:
  std::mutex mutex_;
  std::vector<perfq::JobId> jobs_;
  int refused_ = 0;
};

void work_in_thread(perfq::Queue& queue, int number, Claims& claims) {
  perfq::ClaimRequest request;
  request.queue = "q";
  request.worker = "thread " + std::to_string(number);
  request.max = batch_sizes[static_cast<std::size_t>(number) % batch_sizes.size()];
  while (true) {
    std::vector<perfq::Lease> leases;
    for (const auto& claimed : queue.claim(request).jobs) leases.push_back(claimed.lease());
    if (leases.empty()) return;
    claims.complete(queue, leases);
  }
}

void work_in_processes(const CliStore& store, perfq::Queue& queue, int number, Claims& claims) {
  while (true) {
    const auto claimed = store.run(
        {"claim", "--queue", "q", "--max", "300", "--worker", "process " + std::to_string(number)});
    if (claimed.exit == 3) return;
    if (claimed.exit != 0) throw std::runtime_error(claimed.err);
    std::vector<perfq::Lease> leases;
    for (const auto& line : lines_of(claimed.out)) {
      const auto job = Json::parse(line);
      leases.push_back({job.at("job").get<perfq::JobId>(), job.at("token").get<std::string>()});
    }
    claims.complete(queue, leases);
  }
}

void drain(const CliStore& store, std::vector<perfq::Queue>& open, Claims& claims) {
  together(queues * threads_a_queue + processes, [&](int number) {
    auto& queue = open[static_cast<std::size_t>(number % queues)];
    if (number < processes)
      work_in_processes(store, queue, number, claims);
    else
      work_in_thread(queue, number, claims);
  });
}

}  // namespace

TEST_CASE_TEMPLATE("64 workers with batches of all sizes: each job is claimed once, none is lost",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  std::vector<perfq::Queue> open;
  for (int number = 0; number < queues; ++number) open.push_back(perfq::open(store.url()));
  fill(open.front());
  Claims claims;
  drain(store, open, claims);

  const auto jobs = claims.sorted();
  CHECK(jobs.size() == job_count);
  CHECK(std::adjacent_find(jobs.begin(), jobs.end()) == jobs.end());
  CHECK(claims.refused() == 0);
  const auto ended = open.front().list({"q", perfq::JobState::succeeded, job_count + 1});
  CHECK(ended.size() == job_count);
  CHECK(std::all_of(ended.begin(), ended.end(),
                    [](const perfq::Job& job) { return job.leases == 1; }));
  CHECK(store.run("doctor") == 0);
}
