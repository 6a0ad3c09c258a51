#include "support/cli.hpp"

#include <filesystem>

using namespace perfq::test;

namespace {

Finished status_of(const std::string& url) {
  return CliStore("sqlite:unused.db").run({"--db", url, "status"});
}

}  // namespace

TEST_CASE("bad URLs are bad input: one line that names the fault") {
  const auto server = postgres_server();
  for (const auto& url :
       {std::string{"nonsense"}, std::string{"sqlite:"}, std::string{"mysql://x"},
        std::string{"postgresql://127.0.0.1:x/x"}, server + "?schema=", server + "?schema=A;b",
        server + "?schema=pg_x", server + "?schema=" + std::string(99, 'a'), server + "?nonsense=1",
        std::string{"http://127.0.0.1"}, std::string{"'"}, std::string{"postgresql://%zz"}}) {
    CAPTURE(url);
    const auto refused = status_of(url);
    CHECK(refused == 2);
    CHECK(refused.out.empty());
    CHECK(is_one_line(refused.err));
  }
}

TEST_CASE("a database that does not answer is exit 1, one line, and no password") {
  const auto refused = status_of("postgresql://someone:sesame@127.0.0.1:1/x");
  CHECK(refused == 1);
  CHECK(is_one_line(refused.err));
  CHECK(refused.err.find("sesame") == std::string::npos);
  const auto as_json = CliStore("postgresql://someone:sesame@127.0.0.1:1/x").run("status --json");
  CHECK(as_json == 1);
  CHECK(Json::parse(as_json.err).at("error").at("kind") == "database");
}

TEST_CASE("the database is --db, else PERFQ_DB, else perfq.db in this folder") {
  const TemporaryFolder folder;
  auto command = CliStore("sqlite:other.db").command("enqueue aaaaaaa1 --json");
  command.folder = folder.path();
  CHECK(run(command) == 0);
  CHECK(std::filesystem::exists(folder.path("other.db")));
  command.env["PERFQ_DB"] = std::nullopt;
  CHECK(run(command) == 0);
  CHECK(std::filesystem::exists(folder.path("perfq.db")));
  for (const bool before : {true, false}) {
    const std::vector<std::string> db{"--db", "sqlite:third.db"};
    command.words.resize(1);
    if (before) command.words.insert(command.words.end(), db.begin(), db.end());
    command.words.insert(command.words.end(), {"enqueue", "aaaaaaa1", "--json"});
    if (!before) command.words.insert(command.words.end(), db.begin(), db.end());
    const auto done = run(command);
    CHECK(done == 0);
    CHECK(Json::parse(done.out).at("created") == before);
  }
  CHECK(std::filesystem::exists(folder.path("third.db")));
}

TEST_CASE("bad words leave no file behind where there was none") {
  const TemporaryFolder folder;
  for (const auto* words :
       {"", "enqueue", "enqueue -- -x", "enqueue aaaaaaa1 --priority 1001",
        "claim --collector-id c1 --max 0", "--help", "enqueue --help", "--version"}) {
    auto command = CliStore("sqlite:perfq.db").command(words);
    command.folder = folder.path();
    run(command);
  }
  CHECK(std::filesystem::is_empty(folder.path()));
}
