#include "threads/many_workers.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

namespace perfq::test {

namespace {

constexpr std::array batch_sizes{1, 2, 7, 50, 200};

std::vector<Completion> completions_of(const std::vector<Lease>& leases) {
  std::vector<Completion> completions;
  for (const Lease& lease : leases) completions.push_back({lease, ""});
  return completions;
}

std::vector<Lease> leases_of(const std::vector<Claimed>& jobs) {
  std::vector<Lease> leases;
  for (const Claimed& claimed : jobs) leases.push_back(claimed.lease());
  return leases;
}

}  // namespace

void fill(Queue& queue, int jobs) {
  const std::vector<NewJob> batch(1000, NewJob{.queue = "q"});
  for (int done = 0; done < jobs; done += 1000) queue.enqueue(batch);
}

void ManyWorkers::complete(Queue& queue, const std::vector<Lease>& leases) {
  note(leases);
  note(queue.complete(completions_of(leases)));
}

void ManyWorkers::note(const std::vector<Lease>& claimed) {
  const std::scoped_lock lock(mutex_);
  for (const Lease& lease : claimed) jobs_.push_back(lease.job);
}

void ManyWorkers::note(const std::vector<Ack>& acks) {
  const std::scoped_lock lock(mutex_);
  refused_ += static_cast<int>(
      std::count_if(acks.begin(), acks.end(), [](Ack ack) { return ack != Ack::done; }));
}

std::vector<Lease> ManyWorkers::hand_in(Queue& queue, const std::vector<Lease>& done,
                                        const ClaimRequest& request) {
  const auto [acks, claimed] = queue.complete_and_claim(completions_of(done), request);
  note(acks);
  const std::vector<Lease> leases = leases_of(claimed.jobs);
  note(leases);
  return leases;
}

void ManyWorkers::drain(Queue& queue, int number) {
  ClaimRequest request;
  request.queue = "q";
  request.worker = "thread " + std::to_string(number);
  request.max = batch_sizes[static_cast<std::size_t>(number) % batch_sizes.size()];
  const bool hands_in = number % 2 == 1;
  std::vector<Lease> held;
  do {
    if (hands_in) {
      held = hand_in(queue, held, request);
    } else {
      held = leases_of(queue.claim(request).jobs);
      complete(queue, held);
    }
  } while (!held.empty());
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
