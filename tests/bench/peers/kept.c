// The least SQL that keeps a history, as fast as one connection can run it: labels, priorities,
// leases, an attempt and three events of each job. What is done is handed in with the next claim.
#include "queue.h"

static sqlite3_stmt *insert, *queued;

static void make_tables(void) {
  run("CREATE TABLE jobs (id INTEGER PRIMARY KEY, queue TEXT NOT NULL DEFAULT 'q',"
      " affinity TEXT NOT NULL DEFAULT '', priority INTEGER NOT NULL DEFAULT 0,"
      " state TEXT NOT NULL DEFAULT 'queued', leases INTEGER NOT NULL DEFAULT 0, worker TEXT,"
      " token TEXT, claimed_at_us INTEGER, lease_expires_at_us INTEGER, ended_at_us INTEGER,"
      " payload TEXT NOT NULL, result TEXT)");
  run("CREATE INDEX jobs_queued ON jobs (queue, affinity, priority DESC, id)"
      " WHERE state = 'queued'");
  run("CREATE INDEX jobs_lease ON jobs (lease_expires_at_us)"
      " WHERE lease_expires_at_us IS NOT NULL");
  run("CREATE INDEX jobs_worker ON jobs (worker) WHERE state = 'running'");
  run("CREATE INDEX jobs_ended ON jobs (ended_at_us, id, state) WHERE ended_at_us IS NOT NULL");
  run("CREATE TABLE attempts (job_id INTEGER, lease INTEGER, worker TEXT, token TEXT,"
      " outcome TEXT, started_at_us INTEGER, ended_at_us INTEGER, PRIMARY KEY (job_id, lease))"
      " WITHOUT ROWID");
  run("CREATE TABLE events (id INTEGER PRIMARY KEY, at_us INTEGER, type TEXT, job_id INTEGER,"
      " worker TEXT, lease INTEGER)");
}

static void prepare_to_add(void) {
  insert = prepare("INSERT INTO jobs (payload) VALUES (?)");
  queued =
      prepare("INSERT INTO events (at_us, type, job_id) VALUES (1700000000000000, 'queued', ?)");
}

static void add(const char* payload) {
  must(sqlite3_bind_text(insert, 1, payload, -1, SQLITE_STATIC));
  finish(insert);
  finish_for(queued, sqlite3_last_insert_rowid(db));
}

static void complete(const sqlite3_int64* ids, long count) {
  static sqlite3_stmt *done, *attempt, *event;
  if (!done) {
    done = prepare(
        "UPDATE jobs SET state = 'done', ended_at_us = 1700000000000001,"
        " lease_expires_at_us = NULL, result = '{\"ok\":true}'"
        " WHERE id = ? AND token = 'token of 0' AND state = 'running'");
    attempt = prepare(
        "INSERT INTO attempts SELECT id, leases, worker, token, 'succeeded', claimed_at_us,"
        " ended_at_us FROM jobs WHERE id = ?");
    event = prepare(
        "INSERT INTO events (at_us, type, job_id, worker, lease)"
        " VALUES (1700000000000001, 'succeeded', ?, 'worker-0', 1)");
  }
  for (long job = 0; job < count; ++job) {
    finish_for(done, ids[job]);
    finish_for(attempt, ids[job]);
    finish_for(event, ids[job]);
  }
}

#define TAKE(which)                                                               \
  "UPDATE jobs SET state = 'running', worker = 'worker-0', token = 'token of 0'," \
  " leases = leases + 1, claimed_at_us = 1700000000000000,"                       \
  " lease_expires_at_us = 1700000060000000 WHERE id " which                       \
  "SELECT id FROM jobs WHERE queue = 'q' AND affinity = '' AND state = 'queued'"  \
  " ORDER BY priority DESC, id LIMIT ?) RETURNING id, payload"

static long drain(long batch) {
  static sqlite3_int64 ids[most_jobs_a_call];
  sqlite3_stmt *begin = prepare("BEGIN IMMEDIATE"), *commit = prepare("COMMIT");
  sqlite3_stmt* take = prepare(batch == 1 ? TAKE("= (") : TAKE("IN ("));
  sqlite3_stmt* event = prepare(
      "INSERT INTO events (at_us, type, job_id, worker, lease)"
      " VALUES (1700000000000000, 'claimed', ?, 'worker-0', 1)");
  long jobs = 0, count = 0;
  must(sqlite3_bind_int64(take, 1, batch));
  do {
    finish(begin);
    complete(ids, count);
    jobs += count;
    count = claim(take, ids);
    for (long job = 0; job < count; ++job) finish_for(event, ids[job]);
    finish(commit);
  } while (count > 0);
  return jobs;
}
