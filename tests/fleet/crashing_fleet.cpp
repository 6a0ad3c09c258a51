#include "fleet/crashing_fleet.hpp"

#include <csignal>

namespace perfq::test {

namespace {

/// Most do nothing; those of one kind report each of their benchmarks.
constexpr const char* benchmark = R"sh(
  if [ "$PERFQ_KIND" = runtime ]; then
    IFS=,
    for name in $PERFQ_BENCHMARKS; do
      printf '{"step":"%s","state":"done"}\n' "$name"
    done >"$PERFQ_STEPS"
  fi)sh";

std::string name_of(int which) {
  return "collector-" + std::to_string(which);
}

}  // namespace

CrashingFleet::CrashingFleet(const CliStore& store, const std::vector<std::string>& targets,
                             int sets)
    : store_(store) {
  for (const std::string& target : targets)
    for (int set = 0; set < sets; ++set) {
      store.json({"collector", "add", name_of(size()), "--target", target, "--set",
                  std::to_string(set), "--slots", "2", "--json"});
      running_.push_back(nullptr);
    }
  for (int which = 0; which < size(); ++which)
    running_[static_cast<std::size_t>(which)] = start(which);
}

void CrashingFleet::crash(int which) {
  auto& process = running_[static_cast<std::size_t>(which)];
  process->signal(SIGKILL);
  process->wait();
  process = start(which);
}

std::vector<Finished> CrashingFleet::drain() {
  for (int which = 0; which < size(); ++which)
    store_.json("collector drain --json " + name_of(which));
  std::vector<Finished> ends;
  for (const auto& process : running_) ends.push_back(process->wait());
  return ends;
}

std::unique_ptr<Process> CrashingFleet::start(int which) const {
  return std::make_unique<Process>(
      store_.command({"bench_next", "--collector-id", name_of(which), "--loop", "--wait", "--",
                      "sh", "-c", benchmark}));
}

}  // namespace perfq::test
