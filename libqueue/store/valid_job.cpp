#include "core/text.hpp"
#include "store/enqueue.hpp"

#include <perfq/error.hpp>

#include <nlohmann/json.hpp>

namespace perfq::store {

namespace {

void require(bool good, const char* message) {
  if (!good) throw Error(ErrorKind::invalid, message);
}

void require_valid(const NewJob& job, std::size_t payload_limit_bytes) {
  using namespace std::chrono_literals;
  core::require_name("the queue", job.queue);
  core::require_name("the kind", job.kind);
  if (!job.affinity.empty()) core::require_name("the affinity", job.affinity);
  if (!job.unique_key.empty()) core::require_name("the unique key", job.unique_key);
  core::require_text("the payload", job.payload, payload_limit_bytes);
  require(nlohmann::json::accept(job.payload), "the payload is not JSON");
  require(job.priority >= -1000 && job.priority <= 1000, "the priority is not from -1000 to 1000");
  require(job.max_attempts >= 1 && job.max_attempts <= 1000, "the attempts are not from 1 to 1000");
  require(job.time_limit >= 1ms && job.time_limit <= 2400h,
          "the time limit is not from 1 ms to 100 days");
  require(job.backoff >= 0us && job.backoff <= 2400h, "the backoff is not from 0 to 100 days");
  require(job.delay >= 0us && job.delay <= 876'000h, "the delay is not from 0 to 100 years");
  require(job.delay == 0us || !job.run_at, "both a due time and a delay are given: give one");
}

}  // namespace

void require_valid(std::span<const NewJob> jobs, std::size_t payload_limit_bytes) {
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    try {
      require_valid(jobs[i], payload_limit_bytes);
    } catch (const Error& error) {
      if (jobs.size() == 1) throw;
      throw Error(error.kind(), "job " + std::to_string(i + 1) + ": " + error.what(),
                  Error::Effect::none, i + 1);
    }
  }
}

}  // namespace perfq::store
