#!/usr/bin/env bash
# What takes too long for every day: nightly.sh [--big-only] [--commits N] [--rounds N] [--seed N]
#   --big-only    without tests/run.sh, which else comes first; build/dev is brought up to date
#   --commits N   how many of the 500 real commits the fleet works through (500)
#   --rounds N    how often random lives are compared, with fresh seeds (20, of 15 s at most)
#   --seeds N     how many seeds are simulated (20,000)
#   --seed N      who crashes when, as the table of an earlier night tells it
# It ends by itself, within seven hours. Where something failed: exit 1, and its log's place.
set -uo pipefail

cd "$(dirname "$0")/.." || exit
logs=$PWD/build/logs
everything=true
commits=500
rounds=20
seeds=20000
seed=$((RANDOM * 32768 + RANDOM))
failed=0
table=''

usage() {
  sed -n '2,8s/^# //p' "$0"
}

die() {
  printf 'nightly: %s\n' "$1" >&2
  exit 2
}

parse() {
  while (($# > 0)); do
    case $1 in
      --commits | --rounds | --seeds | --seed)
        [[ ${2:-} =~ ^[1-9][0-9]{0,17}$ ]] || die "$1 takes a number, at least 1"
        printf -v "${1#--}" '%s' "$2"
        shift
        ;;
      --big-only) everything=false ;;
      --help) usage && exit 0 ;;
      *) die "unknown option $1; see --help" ;;
    esac
    shift
  done
  ((commits <= 500)) || die '--commits: there are 500'
}

# row NAME STATUS SECONDS TOLD
row() {
  local result=passed
  (($2 == 0)) || result='FAILED '
  table+=$(printf '  %-30s %-7s %4d:%02d  %s' "$1" "$result" $(($3 / 60)) $(($3 % 60)) "$4")$'\n'
}

# What a test told of its seed and of how much it did.
told_in() {
  grep -oE 'PERFQ_SEED=[0-9]+|[0-9]+ jobs, [0-9]+ crashes|(lived|simulated) [0-9]+ [a-z]+' "$1" |
    awk '!seen[$0]++' | paste -sd ' '
}

# big NAME MINUTES COMMAND…: one that fails holds up none of the others.
big() {
  local name=$1 minutes=$2 log=$logs/nightly_${1// /_}.log began=$SECONDS status=0
  echo "nightly: $name"
  timeout --kill-after=1m "${minutes}m" "${@:3}" >"$log" 2>&1 </dev/null || status=$?
  # A filter that fits no case would pass.
  grep -q 'test cases: *[1-9]' "$log" || status=1
  row "$name" "$status" $((SECONDS - began)) "$(told_in "$log")"
  if ((status != 0)); then
    failed=1
    tail -n 30 "$log"
    echo "nightly: all of it is in $log"
  fi
}

# fleet STORE: R14, all of it.
fleet() {
  big "fleet $1" 20 env PERFQ_TEST_COMMITS="$commits" PERFQ_SEED="$seed" \
    tests/support/with_postgres.sh build/dev/tests/fleet --test-case="R14*$1*"
}

# Everything at once, ten minutes on each database.
soak() {
  big soak 30 env PERFQ_SOAK_SECONDS=600 PERFQ_SEED="$seed" \
    tests/support/with_postgres.sh build/dev/tests/soak
}

restarts() {
  big '100 restarts' 20 env PERFQ_RESTARTS=100 \
    tests/support/with_postgres.sh build/dev/tests/faults_restart
}

# 64 workers on a hundred thousand jobs.
many_workers() {
  big "100,000 jobs" 20 env PERFQ_JOBS=100000 tests/support/with_postgres.sh \
    build/dev/tests/faults --source-file='*many_workers_test.cpp'
}

# Each scenario's mechanism taken out: its test has to fail.
broken() {
  local began=$SECONDS status=0 log=$logs/nightly_broken.log
  echo 'nightly: broken'
  timeout --kill-after=1m 80m tests/broken.sh >"$log" 2>&1 </dev/null || status=$?
  row broken "$status" $((SECONDS - began)) "$(grep -oE '[0-9]+ lines, [0-9]+ not caught' "$log")"
  if ((status != 0)); then
    failed=1
    grep -v ' caught' "$log" | tail -n 30
    echo "nightly: all of it is in $log"
  fi
}

# fuzz NAME: a minute from what is kept; what it finds goes to a folder of its own.
fuzz() {
  local found=$logs/nightly_fuzz_$1 log=$logs/nightly_fuzz_$1.log began=$SECONDS status=0
  echo "nightly: fuzz $1"
  mkdir -p "$found"
  timeout --kill-after=1m 5m "build/fuzz/tests/fuzz/fuzz_$1" -max_total_time=60 \
    -artifact_prefix="$found/" "$found" "tests/fuzz/corpus/$1" >"$log" 2>&1 </dev/null || status=$?
  row "fuzz $1" "$status" $((SECONDS - began)) "$(grep -oE 'Done [0-9]+ runs' "$log")"
  if ((status != 0)); then
    failed=1
    tail -n 30 "$log"
    echo "nightly: the input is in $found"
  fi
}

run_everything() {
  local began=$SECONDS status=0
  timeout --kill-after=1m 90m tests/run.sh || status=$?
  row 'tests/run.sh' "$status" $((SECONDS - began)) ''
  ((status == 0)) || failed=1
}

build() {
  cmake --preset release &&
    cmake --build --preset release --parallel "$(nproc)" --target simulation &&
    cmake --preset dev &&
    cmake --build --preset dev --parallel "$(nproc)" \
      --target faults faults_restart fleet model soak &&
    cmake --preset fuzz && cmake --build --preset fuzz --parallel "$(nproc)"
}

parse "$@"
mkdir -p "$logs"
if $everything; then
  run_everything
fi
if ! build >"$logs/nightly_build.log" 2>&1; then
  tail -n 30 "$logs/nightly_build.log"
  exit 1
fi
fleet SqliteStore
fleet PostgresStore
for ((round = 1; round <= rounds; ++round)); do
  big "model $round" 2 tests/support/with_postgres.sh build/dev/tests/model
done
soak
restarts
many_workers
broken
big simulation 20 env PERFQ_SEEDS="$seeds" PERFQ_SEED="$seed" \
  build/release/tests/simulation/simulation
for fuzzer in duration jsonl placeholder suite url; do
  fuzz "$fuzzer"
done
printf '\n%s' "$table"
exit "$failed"
