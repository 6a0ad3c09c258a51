#include "support/cli.hpp"

using namespace perfq::test;

TEST_CASE_TEMPLATE("--json: an error is one object on stderr, with its kind, before or after",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("enqueue aaaaaaa1 --profile a --profile b");
  store.run("enqueue bbbbbbb2 --waiting");
  store.run("cancel bbbbbbb2");
  store.run("claim --collector-id c1");

  struct Case {
    std::string words;
    int exit;
    std::string kind;
  };

  const std::vector<Case> cases{{"enqueue -x", 2, "usage"},
                                {"enqueue aaaaaaa1 --kind try", 6, "conflict"},
                                {"claim --collector-id c1", 6, "conflict"},
                                {"complete 1 --token stale", 4, "lease_lost"},
                                {"heartbeat 1 --token stale", 4, "lease_lost"},
                                {"prune aaaaaaa1 --yes", 4, "state"},
                                {"status fffffff", 5, "not_found"},
                                {"collector show c9", 5, "not_found"},
                                {"wait aaaaaaa1 --timeout 0.01", 3, "nothing"}};
  for (const auto& [words, exit, kind] : cases) {
    for (const auto& line : {"--json " + words, words + " --json"}) {
      CAPTURE(line);
      const auto refused = store.run(line);
      CHECK(refused == exit);
      REQUIRE(is_one_line(refused.err));
      const auto error = Json::parse(refused.err).at("error");
      CHECK(error.at("kind") == kind);
      CHECK(error.at("message") != "");
    }
  }
}

TEST_CASE_TEMPLATE("--json: the failure of a child is of the kind child", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("enqueue aaaaaaa1");
  const auto failed = store.run("bench_next --json --collector-id c1 -- false");
  CHECK(failed == 1);
  CHECK(Json::parse(failed.err).at("error").at("kind") == "child");
}

TEST_CASE_TEMPLATE("quotes, semicolons and other people's letters are text, not SQL", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  const std::string text = "'; DROP TABLE job; -- \"$1\" %s \\ {sha} \xc3\xa4\xe2\x82\xac";
  const auto job = store
                       .json({"job", "add", "--json", "--queue", text, "--kind", text, "--unique",
                              text, "--payload", Json(text).dump()})
                       .at("job");
  const auto claimed = store.json({"claim", "--queue", text, "--worker", text});
  CHECK(claimed.at("payload") == text);
  CHECK(store.run({"fail", job.dump(), "--token", claimed.at("token"), "--error", text,
                   "--permanent"}) == 0);
  const auto shown = store.job(job);
  CHECK(shown.at("queue") == text);
  CHECK(shown.at("kind") == text);
  CHECK(shown.at("attempts")[0].at("worker") == text);
  CHECK(shown.at("attempts")[0].at("error") == text);
}

TEST_CASE_TEMPLATE("an error text with NUL, invalid UTF-8 and 10 MB is cut and cleaned", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  const auto job = store.add_job();
  const auto claimed = store.claim_job();
  std::string text{"begin\0\xff\xfe", 8};
  text += std::string(10u << 20, 'x') + "the end";
  CHECK(
      store.run({"fail", job.dump(), "--token", claimed.at("token"), "--error", "-", "--permanent"},
                text) == 0);
  const auto shown = store.job(job);
  CHECK(shown.at("state") == "failed");
  const std::string kept = shown.at("attempts")[0].at("error");
  CHECK(kept.starts_with("begin"));
  CHECK(kept.size() < (1u << 20));
  CHECK(kept.find('\0') == std::string::npos);
}

TEST_CASE_TEMPLATE("a payload over the limit is refused by name", Store, PERFQ_BOTH_STORES) {
  const Store store;
  const auto refused =
      store.run("job add --queue q --payload -", "\"" + std::string((16u << 20) + 1, 'x') + "\"");
  CHECK(refused == 2);
  CHECK(is_one_line(refused.err));
  CHECK(refused.err.find("payload") != std::string::npos);
  CHECK(store.json("job list --json") == Json::array());
}
