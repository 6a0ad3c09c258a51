#include "access/roles.hpp"

using namespace perfq::test;

namespace {

using Statements = std::vector<std::string>;

/// Jobs in each state, a request, a group, a collector: no statement is refused for want of rows.
struct Filled : Roles {
  Filled() {
    owner().run("collector add c1");
    owner().run("enqueue aaaaaaa1");
    owner().run("job add --queue q");
    owner().run("job add --queue running");
    owner().run("claim --queue running --worker w1");
    owner().run("job add --queue done");
    const auto claimed = owner().json("claim --queue done --worker w1");
    REQUIRE(owner().run("complete --result 1 " + lease_of(claimed)) == 0);
  }

  Statements on_every_table(const Statements& forms) const {
    Statements all;
    for (const auto& table : tables())
      for (const auto& form : forms) all.push_back(form + " {t}." + table);
    return all;
  }

  Statements tables() const {
    return lines_of(
        owner().sql("SELECT relname FROM pg_class WHERE relkind = 'r' AND "
                    "relnamespace = '" +
                    owner().name() + "'::regnamespace"));
  }

  /// Of every column of the tables: `UPDATE t SET c = c`.
  Statements updates(const std::string& condition) const {
    return lines_of(
        owner().sql("SELECT format('UPDATE {t}.%I SET %I = %I', relname, attname, attname) "
                    "FROM pg_attribute JOIN pg_class c ON c.oid = attrelid WHERE attnum > 0 "
                    "AND relkind = 'r' AND relnamespace = '" +
                    owner().name() + "'::regnamespace AND " + condition));
  }
};

constexpr auto every_kind = {"collector", "submitter", "reader", "stranger"};

const Statements everybody_is_refused = {
    "INSERT INTO {t}.event (at_us, type) VALUES (1, 'job.succeeded')",
    "INSERT INTO {t}.attempt SELECT * FROM {t}.attempt",
    "INSERT INTO {t}.schema_version VALUES (9, 'mine', 0, 9)",
    "INSERT INTO {t}.suite (name, version, document, place, loaded_at_us) VALUES ('s',1,'{}',1,1)",
    "INSERT INTO {t}.collector VALUES ('c9', 'x', NULL, 1, '{}', 1)",
    "INSERT INTO {t}.worker (name, state, changed_at_us, role) VALUES ('c9', 'active', 1, NULL)",
    "UPDATE {t}.worker SET role = NULL",
    "UPDATE {t}.job SET payload = '1'",
    "UPDATE {t}.job SET queue = 'mine'",
    "UPDATE {t}.job SET state = 'succeeded', ended_at_us = 1 WHERE state = 'queued'",
    "UPDATE {t}.job SET state = 'queued', ended_at_us = NULL WHERE state = 'succeeded'",
    "UPDATE {t}.job_group SET state = 'finished', ended_at_us = 1 WHERE state = 'queued'",
    "SELECT {t}.grant_access('collector', current_user)",
    "SELECT {t}.limit_access(current_user, '{}')",
    "SELECT {t}.note_event(1, 'request.finished', 1, 1, 'w1', 'me', '{}')",
    "SELECT setval('{t}.event_id_seq', 1)",
    "CREATE TABLE {t}.mine (id int)",
    "CREATE OR REPLACE FUNCTION {t}.now_us() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'",
    "CREATE POLICY mine ON {t}.job USING (true)",
    "ALTER TABLE {t}.job DISABLE TRIGGER ALL",
    "DROP SCHEMA {t} CASCADE",
};

}  // namespace

// Guards access_right in migrations/postgres/0002: give a kind one right more and it fails.
TEST_CASE_FIXTURE(Filled, "no kind deletes, alters or touches history, whatever SQL it sends") {
  const auto structure = on_every_table({"DELETE FROM", "TRUNCATE", "DROP TABLE", "LOCK TABLE"});
  const auto history = updates(
      "relname IN ('event', 'attempt', 'event_floor', 'schema_version', 'suite', 'suite_set', "
      "'collector', 'job_duration')");
  REQUIRE(structure.size() > 60);
  REQUIRE(history.size() > 30);
  for (const char* kind : every_kind) {
    CAPTURE(kind);
    CHECK(allowed(kind, structure) == "");
    CHECK(allowed(kind, history) == "");
    CHECK(allowed(kind, everybody_is_refused) == "");
  }
}

TEST_CASE_FIXTURE(Filled, "a reader changes no column of any table, and a stranger sees none") {
  const auto all = updates("true");
  const auto inserts = on_every_table({"INSERT INTO"});
  for (const char* kind : {"reader", "stranger"}) {
    CHECK(allowed(kind, all) == "");
    for (const auto& insert : inserts) CHECK(allowed(kind, {insert + " DEFAULT VALUES"}) == "");
  }
  CHECK(allowed("stranger", on_every_table({"SELECT FROM"})) == "");
}

