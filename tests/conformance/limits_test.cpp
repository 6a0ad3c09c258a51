#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <vector>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

struct Mend {
  const char* what;
  std::function<void(NewJob&)> apply;
};

const std::string longest_name(255, 'n');
const std::string too_long_name(256, 'n');
const std::string with_nul{"a\0b", 3};
const std::string no_utf8 = "a\xff\x62";
const std::string surrogate = "\xed\xa0\x80";

const std::vector<Mend> refused{
    {"priority over 1000", [](NewJob& job) { job.priority = 1001; }},
    {"priority under -1000", [](NewJob& job) { job.priority = -1001; }},
    {"no attempts", [](NewJob& job) { job.max_attempts = 0; }},
    {"1001 attempts", [](NewJob& job) { job.max_attempts = 1001; }},
    {"no time", [](NewJob& job) { job.time_limit = 0us; }},
    {"time under 1 ms", [](NewJob& job) { job.time_limit = 999us; }},
    {"time over 100 days", [](NewJob& job) { job.time_limit = 2400h + 1us; }},
    {"negative delay", [](NewJob& job) { job.delay = -1us; }},
    {"negative backoff", [](NewJob& job) { job.backoff = -1us; }},
    {"empty queue", [](NewJob& job) { job.queue.clear(); }},
    {"empty kind", [](NewJob& job) { job.kind.clear(); }},
    {"long queue", [](NewJob& job) { job.queue = too_long_name; }},
    {"long kind", [](NewJob& job) { job.kind = too_long_name; }},
    {"long affinity", [](NewJob& job) { job.affinity = too_long_name; }},
    {"long key", [](NewJob& job) { job.unique_key = too_long_name; }},
    {"NUL in the queue", [](NewJob& job) { job.queue = with_nul; }},
    {"NUL in the kind", [](NewJob& job) { job.kind = with_nul; }},
    {"NUL in the affinity", [](NewJob& job) { job.affinity = with_nul; }},
    {"NUL in the key", [](NewJob& job) { job.unique_key = with_nul; }},
    {"no UTF-8 in the queue", [](NewJob& job) { job.queue = no_utf8; }},
    {"no UTF-8 in the key", [](NewJob& job) { job.unique_key = no_utf8; }},
    {"a surrogate in the kind", [](NewJob& job) { job.kind = surrogate; }},
    {"NUL in the payload", [](NewJob& job) { job.payload = '"' + with_nul + '"'; }},
    {"no UTF-8 in the payload", [](NewJob& job) { job.payload = '"' + no_utf8 + '"'; }},
    {"a payload that is no JSON", [](NewJob& job) { job.payload = "{"; }},
    {"an empty payload", [](NewJob& job) { job.payload.clear(); }},
    {"due time and delay", [](NewJob& job) { job.delay = 1s, job.run_at = from_us(1); }},
};

const std::vector<Mend> taken{
    {"priority 1000", [](NewJob& job) { job.priority = 1000; }},
    {"priority -1000", [](NewJob& job) { job.priority = -1000; }},
    {"one attempt", [](NewJob& job) { job.max_attempts = 1; }},
    {"1000 attempts", [](NewJob& job) { job.max_attempts = 1000; }},
    {"1 ms", [](NewJob& job) { job.time_limit = 1ms; }},
    {"100 days", [](NewJob& job) { job.time_limit = 2400h; }},
    {"no backoff", [](NewJob& job) { job.backoff = 0us; }},
    {"lowest rank", [](NewJob& job) { job.rank = INT64_MIN; }},
    {"highest rank", [](NewJob& job) { job.rank = INT64_MAX; }},
    {"long names", [](NewJob& job) { job.queue = job.kind = longest_name; }},
    {"long labels", [](NewJob& job) { job.affinity = job.unique_key = longest_name; }},
    {"a quote and a brace", [](NewJob& job) { job.kind = R"('";--{}$1)"; }},
    {"a bare number", [](NewJob& job) { job.payload = "-1.5e3"; }},
};

}  // namespace

TEST_CASE_FIXTURE(ClockedQueue, "what is out of its range is refused, and nothing is enqueued") {
  for (const Mend& bad : refused) {
    NewJob job;
    bad.apply(job);
    CHECK_MESSAGE(error_of([&] { queue.enqueue(job); }) == ErrorKind::invalid, bad.what);
  }
  CHECK(queue.list({}).empty());
}

TEST_CASE_FIXTURE(ClockedQueue, "what stands just inside of its range is taken as it is") {
  for (const Mend& good : taken) {
    NewJob job;
    good.apply(job);
    const Job found = look(queue, add(queue, job));
    CHECK_MESSAGE(found.priority == job.priority, good.what);
    CHECK_MESSAGE(found.rank == job.rank, good.what);
    CHECK_MESSAGE(found.max_attempts == job.max_attempts, good.what);
    CHECK_MESSAGE(found.queue + found.kind == job.queue + job.kind, good.what);
    CHECK_MESSAGE(found.affinity == job.affinity, good.what);
    CHECK_MESSAGE(found.unique_key == job.unique_key, good.what);
    CHECK_MESSAGE(found.payload == job.payload, good.what);
  }
}

// Q11 breaks with libqueue/store/valid_job.cpp: s/prefix + error.what()/error.what()/
// Q11 breaks with libqueue/service/queue.cpp: s/^  store::require_valid(jobs, .*;//
TEST_CASE_FIXTURE(
    ClockedQueue,
    "of many jobs with bad ones nothing is enqueued, and the first bad one is named") {
  for (const Mend& bad : refused) {
    std::vector<NewJob> jobs(40);
    bad.apply(jobs[16]);
    bad.apply(jobs[30]);
    const std::string message = message_of([&] { queue.enqueue(jobs); });
    CHECK_MESSAGE(message.find("17") != std::string::npos, bad.what << ": " << message);
  }
  CHECK(queue.list({}).empty());
  CHECK(queue.events(0).empty());
}

// Q16 breaks with libqueue/store/valid_job.cpp:
//   s/job.payload, payload_limit_bytes/& * 100/
TEST_CASE("a payload over the limit is refused by name, one of just the limit is not") {
  const TestStore store = open_test_store();
  Queue queue = open(store.url, {.payload_limit_bytes = 1000});
  const auto payload = [](std::size_t size) { return '"' + std::string(size - 2, 'x') + '"'; };
  CHECK(look(queue, add(queue, {.payload = payload(1000)})).payload == payload(1000));
  const std::string message = message_of([&] { add(queue, {.payload = payload(1001)}); });
  CHECK(message.find("payload") != std::string::npos);
  CHECK(message.find("1000") != std::string::npos);
}

TEST_CASE_FIXTURE(ClockedQueue, "unless said otherwise a payload may have 16 MiB") {
  const std::string most = '"' + std::string((16u << 20) - 2, 'x') + '"';
  add(queue, {.payload = most});
  CHECK(claim_one(queue).job.payload == most);
  CHECK(error_of([&] { add(queue, {.payload = ' ' + most}); }) == ErrorKind::invalid);
}
