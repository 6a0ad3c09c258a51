#!/usr/bin/env bash
# bench_test.sh PERFQ_BENCH: every workload, small, on both databases; nothing is left behind.
set -euo pipefail

bench=$1
: "${PERFQ_TEST_POSTGRES:?needs a server: run it in tests/support/with_postgres.sh}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  printf 'FAILED: %s\n' "$1" >&2
  exit 1
}

number='[0-9]+(\.[0-9]+)?'
idle="\\{\"transactions_per_s_each\":$number,\"server_core_percent\":$number,\"client_core"
latencies="\\{\"p50\":$number,\"p99\":$number,\"max\":$number\\}"

# told_of WORKLOAD JOBS: what scripts read, in this order; a workload's own figures follow.
told_of() {
  printf '^\{"workload":"%s","database":"(sqlite|postgres)","jobs":%s,"workers":[0-9]+,' "$@"
  printf '"batch":[0-9]+,"history":[0-9]+,"seconds":%s,"jobs_per_s":%s,' "$number" "$number"
  printf '"latency_ms":%s,"durability":"(full|normal)"[,}]' "$latencies"
}

# check JOBS WORKLOAD ARGUMENT…: leaves what it told
check() {
  told=$("$bench" "${@:2}" --json) || fail "perfq-bench ${*:2}"
  [[ $told =~ $(told_of "$2" "$1") ]] || fail "perfq-bench ${*:2}: $told"
  [[ $2 == idle || $told != *'"jobs_per_s":0.0,'* ]] || fail "no rate: $told"
}

# refused WHY ARGUMENT…
refused() {
  local said
  ! said=$("$bench" "${@:2}" 2>&1) || fail "perfq-bench ${*:2} is not refused"
  [[ $said == "perfq-bench: $1"* ]] || fail "perfq-bench ${*:2}: $said"
}

sql() { "${PERFQ_TEST_PGBIN:?}/psql" -qXAtc "$1" "$PERFQ_TEST_POSTGRES"; }

schemas() { sql "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'perfq\_bench\_%'"; }

# Of six workers three find no connection left: nobody waits for them.
some_fail() {
  local role=perfq_bench_few said status=0
  sql "CREATE ROLE $role LOGIN CONNECTION LIMIT 3"
  sql "GRANT CREATE ON DATABASE ${PERFQ_TEST_POSTGRES##*/} TO $role"
  said=$(timeout 60 "$bench" drain --db "${PERFQ_TEST_POSTGRES/perfq@/$role@}" --jobs 60 \
    --workers 6 --processes 2>&1) || status=$?
  [[ $status == 1 && $said == *'perfq-bench: a worker failed' ]] || fail "$status: $said"
  sql "DROP OWNED BY $role; DROP ROLE $role"
}

# interrupted ARGUMENT…: in its midst, when its workers are there
interrupted() {
  local process status=0
  "$bench" "$@" --seconds 600 >"$work/told" 2>&1 &
  process=$!
  until [[ $(pgrep -P "$(pgrep -P $process | paste -sd ,)" 2>/dev/null | wc -l) == 2 ]]; do
    kill -0 $process || fail "perfq-bench $* has ended: $(cat "$work/told")"
  done
  kill -TERM $process
  wait $process || status=$?
  ((status == 128 + 15)) || fail "perfq-bench $* ends with $status when it is interrupted"
  rm "$work/told"
}

for url in "sqlite:$work/bench.db" "$PERFQ_TEST_POSTGRES"; do
  check 200 enqueue --db "$url" --jobs 200 --batch 50 --workers 2
  check 101 drain --db "$url" --jobs 101 --workers 3 --history 500
  check 100 drain --db "$url" --jobs 100 --blocked 20 --behind 30
  check 100 drain --db "$url" --jobs 100 --workers 2 --processes --hold-snapshot
  check 300 drain --db "$url" --jobs 300 --batch 100 --durability full
  check 20 latency --db "$url" --jobs 20
  check 50 status --db "$url" --requests 5 --collectors 3
  check 0 idle --db "$url" --seconds 1 --workers 3
  [[ $told =~ ,\"idle\":$idle ]] || fail "idle on $url: $told"
  check '[1-9][0-9]*' steady --db "$url" --seconds 1 --workers 2
  [[ $told =~ \"jobs_per_s\":($number),.*,\"per_10s\":\[($number)\] ]] || fail "steady: $told"
  [[ ${BASH_REMATCH[1]} == "${BASH_REMATCH[3]}" ]] || fail "steady on $url, for a second: $told"
  refused '--workers means nothing to latency: leave it out' latency --db "$url" --workers 2
  refused '--batch means nothing to steady: leave it out' steady --db "$url" --batch 2
  refused '--processes means nothing to idle: leave it out' idle --db "$url" --processes
done
for url in "sqlite:$work/bench.db" "$PERFQ_TEST_POSTGRES"; do
  interrupted steady --db "$url" --workers 2 --processes
done
check 100 drain --db "sqlite:$work/bench.db" --jobs 100 --durability normal
[[ $told == *'"durability":"normal"'* ]] || fail "the durability: $told"
refused '--durability normal takes an SQLite file' drain --db "$PERFQ_TEST_POSTGRES" \
  --durability normal
some_fail
check 3 latency --db "$PERFQ_TEST_POSTGRES" --jobs 3 --polling
refused "--polling takes a server's --db" latency --db "sqlite:$work/bench.db" --polling
[[ -z $(ls "$work") ]] || fail "a file is left: $(ls "$work")"
[[ $(schemas) == 0 ]] || fail 'a schema is left'
touch "$work/mine"
refused "$work/mine is there already: name a file that is not" drain --db "sqlite:$work/mine"
[[ -e $work/mine ]] || fail "somebody's file is removed"
