#!/usr/bin/env bash
# The clock of a host jumps by an hour while it works (D9):
# clock_jump.sh PERFQ sqlite|postgres
# D9 breaks with libqueue/service/open.cpp:
#   s/if (!options.clock && choice.migrates_itself)/if (!options.clock)/
# shellcheck source=tests/examples/support.sh
. "$(dirname "$0")/../examples/support.sh"

database=$2
use_database "$database"

# Only what the time is called jumps, not how long something takes.
export FAKETIME_TIMESTAMP_FILE=$work/offset FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1
faker=$(dpkg -L libfaketime | grep '/libfaketimeMT\.so')
jump() { echo "$1" >"$work/next" && mv "$work/next" "$work/offset"; }
on_host() { LD_PRELOAD=$faker "$@"; }
seconds_ahead() { echo $(($(on_host date +%s) - $(date +%s))); }

field() { grep -oE "\"$1\":\"?[^,\"}]*" | head -n 1 | sed -E 's/^[^:]*:"?//'; }
expiry() { perfq status --job "$1" --json | field lease_expires_at; }
outcomes() {
  perfq status --job "$1" --json | sed 's/.*"attempts"//' |
    grep -oE '"outcome":("[a-z]+"|null)' | tr -d '"' | cut -d : -f 2 | paste -sd ' '
}
claim() { on_host "$PERFQ" claim --queue q --worker "$1" --lease 60s --json; }

# exits STATUS COMMAND…
exits() {
  local status=0
  "${@:2}" >>"$work/log" 2>&1 || status=$?
  expect "exit of ${*:2}" "$status" "$1"
}

# A collector in the midst of a job goes on, whichever way the clock jumps.
work_on() {
  local sha=$1 offset=$2 job before collector
  jump +0
  mkfifo "$work/go_$sha"
  perfq enqueue "$sha" >>"$work/log"
  on_host setsid "$PERFQ" bench_next --collector-id c1 --lease 2s -- env -u LD_PRELOAD \
    bash -c "touch '$work/begun_$sha'; read -r <'$work/go_$sha'" >>"$work/log" 2>&1 &
  collector=$!
  groups+=("$collector")
  await test -e "$work/begun_$sha"
  job=$(perfq job list --state running --json | field job)
  before=$(expiry "$job")
  jump "$offset"
  # SQLite has no clock but the hosts': there a renewal has to come before the others' claims.
  [[ $database == postgres ]] || await renewed "$job" "$before"
  exits 3 on_host "$PERFQ" claim --collector-id c2
  await renewed "$job" "$before"
  echo >"$work/go_$sha"
  wait "$collector" || fail "bench_next: exit $?"
  expect "attempts of job $job" "$(outcomes "$job")" succeeded
}

renewed() { [[ $(expiry "$1") != "$2" ]]; }

jump +0
(($(seconds_ahead) < 60)) || fail 'the clock is wrong before it jumps'
jump +1h
(($(seconds_ahead) > 3000)) || fail 'the clock does not jump'
for collector in c1 c2; do perfq collector add "$collector" >>"$work/log"; done
work_on aaaaaaa1 +1h
work_on bbbbbbb2 -1h

# Nobody renews this lease: on PostgreSQL it stands, on SQLite it runs out early, once.
jump +0
perfq job add --queue q >/dev/null
first=$(claim w1)
job=$(field job <<<"$first")
jump +1h
if [[ $database == postgres ]]; then
  exits 3 claim w2
  exits 0 on_host "$PERFQ" complete "$job" --token "$(field token <<<"$first")"
  expect "attempts of job $job" "$(outcomes "$job")" succeeded
else
  second=$(claim w2)
  exits 4 on_host "$PERFQ" complete "$job" --token "$(field token <<<"$first")"
  # And back: this lease now lasts an hour longer than it was to, and no more than that.
  jump +0
  exits 3 claim w3
  jump +62m
  exits 0 claim w3
  exits 4 on_host "$PERFQ" complete "$job" --token "$(field token <<<"$second")"
  expect "attempts of job $job" "$(outcomes "$job")" 'lost lost null'
fi
jump +0
perfq doctor >>"$work/log" || fail 'doctor finds faults'
