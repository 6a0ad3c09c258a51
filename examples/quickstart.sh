#!/usr/bin/env bash
# Builds perfq and lets two collectors benchmark real commits out of one SQLite file.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
examples=$root/examples
work=build/quickstart
build=
resume=no
commits=24
collectors=(alice bob)
pids=()
stops=0

usage() {
  cat <<'END'
usage: examples/quickstart.sh [--commits N] [--build-dir DIR] [--work-dir DIR] [--resume]

  --commits N      benchmark the first N of the 24 commits
  --build-dir DIR  use what is built there; install and build nothing
  --work-dir DIR   database and logs go there (build/quickstart)
  --resume         go on with the database of an interrupted run
END
}

die() {
  printf 'quickstart: %s\n' "$1" >&2
  exit "${2:-1}"
}

parse() {
  while (($#)); do
    case $1 in
      --commits | --build-dir | --work-dir) (($# > 1)) || die "$1 needs a value" 2 ;;&
      --commits) commits=$2 && shift ;;
      --build-dir) build=$(realpath -m -- "$2") && shift ;;
      --work-dir) work=$(realpath -m -- "$2") && shift ;;
      --resume) resume=yes ;;
      -h | --help) usage && exit ;;
      *) die "unknown option $1; see --help" 2 ;;
    esac
    shift
  done
  [[ $commits =~ ^([1-9]|1[0-9]|2[0-4])$ ]] || die "--commits takes a number from 1 to 24" 2
}

step() { printf '\n== %s\n' "$1"; }

perfq() { "$build/cli/perfq" "$@"; }

build_perfq() {
  [[ -z $build ]] || return 0
  build=$root/build/release
  step "Installing the packages that are missing"
  "$examples/install_packages.sh" build
  step "Building"
  cmake --preset release -DPERFQ_SCRIPTS=OFF
  cmake --build --preset release --target perfq compile_bench
}

# The lock is inherited by the collectors: a second run can't take the database from under them.
prepare_work() {
  mkdir -p "$work"
  exec 9>"$work/lock"
  flock -n 9 || die "another quickstart works in $work: wait for it, or choose a --work-dir"
  [[ $resume == yes ]] || rm -f "$work"/perfq.db* "$work"/*.log
  export PERFQ_DB=sqlite:$work/perfq.db
}

enqueue() {
  step "Enqueuing $commits commits into $work/perfq.db"
  head -n "$commits" "$examples/data/commits.jsonl" | perfq enqueue --from - >"$work/enqueue.log"
}

# In sessions of their own, so that Ctrl-C reaches them through stop() alone, and once.
start_collectors() {
  step "Two collectors at work; their logs are $work/*.log"
  local id
  for id in "${collectors[@]}"; do
    setsid "$build/cli/perfq" bench_next --collector-id "$id" --loop -- \
      "$build/examples/compile_bench" '{sha}' "$examples/compile_bench/units" \
      >"$work/$id.log" 2>&1 &
    pids+=($!)
  done
}

alive() {
  local pid
  for pid in "${pids[@]}"; do
    if kill -0 "$pid" 2>/dev/null; then return 0; fi
  done
  return 1
}

stop() {
  stops=$((stops + 1))
  local pid
  for pid in "${pids[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
  if ((stops == 1)); then
    printf '\nStopping: each collector finishes its commit. Ctrl-C again stops it now.\n' >&2
  fi
}

# A trap interrupts wait: ask again until the process is gone, and once more for its true exit code.
exit_code_of() {
  local pid=$1 code=0 again=0
  wait "$pid" || code=$?
  while kill -0 "$pid" 2>/dev/null; do
    code=0
    wait "$pid" || code=$?
  done
  if ((code > 128)); then wait "$pid" 2>/dev/null || again=$?; fi
  if ((code > 128 && again != 127)); then code=$again; fi
  ended=$code
}

wait_for_collectors() {
  local index ended
  for index in "${!pids[@]}"; do
    exit_code_of "${pids[index]}"
    unset "pids[index]"
    # 3: the other collector left nothing to do. 4: it was stopped in mid-job.
    if ((ended != 0 && ended != 3 && !(stops > 0 && ended == 4))); then
      tail -n 5 "$work/${collectors[index]}.log" >&2
      die "collector ${collectors[index]} ended with $ended"
    fi
  done
}

count() { sed -n 's/.*"queue":{[^}]*"'"$1"'":\([0-9]*\).*/\1/p' <<<"$2"; }

print_progress() {
  local json queued running
  json=$(perfq status --json --limit 1 | tr -d ' \n')
  queued=$(count queued "$json")
  running=$(count running "$json")
  printf '%3d done  %3d running  %3d queued\n' $((commits - queued - running)) "$running" "$queued"
}

# Lines longer than the window are cut by the terminal: wrapped, they would break the redraw.
redraw() {
  local lines height
  height=$(tput lines 2>/dev/null || echo 24)
  mapfile -t -n $((height - 2)) lines < <(perfq status --limit 8)
  if ((drawn > 0)); then printf '\e[%dA' "$drawn"; fi
  printf '\e[?7l'
  printf '%s\e[K\n' "${lines[@]}"
  printf '\e[?7h\e[J'
  drawn=${#lines[@]}
}

show_progress() {
  local second=0 drawn=0
  while alive && ((stops == 0)); do
    if [[ -t 1 ]]; then
      redraw
    elif ((second++ % 5 == 0)); then
      print_progress
    fi
    sleep 1 || true
  done
}

print_table() {
  local commit
  head -n "$commits" "$examples/data/commits.jsonl" | sed 's/.*"sha": *"\([^"]*\)".*/\1/' |
    while read -r commit; do perfq results "$commit" --csv || exit; done |
    LC_ALL=C awk -v expected="$commits" -f "$examples/results_table.awk"
}

explain_resume() {
  local again=(examples/quickstart.sh --resume --commits "$commits")
  [[ $build == "$root/build/release" ]] || again+=(--build-dir "$build")
  [[ $work == build/quickstart ]] || again+=(--work-dir "$work")
  printf '\nStopped; nothing is lost. To go on:\n  %s\n' "${again[*]}"
  exit 130
}

main() {
  parse "$@"
  cd "$root"
  build_perfq
  [[ -x $build/cli/perfq && -x $build/examples/compile_bench ]] ||
    die "nothing is built in $build" 2
  : "${CXX:=g++}"
  command -v "${CXX%% *}" >/dev/null || die "no compiler $CXX: install it, or set CXX" 2
  prepare_work
  enqueue
  trap stop INT TERM HUP
  trap 'stop 2>/dev/null' EXIT
  start_collectors
  show_progress
  wait_for_collectors
  trap - EXIT
  ((stops == 0)) || explain_resume
  step "perfq status"
  perfq status
  step "Results"
  print_table || die "not every commit has a result: perfq status SHA says why"
  printf '\nLook around:  PERFQ_DB=%s %s status\n' "$PERFQ_DB" "${build#"$root"/}/cli/perfq"
}

main "$@"
