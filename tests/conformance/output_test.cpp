#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

TEST_CASE_FIXTURE(ClockedQueue, "the last output of a running job is kept, and replaced") {
  const JobId job = add(queue);
  const Lease lease = claim_one(queue).lease();
  CHECK_FALSE(queue.output(job).has_value());
  CHECK(queue.keep_output(lease, "one") == Ack::done);
  CHECK(queue.output(job) == "one");
  CHECK(queue.keep_output(lease, "two\nthree") == Ack::done);
  CHECK(queue.output(job) == "two\nthree");
  CHECK(queue.output(job, 1) == "two\nthree");
}

TEST_CASE_FIXTURE(ClockedQueue, "each lease keeps its own output") {
  const JobId job = add(queue);
  const Lease first = claim_one(queue).lease();
  queue.keep_output(first, "first");
  queue.fail({.lease = first, .error = "no", .retry_in = 0us});
  const Lease second = claim_one(queue).lease();
  CHECK(queue.output(job) == "first");
  queue.keep_output(second, "second");
  CHECK(queue.output(job) == "second");
  CHECK(queue.output(job, 1) == "first");
  CHECK(queue.output(job, 2) == "second");
  CHECK_FALSE(queue.output(job, 3).has_value());
}

TEST_CASE_FIXTURE(ClockedQueue, "an ended lease keeps no more output") {
  const JobId job = add(queue);
  const Lease lease = claim_one(queue).lease();
  queue.keep_output(lease, "in time");
  queue.complete(lease);
  CHECK(queue.keep_output(lease, "late") == Ack::lease_lost);
  CHECK(queue.output(job) == "in time");
}

TEST_CASE_FIXTURE(ClockedQueue, "output that is no text is cleaned, and not refused") {
  const JobId job = add(queue);
  const Lease lease = claim_one(queue).lease();
  CHECK(queue.keep_output(lease, std::string{"a\0b\xff\x63", 5}) == Ack::done);
  CHECK(queue.output(job) == "a\uFFFDb\uFFFDc");
}