// Guards guard_job, guard_group and guard_worker: drop the trigger and its lines get through.
TEST_CASE_FIXTURE(Filled, "a collector's role neither enqueues nor cancels nor drains") {
  CHECK(
      allowed("collector",
              {"INSERT INTO {t}.job SELECT * FROM {t}.job",
               "INSERT INTO {t}.job_group SELECT * FROM {t}.job_group",
               "INSERT INTO {t}.request SELECT * FROM {t}.request",
               "INSERT INTO {t}.bench_job SELECT * FROM {t}.bench_job",
               "INSERT INTO {t}.waiter VALUES (1, 'me', 1, 1)",
               "UPDATE {t}.job SET cancel_requested = 1", "UPDATE {t}.job SET wanted_until_us = 0",
               "UPDATE {t}.job SET claim_by_us = 0",
               "UPDATE {t}.job SET state = 'cancelled', ended_at_us = 1 WHERE state = 'queued'",
               "UPDATE {t}.job SET state = 'failed', ended_at_us = 1 WHERE state = 'queued'",
               "UPDATE {t}.job_group SET state = 'cancelled', ended_at_us = 1",
               "UPDATE {t}.request SET priority = 1000", "UPDATE {t}.worker SET state = 'draining'",
               "INSERT INTO {t}.worker (name, state, changed_at_us) VALUES ('w9', 'draining', 1)",
               "INSERT INTO {t}.worker (name, state, changed_at_us) VALUES ('w9', 'active', 1)",
               "SELECT {t}.note_event(1, 'collector.added', NULL, NULL, 'c9', 'me', NULL)"}) == "");
  owner().run("collector drain c1");
  CHECK(allowed("collector", {"UPDATE {t}.worker SET state = 'active' WHERE name = 'c1'"}) == "");
}

TEST_CASE_FIXTURE(Filled, "a submitter's role neither claims nor ends jobs") {
  CHECK(allowed("submitter",
                {"UPDATE {t}.job SET state = 'running', lease_expires_at_us = 1",
                 "UPDATE {t}.job SET lease_expires_at_us = 1", "UPDATE {t}.job SET token = 'mine'",
                 "UPDATE {t}.job SET result = '1'", "UPDATE {t}.job SET worker = 'me'",
                 "UPDATE {t}.job SET state = 'failed', ended_at_us = 1 WHERE state = 'queued'",
                 "UPDATE {t}.request SET priority = 1000",
                 "INSERT INTO {t}.session SELECT * FROM {t}.session",
                 "INSERT INTO {t}.step VALUES (1, 's', 'done', 1, NULL, NULL, 1, 1, 1)",
                 "INSERT INTO {t}.output VALUES (1, 1, 'x', 1)",
                 "INSERT INTO {t}.bad_artifact VALUES (1, 's', 't', 'w', 1, 'e', 1)",
                 "UPDATE {t}.worker SET seen_at_us = 1", "UPDATE {t}.session SET seen_at_us = 1",
                 "SELECT {t}.note_event(1, 'job.moved', 1, 1, 'w1', 'me', '{}')",
                 "SELECT {t}.forget_bad_artifact(1, 's', 't')"}) == "");
}

// Guards the search_path of the guards: without it they believe the role's own functions.
TEST_CASE_FIXTURE(Filled, "a role's own functions of the same names deceive no guard") {
  const auto mine = name("mine");
  owner().sql("CREATE SCHEMA " + mine + " AUTHORIZATION " + name("collector"));
  for (const std::string function : {"has_table_privilege", "has_any_column_privilege"})
    sql("collector", "CREATE FUNCTION " + mine + "." + function +
                         "(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT true'");
  sql("collector", "CREATE FUNCTION " + mine +
                       ".pg_has_role(name, name, text) RETURNS boolean LANGUAGE sql AS "
                       "'SELECT true'");
  owner().sql("ALTER ROLE " + name("collector") + " SET search_path = " + mine + ", pg_catalog");
  CHECK(allowed("collector",
                {"UPDATE {t}.job SET state = 'cancelled', ended_at_us = 1 WHERE state = 'queued'",
                 "UPDATE {t}.job_group SET state = 'cancelled', ended_at_us = 1",
                 "UPDATE {t}.worker SET state = 'draining'",
                 "SELECT {t}.note_event(1, 'job.succeeded', 1, 1, 'w1', 'me', '{}')"}) == "");
}

TEST_CASE_FIXTURE(Filled, "who writes by SQL of its own can't sign for somebody else") {
  sql("submitter",
      "UPDATE {t}.job SET state = 'cancelled', ended_at_us = 5, changed_at_us = 5, "
      "actor = 'somebody else' WHERE queue = 'q'");
  CHECK(owner().json_lines("events --json").back().at("actor") == name("submitter"));
}

TEST_CASE_FIXTURE(Roles, "a role's name is quoted by the server, whatever stands in it") {
  const std::string odd = "odd \" ; DROP TABLE job; -- ' name";
  owner().sql("CREATE ROLE \"odd \"\" ; DROP TABLE job; -- ' name\"");
  CHECK(owner().run({"migrate", "--grant", "reader=" + odd, "--row-security", odd + "=it's"}) == 0);
  CHECK(owner().sql("SELECT has_table_privilege(rolname, '" + owner().name() +
                    ".job', 'SELECT') FROM pg_roles WHERE rolname LIKE 'odd%'") == "t\n");
  owner().sql("DROP OWNED BY \"odd \"\" ; DROP TABLE job; -- ' name\"");
  owner().sql("DROP ROLE \"odd \"\" ; DROP TABLE job; -- ' name\"");
}
