// What least.c and kept.c have in common:
//   least|kept drain|enqueue FILE JOBS BATCH normal|full
// prints what perfq-bench prints. Finished jobs stay, in another state.
#include <sqlite3.h>

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { most_jobs_a_call = 10000, calls_to_fill = 1000 };

static sqlite3* db;

static void must(int result) {
  if (result == SQLITE_OK || result == SQLITE_DONE || result == SQLITE_ROW) return;
  fprintf(stderr, "least: %s\n", sqlite3_errmsg(db));
  exit(1);
}

static void run(const char* sql) {
  must(sqlite3_exec(db, sql, NULL, NULL, NULL));
}

static sqlite3_stmt* prepare(const char* sql) {
  sqlite3_stmt* statement;
  must(sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL));
  return statement;
}

static void finish(sqlite3_stmt* statement) {
  must(sqlite3_step(statement));
  must(sqlite3_reset(statement));
}

static void finish_for(sqlite3_stmt* statement, sqlite3_int64 job) {
  must(sqlite3_bind_int64(statement, 1, job));
  finish(statement);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

// The ids of what was claimed; their payloads are read too, as whoever runs the jobs would.
static long claim(sqlite3_stmt* statement, sqlite3_int64* ids) {
  static volatile long bytes;
  long count = 0;
  int result;
  while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
    ids[count++] = sqlite3_column_int64(statement, 0);
    sqlite3_column_text(statement, 1);
    bytes += sqlite3_column_bytes(statement, 1);
  }
  must(result);
  must(sqlite3_reset(statement));
  return count;
}

// What the two differ in.
static void make_tables(void);
static void prepare_to_add(void);
static void add(const char* payload);
static long drain(long batch);

static void open_file(const char* file, const char* durability) {
  must(sqlite3_open(file, &db));
  run("PRAGMA journal_mode = WAL");
  run(strcmp(durability, "full") == 0 ? "PRAGMA synchronous = FULL"
                                      : "PRAGMA synchronous = NORMAL");
  make_tables();
}

static const char* payload_of(long job) {
  static char payload[100];
  snprintf(payload, sizeof payload,
           "{\"commit\":\"8ce228758651cd5c90abd2a9da6fdf32\",\"number\":%ld}", 1000000 + job);
  return payload;
}

static void enqueue(long jobs, long batch) {
  sqlite3_stmt *begin = prepare("BEGIN IMMEDIATE"), *commit = prepare("COMMIT");
  prepare_to_add();
  for (long job = 0; job < jobs;) {
    finish(begin);
    for (long call = 0; call < batch && job < jobs; ++call, ++job) add(payload_of(job));
    finish(commit);
  }
}

int main(int count, char** words) {
  if (count != 6) return 2;
  long jobs = atol(words[3]), batch = atol(words[4]);
  if (jobs < 1 || batch < 1 || batch > most_jobs_a_call) return 2;
  // Without these glibc gives memory back and asks for it again at each statement.
  mallopt(M_MMAP_THRESHOLD, 64 << 20);
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
  int drains = strcmp(words[1], "drain") == 0;
  open_file(words[2], words[5]);
  if (drains) enqueue(jobs, calls_to_fill);
  run("PRAGMA wal_checkpoint(TRUNCATE)");
  double start = now();
  if (!drains) enqueue(jobs, batch);
  if (drains && drain(batch) != jobs) return 1;
  double seconds = now() - start;
  printf(
      "{\"workload\":\"%s\",\"database\":\"sqlite\",\"jobs\":%ld,\"workers\":1,\"batch\":%ld,"
      "\"history\":0,\"seconds\":%.6f,\"jobs_per_s\":%.1f,\"latency_ms\":{},"
      "\"durability\":\"%s\"}\n",
      words[1], jobs, batch, seconds, (double)jobs / seconds, words[5]);
  return 0;
}
