// The least SQL that makes a queue of an SQLite file, as fast as one connection can run it.
#include "queue.h"

static sqlite3_stmt* insert;

static void make_tables(void) {
  run("CREATE TABLE jobs (id INTEGER PRIMARY KEY, state TEXT NOT NULL, payload TEXT NOT NULL)");
  run("CREATE INDEX jobs_queued ON jobs (id) WHERE state = 'queued'");
}

static void prepare_to_add(void) {
  insert = prepare("INSERT INTO jobs (state, payload) VALUES ('queued', ?)");
}

static void add(const char* payload) {
  must(sqlite3_bind_text(insert, 1, payload, -1, SQLITE_STATIC));
  finish(insert);
}

static void complete(sqlite3_stmt* statement, const sqlite3_int64* ids, long count) {
  for (long job = 0; job < count; ++job) finish_for(statement, ids[job]);
}

#define TAKE(which)                                   \
  "UPDATE jobs SET state = 'running' WHERE id " which \
  "SELECT id FROM jobs WHERE state = 'queued' ORDER BY id LIMIT ?) RETURNING id, payload"

// A batch is one transaction to claim and one to complete; a single job needs no BEGIN.
static long drain(long batch) {
  static sqlite3_int64 ids[most_jobs_a_call];
  sqlite3_stmt *begin = prepare("BEGIN IMMEDIATE"), *commit = prepare("COMMIT");
  sqlite3_stmt* take = prepare(batch == 1 ? TAKE("= (") : TAKE("IN ("));
  sqlite3_stmt* done = prepare("UPDATE jobs SET state = 'done' WHERE id = ?");
  long jobs = 0, count;
  must(sqlite3_bind_int64(take, 1, batch));
  while ((count = claim(take, ids)) > 0) {
    if (count > 1) finish(begin);
    complete(done, ids, count);
    if (count > 1) finish(commit);
    jobs += count;
  }
  return jobs;
}
