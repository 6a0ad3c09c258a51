#include "cli/exposition.hpp"
#include "support/cli.hpp"

#include <stdexcept>

using namespace perfq::test;

namespace {

const std::string odd = "a\\b\"c";

/// A job in each state, one that backs off, a collector that drains.
void live_through(const CliStore& store) {
  store.run("collector add c1 --target farm --slots 4");
  store.run("collector add c2 --target farm --slots 2");
  store.run("enqueue aaaaaaa1 --target farm --profile a --profile b --profile c --profile d");
  store.run({"enqueue", "bbbbbbb2", "--target", odd});
  store.run("enqueue ccccccc3 --waiting");
  const auto claimed = store.json_lines("claim --collector-id c1 --max 4");
  store.run("complete " + lease_of(claimed[0]));
  store.run("fail --permanent --error bad " + lease_of(claimed[1]));
  store.run("fail --error busy " + lease_of(claimed[2]));
  store.run("heartbeat " + lease_of(claimed[3]));
  store.run("collector drain c1");
}

}  // namespace

// With labels that cli/prometheus.cpp does not escape the reader finds neither comment nor sample.
TEST_CASE_TEMPLATE("metrics: the text format, with every number where it belongs", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  live_through(store);
  const auto printed = store.run("metrics");
  REQUIRE(printed == 0);
  CHECK(printed.err.empty());
  const auto samples = read_exposition(printed.out);
  const Samples wanted{{"perfq_jobs{state=queued}", 2},
                       {"perfq_jobs{state=running}", 1},
                       {"perfq_jobs{state=succeeded}", 1},
                       {"perfq_jobs{state=failed}", 1},
                       {"perfq_jobs{state=cancelled}", 0},
                       {"perfq_jobs_delayed", 1},
                       {"perfq_leases_expired", 0},
                       {"perfq_requests{state=waiting}", 1},
                       {"perfq_requests{state=queued}", 1},
                       {"perfq_requests{state=running}", 1},
                       {"perfq_collectors{state=idle}", 1},
                       {"perfq_collectors{state=draining}", 1},
                       {"perfq_target_demand_jobs{target=farm}", 2},
                       {"perfq_target_queued_jobs{target=farm}", 1},
                       {"perfq_target_running_jobs{target=farm}", 1},
                       {"perfq_target_unplaceable_jobs{target=farm}", 0},
                       {"perfq_target_live_slots{target=farm}", 2},
                       {"perfq_target_draining_slots{target=farm}", 4},
                       {"perfq_target_demand_jobs{target=" + odd + "}", 1},
                       {"perfq_collector_jobs_succeeded_total{collector=c1}", 1},
                       {"perfq_collector_jobs_failed_total{collector=c1}", 1},
                       {"perfq_collector_jobs_failed_total{collector=c2}", 0}};
  for (const auto& [name, value] : wanted) {
    CAPTURE(name);
    REQUIRE(samples.contains(name));
    CHECK(samples.at(name) == value);
  }
  CHECK(samples.at("perfq_oldest_queued_age_seconds") > 0);
}

TEST_CASE_TEMPLATE("metrics --json: the same as one document", Store, PERFQ_BOTH_STORES) {
  const Store store;
  live_through(store);
  const auto json = store.json("metrics --json");
  std::size_t values = 0;
  for (const auto& [name, entries] : json.items()) values += entries.size();
  CHECK(values == read_exposition(store.run("metrics").out).size());
  CHECK(json.at("perfq_jobs")[0] == Json{{"state", "queued"}, {"value", 2}});
}

TEST_CASE("metrics: the reader of these tests refuses what is not the format") {
  const std::string good = "# HELP a b\n# TYPE a gauge\n";
  CHECK(read_exposition(good + "a{b=\"\\\\\\\"\\n\"} 1\n").contains("a{b=\\\"\n}"));
  for (const std::string bad :
       {"a 1", "a  1\n", "b 1\n", "a{b=\"\"\"} 1\n", "a{b=\"\\x\"} 1\n", "a{b=c} 1\n", "a x\n",
        "a 1\na 2\n", "# TYPE a gauge\n", "# HELP a b\n", "# TYPE c counter\n", "\n"}) {
    CAPTURE(bad);
    CHECK_THROWS_AS(read_exposition(good + bad), std::runtime_error);
  }
}
