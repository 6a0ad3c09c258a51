#!/usr/bin/env bash
# Measures perfq beside other queues, on a throw-away PostgreSQL and on SQLite files, and prints one
# table with the ratios:
#
#   tests/bench/peers/run.sh [--quick] [--rounds N] [--only REGEX] [--perfq-bench PATH]
#
# A figure means something only beside another of the same run: they take turns, row by row, each
# round begun by another, and what counts is the median of the rounds. Every queue has the
# durability that its users get, unless a row says so. The least SQL that works, with pgbench and
# least.c, stands for what the databases give at most, with pgbench/kept/ and kept.c for what they
# give where an attempt and events of each job are kept. The others are npm's, in the versions of
# package.json.
#
# It takes 80 minutes; --quick tries every row once, with a tenth of the jobs. --only takes the
# rows whose name matches. A queue that could not be installed is named in the table, and why.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
out=$root/build/peers
source "$here/install.sh"
source "$here/peers.sh"

perfq_bench=$root/build/release/tests/bench/perfq-bench
rounds=
tenth=1
seconds=60
only=.

die() {
  echo "peers: $*" >&2
  exit 1
}

say() { echo "peers: $*" >&2; }

parse() {
  while (($#)); do
    case $1 in
      --rounds | --only | --perfq-bench) (($# > 1)) || die "$1 needs a value" ;;&
      --quick) tenth=10 seconds=10 ;;
      --rounds) rounds=$2 && shift ;;
      --only) only=$2 && shift ;;
      --perfq-bench) perfq_bench=$(realpath -m -- "$2") && shift ;;
      -h | --help) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" && exit ;;
      *) die "unknown option $1" ;;
    esac
    shift
  done
  : "${rounds:=$((tenth == 1 ? 5 : 1))}"
  [[ $rounds =~ ^[1-9][0-9]*$ ]] || die "--rounds takes a number from 1 on"
}

missing() { cut -f 1 "$out/missing" | grep -qx "$1"; }

run_once() {
  local name=$1 peer=$2 result
  shift 2
  psql_now -c CHECKPOINT
  if result=$("run_$peer" "$@" 2>"$work/error"); then
    say "$name $peer $(sed -E 's/.*"jobs_per_s": ?([0-9]+).*/\1/' <<<"$result") jobs/s"
  else
    result="failed: status $?; $({ grep -i error "$work/error" || cat "$work/error"; } |
      head -n 1 | tr '\t' ' ')"
    say "$name $peer $result"
  fi
  printf '%s\t%s\t%s\n' "$name" "$peer" "$result" >>"$out/runs.tsv"
}

# A tenth of the jobs is still a whole number of batches for each worker.
words_of() {
  local words=$1 option count
  for option in jobs history blocked behind requests; do
    [[ $words =~ --$option\ ([0-9]+) ]] || continue
    count=${BASH_REMATCH[1]}
    words=${words/"--$option $count"/"--$option $((count / tenth))"}
  done
  [[ $words != steady* ]] || words+=" --seconds $seconds"
  echo "$words"
}

measure() {
  local name database queues words what round queue list order
  while IFS='|' read -r name database queues words what <&3; do
    [[ -n $name && $name =~ $only ]] || continue
    printf '%s\t%s\t%s\n' "$name" "$queues" "$what" >>"$out/rows.tsv"
    read -ra list <<<"$(words_of "$words")"
    read -ra order <<<"$queues"
    for ((round = 0; round < rounds; ++round)); do
      for queue in "${order[@]}"; do
        missing "$queue" || run_once "$name" "$queue" "$database" "${list[@]}"
      done
      order=("${order[@]:1}" "${order[0]}")
    done
  done 3< <(sed -E '/^#/d; s/ *\| */|/g' "$here/rows.txt")
}

describe() {
  local version
  version=$(psql_now -c 'SHOW server_version')
  printf '%s cores; PostgreSQL %s, SQLite %s, Node.js %s; ' "$(nproc)" "${version%% *}" \
    "$(sqlite3 --version 2>/dev/null | cut -d ' ' -f 1)" "$("${node:-false}" --version || true)"
  sed -nE 's/^ *"([a-z3-]+)": "([0-9.]+)",?$/\1 \2/p' "$here/package.json" | grep -v ^node- |
    paste -sd ';' | sed 's/;/, /g; s/$/; /' | tr -d '\n'
  printf 'medians; rounds: %d' "$rounds"
  ((tenth == 1)) || printf ', with --quick: for a look only'
  printf '; %s\n' "$(date -u +%F)"
}

main() {
  parse "$@"
  [[ -n ${PERFQ_TEST_POSTGRES:-} ]] || exec "$root/tests/support/with_postgres.sh" "$0" "$@"
  mkdir -p "$out"
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  install_peers
  find_missing
  compile_least
  : >"$out/rows.tsv"
  : >"$out/runs.tsv"
  measure
  { describe && LC_ALL=C awk -F '\t' -f "$here/table.awk" "$out/missing" "$out/rows.tsv" \
    "$out/runs.tsv"; } | tee "$out/table.md"
}

main "$@"
