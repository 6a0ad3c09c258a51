// A worker of a compile farm: claims units of the compilers that it has, as many at once as it has
// slots. The first SIGTERM lets those that run be finished, the second hands them back.

#include "farm_worker.hpp"
#include "signals.hpp"
#include "worker_options.hpp"

#include <cstdio>
#include <exception>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <vector>

namespace {

using namespace compile_farm;

void run(const FarmWorkerOptions& options) {
  std::stop_source soft;
  std::stop_source hard;
  const OnSignals on_signals([&] {
    if (!soft.request_stop()) hard.request_stop();
  });
  FarmWorker farm_worker(options);
  perfq::Worker& worker = farm_worker.worker();
  const std::stop_callback stop(soft.get_token(), [&] { worker.stop(); });
  const std::stop_callback stop_hard(hard.get_token(), [&] { worker.stop_hard(); });
  std::printf("perfq-farm-worker: %s compiles, %d at once\n", options.name.c_str(), options.slots);
  std::fflush(stdout);
  worker.wait();
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (arguments == std::vector<std::string>{"--help"}) {
      std::fputs(worker_usage, stdout);
      return 0;
    }
    run(worker_options(arguments));
    return 0;
  } catch (const std::invalid_argument& error) {
    std::fprintf(stderr, "perfq-farm-worker: %s\n%s", error.what(), worker_usage);
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "perfq-farm-worker: %s\n", error.what());
    return 1;
  }
}
