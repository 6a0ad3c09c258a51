#include "bench/workloads.hpp"

#include <perfq/fleet.hpp>
#include <perfq/suite.hpp>

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace perfq::bench {

namespace {

constexpr int looks = 50;

/// The real one: 12 jobs for a master.
Suite real_suite() {
  std::ifstream file(PERFQ_BENCH_SUITE);
  if (!file) throw std::runtime_error("cannot read " PERFQ_BENCH_SUITE);
  return parse_suite(std::string(std::istreambuf_iterator<char>(file), {}));
}

void fill_fleet(Fleet& fleet, const Options& options) {
  fleet.load_suite(real_suite());
  std::vector<NewRequest> requests;
  for (int number = 1; number <= options.requests; ++number)
    requests.push_back({.sha = fmt::format("{:040x}", number)});
  fleet.enqueue(requests);
  for (int number = 0; number < options.collectors; ++number)
    fleet.add_collector({.id = fmt::format("collector-{}", number), .target = "x86_64-linux"});
}

}  // namespace

Report status(Place& place, const Options& options) {
  const auto open = opener(place, options);
  {
    Queue queue = open();
    Fleet fleet(queue);
    fill_fleet(fleet, options);
  }
  place.settle();
  return run_crew(open, options, [](Part& part) {
    Fleet fleet(part.queue);
    for (int look = 0; look < looks; ++look)
      part.measure([&] { return fleet.status(StatusQuery{}).queue.queued > 0; });
  });
}

}  // namespace perfq::bench
