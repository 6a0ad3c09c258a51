#!/usr/bin/env bash
# What embed_sql.cmake makes of SQL files, and which faults it names.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

begin() {
  rm -rf "${work:?}"/*
  mkdir -p "$work"/queries/{common,sqlite,postgres} "$work"/migrations/{sqlite,postgres}
  write migrations/sqlite/0001_initial.sql 'create table a (b);'
  write migrations/postgres/0001_initial.sql 'create table a (b int);'
  write queries/common/jobs.sql '-- name: find_job' 'select 1;'
}

write() {
  printf '%s\n' "${@:2}" >"$work/$1"
}

embed() {
  cmake -D "queries=$work/queries" -D "migrations=$work/migrations" -D "output=$work/out" \
    -P "$root/libqueue/cmake/embed_sql.cmake" 2>&1
}

fault() {
  echo "FAILED: $1"
  failures=$((failures + 1))
}

expect_refusal() {
  local output
  if output=$(embed); then
    fault "$1: accepted"
  elif ! tr -s ' \n' ' ' <<<"$output" | grep -qF -- "$2"; then
    fault "$1: expected '$2' in: $output"
  fi
}

expect_line() {
  embed >"$work/log" || fault "$1: $(cat "$work/log")"
  grep -qF -- "$3" "$work/out/store/$2" || fault "$1: '$3' is not in $2"
}

begin
write queries/common/jobs.sql '-- The jobs.' '' '-- name: end_job' '-- Why it is so; [and' \
  "update jobs set note = 'a;--b'  -- done; here's" '  -- and more' "where tags = '[\\';"
expect_line 'comments go, quotes stay' sqlite_statements.cpp "update jobs set note = 'a;--b'"
expect_line 'brackets and backslashes stay' postgres_statements.cpp "where tags = '[\\')sql\""
! grep -q -- '-- ' "$work/out/store/sqlite_statements.cpp" || fault 'a comment was left'

begin
write queries/sqlite/claim.sql '-- name: claim' 'select 2;'
write queries/postgres/claim.sql '-- name: claim' 'select 3;'
expect_line 'each dialect has its own' sqlite_statements.cpp '.sql = R"sql(select 2)sql"'
expect_line 'each dialect has its own' postgres_statements.cpp '.sql = R"sql(select 3)sql"'
expect_line 'fields are sorted' statements.hpp 'Statement claim;'

begin
write queries/sqlite/only.sql '-- name: vacuum' '-- only: sqlite' 'vacuum;'
expect_line 'one dialect only' sqlite_statements.cpp '.sql = R"sql(vacuum)sql"'
expect_line 'one dialect only' postgres_statements.cpp '.name = "vacuum", .sql = R"sql()sql"'

begin
write queries/sqlite/jobs.sql '-- name: find_job' 'select 2;'
expect_refusal 'a name of common/ again' "the name 'find_job' is taken by"

begin
write queries/common/jobs.sql '-- name: twice' 'select 1;' '-- name: twice' 'select 1;'
expect_refusal 'a name twice in a file' "jobs.sql:3: the name 'twice' is taken by"

begin
write queries/sqlite/claim.sql '-- name: claim' 'select 2;'
expect_refusal 'a name of one dialect' "postgres/ has no section 'claim'"

begin
write queries/sqlite/a.sql '-- name: vacuum' '-- only: sqlite' 'vacuum;'
write queries/postgres/a.sql '-- name: vacuum' 'vacuum;'
expect_refusal 'only, but in both' "says '-- only: sqlite' and stands in"

begin
write queries/sqlite/a.sql '-- name: vacuum' '-- only: postgres' 'vacuum;'
expect_refusal 'only, in the wrong folder' "'-- only: postgres' has no meaning in sqlite/"

begin
write queries/common/jobs.sql '-- name: two' 'select 1;' 'select 2;'
expect_refusal 'two statements' "section 'two' holds more than one statement"

begin
write queries/sqlite/a.sql '-- name: change' '-- only: sqlite' 'update a;' 'SELECT b;'
expect_line 'a look at what a change changed' sqlite_statements.cpp '.sql = R"sql(update a;'

begin
write queries/sqlite/a.sql '-- name: change' '-- only: sqlite' 'update a;' 'SELECT b;' 'SELECT c;'
expect_refusal 'two looks' "section 'change' holds more than one statement"

begin
write queries/sqlite/a.sql '-- name: look' '-- only: sqlite' 'SELECT a;' 'SELECT b;'
expect_refusal 'a look at a look' "section 'look' holds more than one statement"

begin
write queries/common/jobs.sql '-- name: none' '-- nothing' '-- name: one' 'select 1;'
expect_refusal 'no statement' "section 'none' holds no statement"

begin
write queries/common/jobs.sql 'select 1;'
expect_refusal 'no name' "jobs.sql:1: SQL before the first"

begin
write queries/common/jobs.sql '-- name: Bad-Name' 'select 1;'
expect_refusal 'a bad name' 'a name is a-z, 0-9 and _'

begin
write migrations/sqlite/0002_more.sql 'select 1;'
expect_refusal 'a migration for one database' 'the numbers must be the same'

begin
write migrations/sqlite/2_more.sql 'select 1;'
expect_refusal 'a bad migration name' "a migration's file is called NNNN_name.sql"

((failures == 0)) && echo 'embed_sql: every case as expected'
