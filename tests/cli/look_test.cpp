#include "support/cli.hpp"

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

using namespace perfq::test;

namespace {

class UnreadPipe {
 public:
  UnreadPipe() {
    int ends[2];
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    ::close(ends[0]);
    in_ = ends[1];
  }

  ~UnreadPipe() { ::close(in_); }

  UnreadPipe(const UnreadPipe&) = delete;
  UnreadPipe& operator=(const UnreadPipe&) = delete;

  int in() const { return in_; }

 private:
  int in_;
};

}  // namespace

// results, logs, events.

TEST_CASE_TEMPLATE("results: the stored results, side by side, as a table, JSON and CSV", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("enqueue aaaaaaa1");
  store.run("enqueue bbbbbbb2");
  store.run(bench(R"(echo '{"wall_s":1.5}' > $PERFQ_RESULT)"));
  store.run(bench(R"(echo '{"wall_s":3.25}' > $PERFQ_RESULT)"));
  const auto rows = store.json("results aaaaaaa --json");
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].at("sha") == "aaaaaaa1");
  CHECK(rows[0].at("result").at("wall_s") == 1.5);
  const auto table = store.run("results bbbbbbb2 --against aaaaaaa1");
  CHECK(table == 0);
  CHECK(table.out.find("3.25") != std::string::npos);
  CHECK(table.out.find("2.167") != std::string::npos);
  const auto csv = lines_of(store.run("results aaaaaaa1 --csv").out);
  REQUIRE(csv.size() == 2);
  CHECK(csv[0].find("sha") != std::string::npos);
  CHECK(csv[1].find("1.5") != std::string::npos);
}

TEST_CASE_TEMPLATE("logs: the last output of a job and of each attempt", Store, PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("enqueue aaaaaaa1");
  store.run(bench("echo first; echo words >&2; exit 1"));
  store.run("retry aaaaaaa1");
  CHECK(store.run("logs 1 --attempt 1").out == "first\nwords\n");
  CHECK(store.json("logs 1 --json").at("output") == "first\nwords\n");
  CHECK(store.run("logs 1 --attempt 7") == 5);
}

TEST_CASE_TEMPLATE("logs: the last 64 KiB of a long output, its end first of all", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("enqueue aaaaaaa1");
  store.run(bench("seq 1 50000; echo the end"));
  const auto kept = store.run("logs 1").out;
  CHECK(kept.size() <= 64 * 1024);
  CHECK(kept.size() > 60 * 1024);
  CHECK(kept.ends_with("50000\nthe end\n"));
}

TEST_CASE_TEMPLATE("events: every change in order, with its fields", Store, PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("enqueue aaaaaaa1");
  store.run(bench(R"(echo '{"step":"s","state":"done"}' > $PERFQ_STEPS)"));
  const auto events = store.json_lines("events --json");
  std::vector<std::string> types;
  std::int64_t last = 0;
  for (const auto& event : events) {
    CHECK(lacking(event, "cursor at type sha job collector actor data").empty());
    CHECK(event.at("cursor") > last);
    CHECK(is_time(event.at("at")));
    last = event.at("cursor");
    types.push_back(event.at("type"));
  }
  CHECK(types == std::vector<std::string>{"collector.added", "request.created", "request.ready",
                                          "job.queued", "job.claimed", "request.started",
                                          "job.step", "job.succeeded", "request.finished"});
  const auto& claimed = events[4];
  CHECK(claimed.at("sha") == "aaaaaaa1");
  CHECK(claimed.at("job") == 1);
  CHECK(claimed.at("collector") == "c1");
  CHECK(claimed.at("actor").is_string());
}

TEST_CASE_TEMPLATE("events: --after goes on behind a cursor, --sha shows one request's", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("enqueue aaaaaaa1");
  store.run("enqueue bbbbbbb2");
  const auto all = store.json_lines("events --json");
  const auto rest = store.json_lines("events --json --after " + all[0].at("cursor").dump());
  CHECK(rest.size() == all.size() - 1);
  CHECK(rest[0] == all[1]);
  CHECK(store.run("events --json --after " + all.back().at("cursor").dump()).out.empty());
  for (const auto& event : store.json_lines("events --json --sha bbbbbbb"))
    CHECK(event.at("sha") == "bbbbbbb2");
}

TEST_CASE_TEMPLATE("events: a foreign cursor and one before pruned history are errors", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("enqueue aaaaaaa1");
  const auto first = store.json_lines("events --json")[0].at("cursor").dump();
  const auto foreign = store.run("events --after 999999");
  CHECK(foreign == 2);
  CHECK(is_one_line(foreign.err));
  store.run("cancel aaaaaaa1");
  store.run("prune --older-than 0");
  const auto gone = store.run("events --after " + first);
  CHECK(gone == 2);
  CHECK(is_one_line(gone.err));
}

TEST_CASE_TEMPLATE("events --follow: prints what comes, a line each, until it is stopped", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("enqueue aaaaaaa1");
  Process following(store.command("events --follow --json"));
  REQUIRE(soon([&] { return following.out().find("aaaaaaa1") != std::string::npos; }));
  store.run("enqueue bbbbbbb2");
  CHECK(soon([&] { return following.out().find("bbbbbbb2") != std::string::npos; }));
  following.signal(SIGTERM);
  CHECK(following.wait() == 0);
}

TEST_CASE_TEMPLATE("events and logs --follow: end when nobody reads them any more", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("collector add c1");
  store.run("enqueue aaaaaaa1");
  store.run("claim --collector-id c1 --lease 1h");
  const auto seen = store.json_lines("events --json").back().at("cursor").dump();
  const UnreadPipe pipe;
  for (const auto& verb : {"events --follow --after " + seen, std::string{"logs 1 --follow"}}) {
    CAPTURE(verb);
    auto command = store.command(verb);
    command.out = pipe.in();
    CHECK(run(command) == 0);
  }
}
