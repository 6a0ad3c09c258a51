#include "support/cli.hpp"

using namespace perfq::test;

namespace {

const std::string much = "99999999999999999999";
const std::string no_utf8 = "a\xff\xfe";

struct BadInput {
  Words words;
  std::string named;  ///< what the line must speak of
};

/// What the line says, and that it is one; the exit is 2 and nothing was printed.
void check_refused(const CliStore& store, const BadInput& bad) {
  std::string shown;
  for (const auto& word : bad.words.all) shown += "'" + word + "' ";
  CAPTURE(shown);
  const auto refused = store.run(bad.words);
  CHECK(refused == 2);
  CHECK(refused.out.empty());
  CHECK(is_one_line(refused.err));
  INFO(refused.err);
  CHECK(refused.err.find(bad.named) != std::string::npos);
}

/// Before any database is asked for: where this one should be nobody answers.
void check_all_refused_unheard(const std::vector<BadInput>& cases) {
  const CliStore nowhere("postgresql://127.0.0.1:1/nowhere");
  for (const auto& bad : cases) check_refused(nowhere, bad);
}

/// A job, a request and a collector that bad input must leave alone.
template <class Store>
void check_all_refused(const std::vector<BadInput>& cases) {
  const Store store;
  store.add_job();
  store.run("collector add c1");
  store.run("enqueue aaaaaaa1");
  const auto before = store.json("job list --json");
  const auto events = store.event_types();
  for (const auto& bad : cases) check_refused(store, bad);
  CHECK(store.json("job list --json") == before);
  CHECK(store.event_types() == events);
}

}  // namespace

TEST_CASE("bad input: words that no verb knows") {
  check_all_refused_unheard({{"", "verb"},
                             {"nonsense", "nonsense"},
                             {"collector", "verb"},
                             {"collector nonsense", "nonsense"},
                             {"job nonsense", "nonsense"},
                             {"enqueue", "SHA"},
                             {"enqueue bbbbbbb2 ccccccc3", "ccccccc3"},
                             {"enqueue bbbbbbb2 --nonsense", "--nonsense"},
                             {"enqueue bbbbbbb2 --priority", "--priority"},
                             {"claim", "--collector-id"},
                             {"claim --queue q", "--worker"},
                             {"bench_next -- true", "--collector-id"},
                             {"bench_next --collector-id c1 --loop", "command"},
                             {"complete", "JOB"},
                             {"complete 1", "token"},
                             {"step 1 --token t --start", "NAME"},
                             {"step 1 s --token t", "--start"},
                             {"fail 1 --token t", "--error"},
                             {"wait", "SHA"},
                             {"wait aaaaaaa1 --job 1", "SHA"},
                             {"prune", "--older-than"},
                             {"results", "SHA"},
                             {"migrate now", "now"}});
}

TEST_CASE("bad input: SHAs and names") {
  std::vector<BadInput> cases;
  for (const std::string sha :
       {"", "_abc", ".abc", "a b", "a'b", "a\"b", "a;b", "a\nb", "ä", "a\\b", "a*b"}) {
    cases.push_back({{"enqueue", sha}, "SHA"});
    cases.push_back({{"enqueue", "bbbbbbb2", "--parent", sha}, "--parent"});
  }
  cases.push_back({{"enqueue", no_utf8}, "SHA"});
  cases.push_back({{"enqueue", std::string(256, 'a')}, "SHA"});
  for (const auto& name : {std::string{}, std::string(300, 'n')}) {
    cases.push_back({{"claim", "--collector-id", name}, ""});
    cases.push_back({{"collector", "add", name}, ""});
    cases.push_back({{"enqueue", "bbbbbbb2", "--target", name}, ""});
    cases.push_back({{"job", "add", "--queue", name}, ""});
    cases.push_back({{"job", "add", "--queue", "q", "--unique", name}, ""});
    cases.push_back({{"step", "1", name, "--token", "t", "--start"}, ""});
  }
  cases.push_back({"job add --queue bench/x", "bench/x"});
  cases.push_back({"claim --queue bench/x --worker w", "bench/x"});
  cases.push_back({"enqueue bbbbbbb2 --kind main", "main"});
  cases.push_back({"collector add c2 --label nonsense", "nonsense"});
  cases.push_back({"collector add c2 --label a=1 --label a=2", "second value"});
  check_all_refused_unheard(cases);
}

TEST_CASE_TEMPLATE("bad input: names that only the library looks at", Store, PERFQ_BOTH_STORES) {
  check_all_refused<Store>({{{"claim", "--collector-id", no_utf8}, ""},
                            {{"collector", "add", no_utf8}, ""},
                            {{"enqueue", "bbbbbbb2", "--target", no_utf8}, ""},
                            {{"job", "add", "--queue", no_utf8}, ""},
                            {{"job", "add", "--queue", "q", "--unique", no_utf8}, ""},
                            {{"step", "1", no_utf8, "--token", "t", "--start"}, ""},
                            {"enqueue bbbbbbb2 --priority 1001", "--priority"},
                            {"complete 1 --token t --result {", "--result"}});
}

