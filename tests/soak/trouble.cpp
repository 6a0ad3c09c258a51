#include "soak/trouble.hpp"

#include <cstdlib>

namespace perfq::test {

using std::chrono::steady_clock;

namespace {

constexpr std::chrono::seconds between_restarts{6};

}  // namespace

ServerTrouble::ServerTrouble(const PostgresStore& store)
    : proxy_(postgres_server()),
      url_(proxy_.through(store.url())),
      next_restart_(steady_clock::now() + between_restarts / 2) {}

void ServerTrouble::strike(SeededRandom& random) {
  calm();
  if (steady_clock::now() >= next_restart_) return restart();
  const int part = random.below(3);
  if (part == 0) {
    proxy_.cut();
    ++cuts_;
  } else if (part == 1) {
    proxy_.freeze();
    ++freezes_;
  } else {
    proxy_.drop_next_commit();
    ++drops_;
  }
}

void ServerTrouble::calm() {
  proxy_.pass();
}

void ServerTrouble::restart() {
  const char* control = std::getenv("PERFQ_TEST_PGCTL");
  if (control == nullptr)
    throw std::runtime_error("PERFQ_TEST_PGCTL is not set: run it by tests/run.sh");
  const Finished restarted = run({{control, "restart", "-m", "immediate"}});
  if (restarted.exit != 0) throw std::runtime_error("no restart: " + restarted.err);
  next_restart_ = steady_clock::now() + between_restarts;
  ++restarts_;
}

std::string ServerTrouble::told() const {
  return std::to_string(restarts_) + " restarts, " + std::to_string(cuts_) + " cuts, " +
         std::to_string(freezes_) + " freezes, " + std::to_string(drops_) + " lost answers";
}

}  // namespace perfq::test
