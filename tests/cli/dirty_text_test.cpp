#include "support/cli.hpp"

#include <algorithm>

using namespace perfq::test;

namespace {

/// 10 MB that begin with bytes that are no text.
std::string dirty() {
  return std::string{"begin\0\xff\xfe\xc3(", 10} + std::string(10u << 20, 'x') + "the end";
}

void check_cleaned(const std::string& kept) {
  CHECK(kept.starts_with("begin"));
  CHECK(kept.size() <= 64u << 10);
  CHECK(std::none_of(kept.begin(), kept.end(), [](char c) { return c == '\0' || c == '\xff'; }));
}

}  // namespace

TEST_CASE_TEMPLATE("a dirty error of 10 MB leaves the job to its next attempt", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  const auto job = store.add_job();
  CHECK(store.run("fail --error - --retry-in 0 " + lease_of(store.claim_job()), dirty()) == 0);
  CHECK(store.claim_job().at("attempt") == 2);
  check_cleaned(store.job(job).at("attempts")[0].at("error"));
}

TEST_CASE_TEMPLATE("a dirty reason and a dirty error of a step are cut and cleaned alike", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  const auto job = store.add_job();
  const auto claimed = store.claim_job();
  CHECK(store.run({"step", job.dump(), "s", "--token", claimed.at("token"), "--fail", "-"},
                  dirty()) == 0);
  CHECK(store.run("release --reason - " + lease_of(claimed), dirty()) == 0);
  const auto shown = store.job(job);
  CHECK(shown.at("state") == "queued");
  check_cleaned(shown.at("steps")[0].at("error"));
  check_cleaned(shown.at("attempts")[0].at("error"));
}

TEST_CASE_TEMPLATE("a child that floods with dirty text fails as any other, its job is not stuck",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("enqueue aaaaaaa1");
  const auto flood = R"(printf 'begin\0\377\376' >&2; head -c 10485760 /dev/zero >&2; exit 1)";
  CHECK(store.run(bench(flood)) == 1);
  const auto shown = store.job(1);
  CHECK(shown.at("state") == "queued");
  CHECK(shown.at("attempts")[0].at("outcome") == "failed");
  const std::string kept = store.json("logs 1 --json").at("output");
  CHECK(kept.find('\0') == std::string::npos);
}

TEST_CASE_TEMPLATE("a payload over the limit is named by its line, and nothing is enqueued", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  const std::string large = std::string((16u << 20) - 1, 'x');
  const auto refused =
      store.run("job add --queue q --from -", "{}\n{\"payload\":\"" + large + "\"}\n{}\n");
  CHECK(refused == 2);
  CHECK(is_one_line(refused.err));
  CHECK(refused.err.find("line 2: ") != std::string::npos);
  CHECK(refused.err.find("payload") != std::string::npos);
  CHECK(store.json("job list --json") == Json::array());
}
