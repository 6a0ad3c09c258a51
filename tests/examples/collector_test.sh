#!/usr/bin/env bash
# The collector's loop: collector_test.sh PERFQ
# shellcheck disable=SC2016 # The collector's commands are expanded when they run.
# shellcheck source=tests/examples/support.sh
. "$(dirname "$0")/support.sh"

export PERFQ_COLLECTOR_ID=c2 FOLDER=$work/code PAUSE=0
export LATEST='cat "$work/latest"' UPDATE='echo "$1" >version' BUILD='cp version built'
export BENCH='echo "$PERFQ_SHA $(cat built)" >>"$work/ran"'

jobs_in() {
  perfq status "$1" --json | sed 's/.*"jobs":{\([^}]*\)}.*/\1/' | grep -o "\"$2\":[0-9]*"
}

begin() {
  rm -rf "${work:?}"/*
  echo v2 >"$work/latest"
  perfq collector add c2 >/dev/null
}

# Tells the test that it runs, and waits to be let go.
patient='touch "$work/on"; until [[ -e $work/go ]]; do sleep 0.02; done'

start_patient_job() {
  begin
  perfq enqueue aaaaaaa1 --profile a --profile b --max-attempts 1 >/dev/null
  BENCH=$patient start collector.sh
  await test -e "$work/on"
}

first_job_is_done() { [[ $(jobs_in aaaaaaa1 succeeded) == '"succeeded":1' ]]; }

# A request that is pinned to older code, one that is not, and newer code once there is no more.
begin
perfq collector add c1 >/dev/null
perfq enqueue aaaaaaa1 --profile a --profile b >/dev/null
perfq enqueue bbbbbbb2 --profile a --profile b >/dev/null
perfq bench_next --collector-id c1 --version v1 -- true
WAIT=1 start collector.sh
perfq wait bbbbbbb2 --timeout 60 >/dev/null || fail 'bbbbbbb2 is not done'
echo v3 >"$work/latest"
await said 'gets and builds version v3'
perfq enqueue ccccccc3 >/dev/null
perfq wait ccccccc3 --timeout 60 >/dev/null || fail 'ccccccc3 is not done'
kill -TERM "$example"
ended 'SIGTERM while it waits' 0
expect 'what ran' "$(<"$work/ran")" \
  "$(printf '%s\n' 'aaaaaaa1 v1' 'bbbbbbb2 v2' 'bbbbbbb2 v2' 'ccccccc3 v3')"
expect 'its pin' "$(perfq status bbbbbbb2 --json | grep -c '"pinned_version":"v2"')" 1

# The first signal: the running job is finished, the other one left.
start_patient_job
kill -TERM "$example"
await said 'stopping once'
touch "$work/go"
ended 'the soft stop' 0
expect 'after the soft stop' "$(jobs_in aaaaaaa1 succeeded)" '"succeeded":1'
expect 'after the soft stop' "$(jobs_in aaaaaaa1 queued)" '"queued":1'

# The second one: the running job is handed back.
start_patient_job
kill -TERM "$example"
await said 'stopping once'
kill -TERM "$example"
ended 'the hard stop' 4
expect 'after the hard stop' "$(jobs_in aaaaaaa1 queued)" '"queued":2'

# The soft stop takes too long. Two signals within an instant would be one to bench_next.
SOFT_STOP=1 start_patient_job
kill -TERM "$example"
ended 'the end of the soft stop' 4
expect 'after the end of the soft stop' "$(jobs_in aaaaaaa1 queued)" '"queued":2'

# Killed, it leaves nothing behind that claims more.
start_patient_job
kill -KILL "$example"
ended 'kill -9' 137
touch "$work/go"
await first_job_is_done
start collector.sh
perfq wait aaaaaaa1 --timeout 60 >/dev/null || fail 'the killed one goes on'
kill -TERM "$example"
ended 'SIGTERM after kill -9' 0
expect 'after kill -9' "$(wc -l <"$work/ran")" 1

# A draining collector asks ever more rarely, and goes on afterwards.
begin
mkdir "$work/bin"
real_sleep=$(command -v sleep)
cat >"$work/bin/sleep" <<SCRIPT
#!/bin/sh
[ "\$1" -lt 1000 ] || exec $real_sleep "\$1"
echo "\$1" >>"$work/slept"
SCRIPT
chmod +x "$work/bin/sleep"
perfq collector drain c2 >/dev/null
PATH=$work/bin:$PATH PAUSE=5 start collector.sh
await grep -qsx 40 "$work/slept"
expect 'its pauses' "$(head -n 4 "$work/slept" | tr '\n' ' ')" '5 10 20 40 '
perfq collector resume c2 >/dev/null
perfq enqueue aaaaaaa1 >/dev/null
perfq wait aaaaaaa1 --timeout 60 >/dev/null || fail 'it does not go on after draining'
kill -TERM "$example"
ended 'SIGTERM after draining' 0

# A build that fails is begun anew; what it left is not used.
begin
perfq enqueue aaaaaaa1 >/dev/null
BUILD='[ ! -e rest ]; touch rest; mkdir "$work/once" && exit 1; cp version built' start collector.sh
perfq wait aaaaaaa1 --timeout 60 >/dev/null || fail 'a failed build was the end'
kill -TERM "$example"
ended 'SIGTERM after a failed build' 0
expect 'after a failed build' "$(<"$work/ran")" 'aaaaaaa1 v2'

# What needs a hand ends it.
begin
perfq collector remove c2 >/dev/null
start collector.sh
ended 'a removed collector' 5
said 'needs a hand' || fail 'it does not say that it ended'

# A database that is away does not; nor does a pause hold up the end.
begin
PERFQ_DB=sqlite:$work/none/perfq.db PAUSE=60 start collector.sh
await said 'got no job (exit 1); goes on in 60 s'
kill -TERM "$example"
ended 'SIGTERM in a pause' 0

echo 'collector.sh: every case as expected'
