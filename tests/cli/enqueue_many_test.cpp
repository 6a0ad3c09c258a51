#include "support/cli.hpp"

using namespace perfq::test;

namespace {

std::string line(int number) {
  return R"({"sha":"abcdef)" + std::to_string(1000 + number) + R"("})" + "\n";
}

/// 40 good lines, but for one.
std::string lines_with(int bad, const std::string& text) {
  std::string all;
  for (int number = 1; number <= 40; ++number) all += number == bad ? text + "\n" : line(number);
  return all;
}

std::size_t requests(const CliStore& store) {
  return store.json("status --json --limit 1000").at("requests").size();
}

}  // namespace

TEST_CASE_TEMPLATE("enqueue --from: many from a file or stdin, a line for each, all once", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  const TemporaryFolder folder;
  const auto text = lines_with(0, "");
  write_file(folder.path("many.jsonl"), text);
  const auto first = store.json_lines("enqueue --json --from " + folder.path("many.jsonl"));
  REQUIRE(first.size() == 40);
  CHECK(first[0].at("sha") == "abcdef1001");
  CHECK(first[39].at("sha") == "abcdef1040");
  CHECK(first[39].at("created") == true);
  const auto again = store.json_lines("enqueue --json --from -", text);
  REQUIRE(again.size() == 40);
  CHECK(again[39].at("created") == false);
  CHECK(requests(store) == 40);
}

TEST_CASE_TEMPLATE("enqueue --from: options are defaults, fields are their names in snake_case",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  const auto lines = store.json_lines(
      "enqueue --from - --json --kind try --target t1 --max-attempts 7",
      R"({"sha":"aaaaaaa1","profile":["opt","debug"],"backend":"llvm"})"
      "\n\n"
      R"({"sha":"bbbbbbb2","kind":"release","target":["t2","t3","t4"],"pr":12,"parent":"aaaaaaa1",)"
      R"("date":"2026-01-02T03:04:05Z","priority":5,"max_attempts":2,"timeout":90,"waiting":false})"
      "\n"
      R"({"sha":"ccccccc3","waiting":true,"timeout":"15m"})");
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].at("jobs") == 2);
  CHECK(lines[1].at("jobs") == 3);
  CHECK(lines[2].at("state") == "waiting");
  const auto one = store.json("status bbbbbbb2 --json").at("requests")[0];
  CHECK(one.at("kind") == "release");
  CHECK(one.at("pr") == 12);
  CHECK(one.at("priority") == 5);
  CHECK(one.at("job_list")[0].at("max_attempts") == 2);
  CHECK(one.at("job_list")[0].at("timeout") == 90);
  const auto other = store.json("status aaaaaaa1 --json").at("requests")[0];
  CHECK(other.at("kind") == "try");
  CHECK(other.at("job_list")[0].at("max_attempts") == 7);
}

TEST_CASE_TEMPLATE("enqueue --from: a bad line is named by number and nothing is enqueued", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  for (const std::string bad :
       {"{", "[]", "7", "{}", R"({"sha":7})", R"({"sha":"-x"})", R"({"sha":"abcdefg","pr":0})",
        R"({"sha":"abcdefg","pr":18446744073709551616})", R"({"sha":"abcdefg","kind":"main"})",
        R"({"sha":"abcdefg","priority":1001})", R"({"sha":"abcdefg","priority":1.5})",
        R"({"sha":"abcdefg","target":[7]})", R"({"sha":"abcdefg","waiting":"yes"})",
        R"({"sha":"abcdefg","timeout":"soon"})", R"({"sha":"abcdefg","date":"yesterday"})",
        R"({"sha":"abcdefg","parent":"abcdefg"})", "{\"sha\":\"\xff\xfe\"}",
        R"({"sha":"abcdef1001","kind":"try"})"}) {
    CAPTURE(bad);
    const auto refused = store.run("enqueue --from -", lines_with(37, bad));
    // The last one differs from line 1: a conflict, the others are bad input.
    CHECK(refused == (bad.find("abcdef1001") == std::string::npos ? 2 : 6));
    CHECK(is_one_line(refused.err));
    CHECK(refused.err.find("line 37: ") != std::string::npos);
    CHECK(refused.out.empty());
  }
  CHECK(requests(store) == 0);
}

TEST_CASE_TEMPLATE("enqueue --from: the line of a file of one is named, too", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  store.run("enqueue aaaaaaa1");
  CHECK(store.run("enqueue --from -", R"({"sha":"aaaaaaa1","kind":"try"})")
            .err.starts_with("perfq: line 1: "));
  CHECK(store.run("enqueue --from -", "\n\n{\"sha\":\"-\"}").err.starts_with("perfq: line 3: "));
}

TEST_CASE_TEMPLATE("enqueue --from: unknown fields are ignored with one warning that names them",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  const auto done =
      store.run("enqueue --from - --json", R"({"sha":"aaaaaaa1","author":"x","subject":"y"})"
                                           "\n"
                                           R"({"sha":"bbbbbbb2","author":"z"})");
  CHECK(done == 0);
  CHECK(lines_of(done.out).size() == 2);
  CHECK(is_one_line(done.err));
  CHECK(done.err.find("author") != std::string::npos);
  CHECK(done.err.find("subject") != std::string::npos);
  CHECK(done.err.find("sha") == std::string::npos);
}

TEST_CASE_TEMPLATE("enqueue --from: a cycle of parents inside the file names a line", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  const auto refused = store.run("enqueue --from -", R"({"sha":"aaaaaaa1","parent":"bbbbbbb2"})"
                                                     "\n"
                                                     R"({"sha":"bbbbbbb2","parent":"aaaaaaa1"})");
  CHECK(refused == 2);
  CHECK(is_one_line(refused.err));
  CHECK(refused.err.starts_with("perfq: line "));
  CHECK(requests(store) == 0);
}

TEST_CASE_TEMPLATE("enqueue --from: a NUL in a SHA does not cut the message short", Store,
                   PERFQ_BOTH_STORES) {
  const Store store;
  const auto refused = store.run("enqueue --from -", R"({"sha":"abc\u0000defg"})");
  CHECK(refused == 2);
  CHECK(refused.err.find("defg'") != std::string::npos);
}
