#include "access/roles.hpp"

using namespace perfq::test;

namespace {

/// `c1` is for the role `collector` alone; `other` is a collector's role as well.
struct Bound : Roles {
  Bound() {
    REQUIRE(owner().run({"migrate", "--grant", "collector=" + name("stranger")}) == 0);
    REQUIRE(owner().run({"collector", "add", "c1", "--slots", "3", "--role", name("collector")}) ==
            0);
    owner().run("enqueue aaaaaaa1");
  }

  CliStore own = as("collector");
  CliStore other = as("stranger");
};

void check_refused(const Finished& refused, const std::string& role,
                   const std::string& who = "collector") {
  CHECK(refused == 1);
  CHECK(is_one_line(refused.err));
  INFO(refused.err);
  CHECK(refused.err.find(who + " c1 is bound to the role " + role) != std::string::npos);
}

}  // namespace

// Guards the look for a foreign role in bench/collector_claim.cpp (the collector is told), in
// store/claim.cpp (the worker is) and in claim_jobs (without it the worker gets the job).
TEST_CASE_FIXTURE(Bound, "--role: only members of the role claim under that id") {
  check_refused(other.run("claim --collector-id c1"), name("collector"));
  check_refused(other.run("bench_next --collector-id c1 --loop --wait -- true"), name("collector"));
  owner().run("job add --queue q");
  check_refused(other.run("claim --queue q --worker c1"), name("collector"), "worker");
  CHECK(own.run("claim --queue q --worker c1") == 0);
  CHECK(own.run("bench_next --collector-id c1 -- true") == 0);
}

TEST_CASE_FIXTURE(Bound, "--role: a member of the role is as good, and the owner of the server") {
  owner().sql("GRANT " + name("collector") + " TO " + name("stranger"));
  CHECK(other.run("claim --collector-id c1") == 0);
  owner().run("enqueue aaaaaaa2");
  CHECK(owner().run("claim --collector-id c1") == 0);
}

TEST_CASE_FIXTURE(Bound,
                  "--role: shown, changed, lifted, and a conflict where another is asked for") {
  CHECK(owner().json("collector show c1 --json").at("role") == name("collector"));
  CHECK(owner().run("collector show c1").out.find(name("collector")) != std::string::npos);
  CHECK(owner().json("status --json").at("collectors")[0].at("role") == name("collector"));
  CHECK(owner().run({"collector", "add", "c1", "--slots", "3", "--role", name("collector")}) == 0);
  CHECK(owner().run({"collector", "add", "c1", "--slots", "3", "--role", name("stranger")}) == 6);
  CHECK(owner().run("collector add c1 --slots 3") == 6);
  CHECK(owner().run("collector set c1 --slots 4") == 0);
  CHECK(owner().json("collector show c1 --json").at("role") == name("collector"));
  CHECK(owner().run({"collector", "set", "c1", "--role", name("stranger")}) == 0);
  check_refused(own.run("claim --collector-id c1"), name("stranger"));
  CHECK(owner().run("collector set c1 --role none") == 0);
  CHECK(owner().json("collector show c1 --json").at("role").is_null());
  CHECK(own.run("claim --collector-id c1") == 0);
}

TEST_CASE_FIXTURE(Bound, "--role: a role that is gone lets nobody claim, until another is named") {
  owner().sql("CREATE ROLE " + name("gone"));
  CHECK(owner().run({"collector", "set", "c1", "--role", name("gone")}) == 0);
  owner().sql("DROP ROLE " + name("gone"));
  check_refused(own.run("claim --collector-id c1"), name("gone"));
  CHECK(owner().run("collector set c1 --role none") == 0);
  CHECK(own.run("claim --collector-id c1") == 0);
}

TEST_CASE("--role: bad input where there is no such role, or none at all") {
  const PostgresStore postgres;
  const auto unknown = postgres.run("collector add c1 --role nobody_of_that_name");
  CHECK(unknown == 2);
  CHECK(unknown.err.find("CREATE ROLE") != std::string::npos);
  const SqliteStore sqlite;
  CHECK(sqlite.run("collector add c0") == 0);
  for (const auto* words : {"collector add c1 --role x", "collector set c0 --role x"}) {
    const auto refused = sqlite.run(words);
    CHECK(refused == 2);
    CHECK(refused.err.find("SQLite has no roles") != std::string::npos);
  }
  CHECK(sqlite.json("collector list --json").size() == 1);
}
