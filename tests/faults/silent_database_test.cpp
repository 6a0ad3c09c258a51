#include "support/cli.hpp"
#include "support/tally.hpp"
#include "support/tcp_proxy.hpp"

#include <perfq/worker.hpp>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

// Q9 breaks with libqueue/service/running_leases.cpp: s/if (now >= running.lease_ends) .*;//
// Where one thread asked for renewals and watched the ends, it would come 8 s late.
TEST_CASE("a worker without an answer stops its job as its lease ends, and goes on with one") {
  const PostgresStore store;
  TcpProxy proxy{postgres_server()};
  Queue direct = open(store.url());
  Queue queue = open(proxy.through(store.url()));
  const JobId job = direct.enqueue(NewJob{}).job;
  test::Tally started;
  test::Tally told;
  Worker worker(queue, {.worker = "w1", .lease = 2s},
                [&](const Claimed& claimed, const std::stop_token& stop) -> Verdict {
                  started.add();
                  if (claimed.job.leases > 1) return Succeeded{"2"};
                  if (stopped(stop)) told.add();
                  return Succeeded{"1"};
                });
  CHECK(started.reaches(1));
  proxy.freeze();
  CHECK(told.reaches(1, 6s));
  CHECK(started.count() == 1);
  proxy.pass();
  CHECK(started.reaches(2));
  worker.stop();
  worker.wait();
  CHECK(worker.counts().lost == 1);
  CHECK(direct.find(job)->result == "2");
}