TEST_CASE("bad input: numbers beyond every range") {
  std::vector<BadInput> cases;
  for (const auto& number : {std::string{"0"}, std::string{"-1"}, std::string{"x"}, much,
                             "-" + much, std::string{"1.5"}, std::string{"1e3"}, std::string{"0x1"},
                             std::string{" 1"}, std::string{"1 "}, std::string{}}) {
    cases.push_back({{"enqueue", "bbbbbbb2", "--pr", number}, "--pr"});
    cases.push_back({{"enqueue", "bbbbbbb2", "--max-attempts", number}, "--max-attempts"});
    cases.push_back({{"claim", "--collector-id", "c1", "--max", number}, "--max"});
    cases.push_back({{"collector", "add", "c2", "--slots", number}, "--slots"});
    cases.push_back({{"status", "--job", number}, "--job"});
    cases.push_back({{"complete", number, "--token", "t"}, "JOB"});
  }
  for (const auto& number : {std::string{"1001"}, std::string{"-1001"}, much, std::string{"high"}})
    cases.push_back({{"enqueue", "bbbbbbb2", "--priority", number}, "--priority"});
  for (const auto& number : {std::string{"-1"}, much, std::string{"x"}}) {
    cases.push_back({{"events", "--after", number}, "--after"});
    cases.push_back({{"status", "--limit", number}, "--limit"});
    cases.push_back({{"collector", "add", "c2", "--set", number}, "--set"});
  }
  check_all_refused_unheard(cases);
}

TEST_CASE("bad input: durations and times") {
  std::vector<BadInput> cases;
  for (const auto& text : {std::string{}, std::string{"-1"}, std::string{"soon"}, std::string{"5x"},
                           std::string{"1e9"}, std::string{"nan"}, std::string{"inf"},
                           std::string{"0x10"}, much, much + "d", std::string{"1 h"}}) {
    cases.push_back({{"enqueue", "bbbbbbb2", "--timeout", text}, "--timeout"});
    cases.push_back({{"claim", "--collector-id", "c1", "--lease", text}, "--lease"});
    cases.push_back({{"job", "add", "--queue", "q", "--delay", text}, "--delay"});
    cases.push_back({{"wait", "aaaaaaa1", "--timeout", text}, "--timeout"});
    cases.push_back({{"prune", "--older-than", text}, "--older-than"});
  }
  cases.push_back({"enqueue bbbbbbb2 --timeout 0", "--timeout"});
  cases.push_back({"claim --collector-id c1 --lease 0", "--lease"});
  for (const std::string time : {"yesterday", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z",
                                 "2026-01-01T25:00:00Z", "99999-01-01T00:00:00Z", "1"}) {
    cases.push_back({{"enqueue", "bbbbbbb2", "--date", time}, "--date"});
    cases.push_back({{"job", "add", "--queue", "q", "--run-at", time}, "--run-at"});
  }
  check_all_refused_unheard(cases);
}

TEST_CASE("bad input: JSON, files and choices") {
  std::vector<BadInput> cases;
  for (const auto& text : {std::string{}, std::string{"{"}, std::string{"'"}, std::string{"nul"},
                           std::string{"{'a':1}"}, std::string{"[1,]"}, std::string{"1 2"},
                           "\"" + no_utf8 + "\"", std::string(100'000, '[')}) {
    cases.push_back({{"job", "add", "--queue", "q", "--payload", text}, "--payload"});
    cases.push_back({{"complete", "1", "--token", "t", "--result", text}, "--result"});
  }
  for (const std::string file : {"/nonexistent/file", "/tmp", ""}) {
    cases.push_back({{"job", "add", "--queue", "q", "--payload", "@" + file}, "--payload"});
    cases.push_back({{"complete", "1", "--token", "t", "--result", "@" + file}, "--result"});
    cases.push_back({{"fail", "1", "--token", "t", "--error", "@" + file}, "--error"});
  }
  cases.push_back({"enqueue --from /nonexistent/file", "/nonexistent/file"});
  cases.push_back({"job add --queue q --from /tmp", "/tmp"});
  cases.push_back({"job list --state nonsense", "nonsense"});
  cases.push_back({"status --state nonsense", "nonsense"});
  cases.push_back({"prune --older-than 1d --state queued", "queued"});
  cases.push_back({"fail 1 --token t --error e --permanent --retry-in 3", "--retry-in"});
  check_all_refused_unheard(cases);
}

TEST_CASE("standard input that can't be read is a fault, not an empty file") {
  const SqliteStore store;
  for (const std::string words :
       {"enqueue --from - </tmp", "job add --queue q --from - </tmp", "enqueue --from - <&-"}) {
    const auto refused = run(
        {{"sh", "-c", std::string{PERFQ_TEST_CLI} + " " + words}, {}, {{"PERFQ_DB", store.url()}}});
    CAPTURE(words);
    CHECK(refused == 2);
    CHECK(is_one_line(refused.err));
  }
}
