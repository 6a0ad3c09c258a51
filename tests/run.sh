#!/usr/bin/env bash
# Builds and tests everything: run.sh [--quick] [--no-tidy] [-- CTEST_ARG…]
#   --quick     the dev build, which the next time builds what changed, and all tests, unsanitized
#   --no-tidy   without clang-tidy
# What follows `--` goes to ctest, for instance: run.sh --quick -- -R conformance
set -euo pipefail

cd "$(dirname "$0")/.."
logs=$PWD/build/logs
jobs=$(nproc)
quick=false
tidy=true
ctest_arguments=()
table=''
running=''
ticker=''
closing=''
plain_closing=''
declare -A beneath=()

usage() {
  sed -n '2,5s/^# //p' "$0"
}

parse() {
  while (($# > 0)); do
    case $1 in
      --quick) quick=true ;;
      --no-tidy) tidy=false ;;
      --help) usage && exit 0 ;;
      --) ctest_arguments=("${@:2}") && return ;;
      *) usage >&2 && exit 2 ;;
    esac
    shift
  done
}

clock() {
  printf '%d:%02d' $(($1 / 60)) $(($1 % 60))
}

row() {
  printf '  %-26s %6s%s\n' "$1" "$(clock "$2")" "${3:+  $3}"
}

# Always the last words: the stages, and ctest's closing line.
finish() {
  local status=$? pid
  stop_ticker
  for pid in "${beneath[@]}"; do kill -- "-$pid" 2>/dev/null || true; done
  [[ -z $running ]] || table+=$(row "$running" $((SECONDS - began)) FAILED)$'\n'
  printf '\n%s' "$table"
  row total "$SECONDS" ''
  if ((status != 0)); then
    echo "failed: ${running:-the start}"
    plain_closing=$closing
  fi
  [[ -z $plain_closing ]] || echo "$plain_closing"
}

# stage NAME HOW COMMAND…: HOW is `quietly` or `aloud`.
stage() {
  running=$1
  began=$SECONDS
  closing=''
  printf '%6s  %s\n' "$(clock "$SECONDS")" "$running"
  "$2" "$logs/${running// /_}.log" "${@:3}"
  table+=$(row "$running" $((SECONDS - began)) "$closing")$'\n'
  running=''
}

# beneath NAME COMMAND…: beside the stages that follow, in what time they leave; then `rise NAME`.
beneath() {
  setsid nice -n 19 "${@:2}" >"$logs/${1// /_}.log" 2>&1 </dev/null &
  beneath[$1]=$!
}

rise() {
  local log=$logs/${1// /_}.log
  running=$1
  began=$SECONDS
  closing=''
  printf '%6s  %s, which began before\n' "$(clock "$SECONDS")" "$running"
  renice -n 0 -g "${beneath[$1]}" >/dev/null 2>&1 || true
  if ! wait "${beneath[$1]}"; then
    unset "beneath[$1]"
    show_fault "$log" >&2
    return 1
  fi
  unset "beneath[$1]"
  table+=$(row "$running" $((SECONDS - began)) '')$'\n'
  running=''
}

# The output goes to a log; a line of it shows every half minute that there is life.
quietly() {
  local log=$1 status=0
  : >"$log"
  tick "$log" &
  ticker=$!
  "${@:2}" >"$log" 2>&1 </dev/null || status=$?
  stop_ticker
  if ((status != 0)); then
    show_fault "$log" >&2
  fi
  return "$status"
}

tick() {
  local seconds=0
  while sleep 1 >/dev/null 2>&1; do
    ((++seconds % 30)) || printf '        … %s\n' "$(tail -n 1 "$1" | cut -c 1-88)"
  done
}

stop_ticker() {
  if [[ -n $ticker ]]; then
    kill "$ticker" 2>/dev/null || true
    wait "$ticker" 2>/dev/null || true
    ticker=''
  fi
}

# Of a build, from its first fault on.
show_fault() {
  if grep -q '^FAILED:' "$1"; then
    sed -n '/^FAILED:/,$p' "$1" | head -n 100
  else
    tail -n 100 "$1"
  fi
}

aloud() {
  local status=0
  "${@:2}" 2>&1 | tee "$1" || status=$?
  closing=$(grep -E '^[0-9]+% tests passed' "$1" || true)
  return "$status"
}

build() {
  cmake --preset "$1" && cmake --build --preset "$1" --parallel "$jobs" "${@:2}"
}

# The sanitizers' runtimes of 2022 lose their way in the address spaces of newer kernels.
fixed_addresses() {
  if setarch "$(uname -m)" -R true 2>/dev/null; then
    echo setarch "$(uname -m)" -R
  fi
}

run_tests() {
  local preset=$1 prefix=()
  [[ $preset != *san ]] || read -ra prefix <<<"$(fixed_addresses)"
  # Most tests wait for a database or for a process more than for a core.
  tests/support/with_postgres.sh "${prefix[@]}" ctest --preset "$preset" --parallel $((2 * jobs)) \
    --no-tests=error --output-on-failure "${ctest_arguments[@]}"
}

build_without_postgres() {
  build clang || return
  if ldd build/clang/cli/perfq | grep libpq; then
    echo 'a build without PostgreSQL links libpq'
    return 1
  fi
}

# On what they have found so far.
run_fuzzers() {
  ctest --test-dir build/clang --no-tests=error --output-on-failure
}

parse "$@"
trap finish EXIT
mkdir -p "$logs"
stage 'packages' aloud examples/install_packages.sh test
if $quick; then
  stage 'build dev' quietly build dev
  stage 'test dev' aloud run_tests dev
  plain_closing=$closing
  exit
fi

stage 'build release' quietly build release
stage 'test release' aloud run_tests release
stage 'build clang, no PostgreSQL' quietly build_without_postgres
stage 'test fuzzers' aloud run_fuzzers
stage 'build asan' quietly build asan
# Tests wait for databases and processes half of their time.
# shellcheck disable=SC2016
beneath 'build tsan' bash -c 'cmake --preset tsan &&
  cmake --build --preset tsan --parallel "$0" --target thread_suites' "$jobs"
stage 'test asan' aloud run_tests asan
plain_closing=$closing
rise 'build tsan'
if $tidy; then
  stage 'clang-tidy' quietly tests/style/tidy.sh
fi
stage 'test tsan' aloud run_tests tsan
