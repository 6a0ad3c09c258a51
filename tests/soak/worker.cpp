// A worker of the soak's farm: soak_worker URL QUEUE NAME SLOTS LEASE_MS
// A job's payload says how it goes: {"ms": how long, "end": "succeed", "fail",
// "fail_once", "hand_back"}
#include "soak/until_told.hpp"

#include <perfq/queue.hpp>
#include <perfq/worker.hpp>

#include <nlohmann/json.hpp>

#include <condition_variable>
#include <cstdlib>
#include <iostream>
#include <mutex>

namespace {

perfq::Verdict work(const perfq::Claimed& job, std::stop_token stop) {
  const auto orders = nlohmann::json::parse(job.job.payload);
  std::mutex mutex;
  std::condition_variable_any told;
  std::unique_lock lock(mutex);
  told.wait_for(lock, stop, std::chrono::milliseconds{orders.at("ms").get<int>()},
                [] { return false; });
  const std::string end = orders.at("end");
  if (end == "fail") return perfq::Failed{"as ordered", true};
  if (end == "fail_once" && job.attempt == 1) return perfq::Failed{"as ordered"};
  if (end == "hand_back" && job.job.releases < 3) return perfq::HandedBack{"as ordered"};
  return perfq::Succeeded{R"({"by":")" + job.job.worker + R"("})"};
}

}  // namespace

int main(int count, char** words) {
  if (count != 6) return 2;
  try {
    const perfq::test::UntilTold until_told;
    perfq::Queue queue = perfq::open(words[1]);
    perfq::WorkerOptions options;
    options.queue = words[2];
    options.worker = words[3];
    options.threads = std::atoi(words[4]);
    options.lease = std::chrono::milliseconds{std::atoi(words[5])};
    perfq::Worker worker(queue, options, work);
    until_told.wait();
    worker.stop();
    worker.wait();
    return 0;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
