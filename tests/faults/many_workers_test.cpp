#include "threads/many_workers.hpp"

#include "support/cli.hpp"
#include "support/number_in_environment.hpp"
#include "support/together.hpp"

#include <stdexcept>

using namespace perfq::test;

namespace {

constexpr int queues = 4;
constexpr int threads_a_queue = 15;
constexpr int processes = 4;

void work_in_processes(const CliStore& store, perfq::Queue& queue, int number,
                       ManyWorkers& workers) {
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
    workers.complete(queue, leases);
  }
}

void drain(const CliStore& store, std::vector<perfq::Queue>& open, ManyWorkers& workers) {
  together(queues * threads_a_queue + processes, [&](int number) {
    auto& queue = open[static_cast<std::size_t>(number % queues)];
    if (number < processes)
      work_in_processes(store, queue, number, workers);
    else
      workers.drain(queue, number);
  });
}

}  // namespace

// Q1 breaks with libqueue/queries/postgres/claim.sql:
//   s/ LIMIT $8 FOR UPDATE SKIP LOCKED) / LIMIT $8) /
TEST_CASE_TEMPLATE("64 workers with batches of all sizes: each job is claimed once, none is lost",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  std::vector<perfq::Queue> open;
  for (int number = 0; number < queues; ++number) open.push_back(perfq::open(store.url()));
  const auto job_count = static_cast<int>(number_in_environment("PERFQ_JOBS", 20'000));
  fill(open.front(), job_count);
  ManyWorkers workers;
  drain(store, open, workers);
  workers.check(open.front(), job_count);
  CHECK(store.run("doctor") == 0);
}
