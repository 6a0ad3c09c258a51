#include "parse.hpp"

namespace perfq::cli {

std::string_view overview() {
  return R"(perfq: a queue of benchmark jobs that lives in a database

usage: perfq [--db URL] [--json] VERB …

Every day
  enqueue     ask for a commit or a release to be benchmarked
  bench_next  claim the next job and run a command for it
  claim       lease jobs; who runs them says how it went:
  complete      it succeeded, this is its result
  fail          it failed
  status      what runs, what is left, and why nothing moves
  collector   the machines: add, set, list, show, drain, resume, remove
  suite       what is benchmarked, and how it is split: load, list, show

And
  heartbeat, release, step                   of a job that was claimed
  wait, cancel, retry, prioritize, prune     of a request or a job
  results, logs, events                      what came of it
  job add, job list                          the plain queue underneath
  autoscale, metrics, serve                  numbers for those who scale and watch
  migrate, doctor                            the database

The database is --db URL, else PERFQ_DB, else sqlite:perfq.db in this directory; sqlite:PATH,
postgresql://… and postgres://… are URLs. --json prints JSON. perfq VERB --help has an example.

Example:
  perfq enqueue 8ce228758651 && perfq bench_next --collector-id alice -- ./bench.sh {sha}
  perfq status
)";
}

}  // namespace perfq::cli
