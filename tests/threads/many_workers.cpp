#include "threads/many_workers.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

namespace perfq::test {

namespace {

constexpr std::array batch_sizes{1, 2, 7, 50, 200};

}  // namespace

void fill(Queue& queue, int jobs) {
  const std::vector<NewJob> batch(1000, NewJob{.queue = "q"});
  for (int done = 0; done < jobs; done += 1000) queue.enqueue(batch);
}

void ManyWorkers::complete(Queue& queue, const std::vector<Lease>& leases) {
  std::vector<Completion> completions;
  for (const Lease& lease : leases) completions.push_back({lease, ""});
  const auto answers = queue.complete(completions);
  const std::scoped_lock lock(mutex_);
  for (const Lease& lease : leases) jobs_.push_back(lease.job);
  refused_ += static_cast<int>(
      std::count_if(answers.begin(), answers.end(), [](Ack ack) { return ack != Ack::done; }));
}

void ManyWorkers::drain(Queue& queue, int number) {
  ClaimRequest request;
  request.queue = "q";
  request.worker = "thread " + std::to_string(number);
  request.max = batch_sizes[static_cast<std::size_t>(number) % batch_sizes.size()];
  while (true) {
    std::vector<Lease> leases;
    for (const auto& claimed : queue.claim(request).jobs) leases.push_back(claimed.lease());
    if (leases.empty()) return;
    complete(queue, leases);
  }
}

void ManyWorkers::check(Queue& queue, int jobs) {
  std::sort(jobs_.begin(), jobs_.end());
  CHECK(static_cast<int>(jobs_.size()) == jobs);
  CHECK(std::adjacent_find(jobs_.begin(), jobs_.end()) == jobs_.end());
  CHECK(refused_ == 0);
  const auto ended = queue.list({"q", JobState::succeeded, jobs + 1});
  CHECK(static_cast<int>(ended.size()) == jobs);
  CHECK(std::all_of(ended.begin(), ended.end(), [](const Job& job) { return job.leases == 1; }));
}

}  // namespace perfq::test
