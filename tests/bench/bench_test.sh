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

# check JOBS WORKLOAD ARGUMENT…
check() {
  local told
  told=$("$bench" "${@:2}" --json) || fail "perfq-bench ${*:2}"
  [[ $told == '{"workload":"'$2'","database":"'*'"jobs":'$1',"workers":'* ]] ||
    fail "perfq-bench ${*:2}: $told"
  [[ $told != *'"jobs_per_s":0.0,'* ]] || fail "no rate: $told"
}

schemas() {
  "${PERFQ_TEST_PGBIN:?}/psql" -Atc \
    "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'perfq\_bench\_%'" "$PERFQ_TEST_POSTGRES"
}

for url in "sqlite:$work/bench.db" "$PERFQ_TEST_POSTGRES"; do
  check 200 enqueue --db "$url" --jobs 200 --batch 50 --workers 2
  check 101 drain --db "$url" --jobs 101 --workers 3 --history 500
  check 100 drain --db "$url" --jobs 100 --blocked 20 --behind 30
  check 100 drain --db "$url" --jobs 100 --workers 2 --processes --hold-snapshot
  check 300 drain --db "$url" --jobs 300 --batch 100 --durability normal
  check 20 latency --db "$url" --jobs 20
  check 50 status --db "$url" --requests 5 --collectors 3
  "$bench" idle --db "$url" --seconds 1 --workers 3 --json |
    grep -Eq '"transactions_per_s_each":[0-9.]+,"server_core_percent":[0-9.]+,"client_core' ||
    fail "idle on $url"
  "$bench" steady --db "$url" --seconds 1 --workers 2 --json | grep -q '"per_10s":\[[1-9]' ||
    fail "steady on $url"
done
check 3 latency --db "$PERFQ_TEST_POSTGRES" --jobs 3 --polling
! "$bench" latency --db "sqlite:$work/bench.db" --polling 2>/dev/null || fail 'a file was polled'
[[ -z $(ls "$work") ]] || fail "a file is left: $(ls "$work")"
[[ $(schemas) == 0 ]] || fail 'a schema is left'
touch "$work/mine"
! "$bench" drain --db "sqlite:$work/mine" 2>"$work/said" || fail "a file that was there is used"
grep -q 'is there already: name a file that is not' "$work/said" || fail 'it says why'
[[ -e $work/mine ]] || fail "somebody's file is removed"
