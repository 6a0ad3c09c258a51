#include "support/cli.hpp"

using namespace perfq::test;

namespace {

const std::string nul("a\0b", 3);

/// 10 MB of every sort of character that somebody might have to quote.
std::string large_json() {
  const std::string part = R"(quotes ' \" \\ $1 {} ; -- ü€🐢 \t\n\u0001 )";
  std::string all = "\"";
  while (all.size() < 10u << 20) all += part;
  return all + '"';
}

void check_bad(const Finished& refused, const std::string& named) {
  CHECK(refused == 2);
  CHECK(refused.out.empty());
  CHECK(is_one_line(refused.err));
  CHECK(refused.err.size() < 1000);
  INFO(refused.err);
  CHECK(refused.err.find(named) != std::string::npos);
}

bool holds(const Finished& done, const std::string& text) {
  return done.exit == 0 && done.out.find(text) != std::string::npos;
}

/// Without reading all the rest, which costs seconds.
std::string token_in(const std::string& claimed) {
  const std::string label = R"("token":")";
  const auto at = claimed.find(label) + label.size();
  return claimed.substr(at, claimed.find('"', at) - at);
}

std::string field_line(const std::string& field, const Json& value, const std::string& needed) {
  Json line = Json::parse(needed);
  line[field] = value;
  return line.dump() + "\n";
}

}  // namespace

TEST_CASE_TEMPLATE("10 MB of JSON come back byte for byte: as payload, as result, from a file",
                   Store, PERFQ_BOTH_STORES) {
  const Store store;
  const TemporaryFolder folder;
  const auto text = large_json();
  write_file(folder.path("large"), text);
  store.run({"job", "add", "--queue", "q", "--payload", "@" + folder.path("large")});
  const auto claimed = store.run("claim --queue q --worker w1");
  CHECK(holds(claimed, text));
  CHECK(store.run("complete 1 --result - --token " + token_in(claimed.out), text) == 0);
  CHECK(holds(store.run("status --json --job 1"), text));
  CHECK(store.run("job add --queue q --from -", "{\"payload\":" + text + "}\n") == 0);
  CHECK(holds(store.run("claim --queue q --worker w1"), text));
}

TEST_CASE_TEMPLATE("an escaped NUL in JSON is kept as it is written", Store, PERFQ_BOTH_STORES) {
  const Store store;
  const std::string text = R"({"a":"x\u0000y"})";
  CHECK(store.run({"job", "add", "--queue", "q", "--payload", text}) == 0);
  const auto claimed = store.claim_job();
  CHECK(claimed.at("payload") == Json::parse(text));
  CHECK(store.run("complete --result - " + lease_of(claimed), text) == 0);
  CHECK(store.job(1).at("result") == Json::parse(text));
}

// What reads files and lines knows of no database yet.
TEST_CASE("a NUL byte in a file or in standard input is bad input") {
  const SqliteStore store;
  const TemporaryFolder folder;
  store.add_job();
  const auto lease = lease_of(store.claim_job());
  for (const std::string& text :
       {'"' + nul + '"', nul, std::string(1, '\0'), std::string("\xff")}) {
    write_file(folder.path("bad"), text);
    const auto file = "@" + folder.path("bad");
    check_bad(store.run({"job", "add", "--queue", "q", "--payload", file}), "--payload");
    check_bad(store.run("job add --queue q --payload -", text), "--payload");
    check_bad(store.run("complete --result - " + lease, text), "--result");
    check_bad(store.run("step --done --result - " + lease + " s", text), "--result");
    check_bad(store.run("job add --queue q --from -", "{}\n" + text + "\n"), "line 2");
    check_bad(store.run("enqueue --from -", "{\"sha\":\"bbbbbbb2\"}\n" + text + "\n"), "line 2");
    check_bad(store.run({"suite", "load", folder.path("bad")}), "");
  }
  CHECK(store.json("job list --json").size() == 1);
  CHECK(store.job(1).at("state") == "running");
}

TEST_CASE("many: NULs and 10 MB in any field are named by their line") {
  const SqliteStore store;
  const std::string large(10u << 20, 'x');
  for (const char* field : {"sha", "suite", "target"})
    check_bad(store.run("enqueue --from -", field_line(field, large, R"({"sha":"bbbbbbb2"})")),
              "line 1");
  check_bad(store.run("job add --queue q --from -", field_line("unique", large, "{}")), "line 1");
  for (const Json& value : {Json(nul), Json("a'\"; --\n"), Json("")})
    for (const char* field : {"sha", "parent", "kind", "date", "timeout", "suite", "target"}) {
      const bool free = field == std::string{"target"} || field == std::string{"suite"};
      if (value == Json("a'\"; --\n") && free) continue;
      CAPTURE(field);
      const auto line = field_line(field, value, R"({"sha":"bbbbbbb2"})");
      check_bad(store.run("enqueue --from -", line), "line 1");
    }
  for (const Json& value : {Json(nul), Json("")})
    for (const char* field : {"queue", "kind", "unique", "affinity", "run_at", "delay"}) {
      CAPTURE(field);
      check_bad(store.run("job add --queue q --from -", field_line(field, value, "{}")), "line 1");
    }
  for (const char* field : {"pr", "priority", "max_attempts", "timeout"})
    for (const char* number :
         {"99999999999999999999", "-1e400", "1e400", "-99999999999999999999"}) {
      const auto line = std::string{R"({"sha":"bbbbbbb2",")"} + field + "\":" + number + "}\n";
      CAPTURE(line);
      check_bad(store.run("enqueue --from -", line), "line 1");
    }
  CHECK(store.json("job list --json").empty());
  CHECK(store.run("doctor") == 0);
}
