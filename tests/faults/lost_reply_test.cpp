#include "support/cli.hpp"

#include <csignal>
#include <unistd.h>

using namespace perfq::test;

namespace {

/// Its writers stand still once it is full: nobody reads.
class StuckPipe {
 public:
  StuckPipe() {
    if (::pipe(ends_) != 0) throw std::runtime_error("no pipe");
  }

  ~StuckPipe() {
    ::close(ends_[0]);
    ::close(ends_[1]);
  }

  StuckPipe(const StuckPipe&) = delete;
  StuckPipe& operator=(const StuckPipe&) = delete;

  int in() const { return ends_[1]; }

 private:
  int ends_[2]{};
};

}  // namespace

// Q2 breaks with libqueue/queries/sqlite/claim.sql:
//   s/WHERE lease_expires_at_us <= $1/WHERE lease_expires_at_us < 0/
TEST_CASE_TEMPLATE(
    "the reply of a claim is lost after its commit: the job comes back with the lease's "
    "end, charged",
    Store, PERFQ_BOTH_STORES) {
  const Store store;
  const auto job = store
                       .json({"job", "add", "--queue", "q", "--json", "--payload", "-"},
                             "\"" + std::string(1u << 20, 'x') + "\"")
                       .at("job");
  const StuckPipe pipe;
  auto command = store.command("claim --queue q --worker w1 --lease 8");
  command.out = pipe.in();
  Process claiming(command);
  REQUIRE(soon([&] { return store.job(job).at("state") == "running"; }));
  claiming.signal(SIGKILL);
  CHECK(claiming.wait().signal == SIGKILL);

  CHECK(store.run("claim --queue q --worker w2 --max 9") == 3);
  const auto again = store.claim_job("w2", "--wait 30");
  CHECK(again.at("job") == job);
  CHECK(again.at("attempt") == 2);
  CHECK(store.outcomes(job) == std::vector<Json>{"lost", nullptr});
}
