#!/usr/bin/env bash
# Breaks what each scenario rests on, and sees its test fail: broken.sh [--list] [LABEL…]
#   --list   only what is broken, and which test is to fail
#   LABEL    of these scenarios only (docs/scenarios.md): Q5 D3
# Tests say it themselves, see tests/broken/find.awk. Broken is a copy beneath build/broken, which
# the next run builds on; what each test said is in its folder `logs`. Exit 1 where a test does not
# fail, or fails anyway.
set -uo pipefail

cd "$(dirname "$0")/.." || exit
# shellcheck source=tests/broken/copy.sh
. tests/broken/copy.sh
# shellcheck source=tests/broken/judge.sh
. tests/broken/judge.sh
list=false
labels=' '
missed=0

usage() {
  sed -n '2,7s/^# //p' "$0"
}

parse() {
  while (($# > 0)); do
    case $1 in
      --list) list=true ;;
      --help) usage && exit 0 ;;
      [QDS][0-9]*) labels+="$1 " ;;
      *) usage >&2 && exit 2 ;;
    esac
    shift
  done
}

# Of each the label, the test's file and line, a filter for its case, the file to break and how.
mutants() {
  known_files | grep -E '^tests/.*\.(cpp|sh)$' | xargs awk -f tests/broken/find.awk |
    awk -F '\t' -v wanted="$labels" 'wanted == " " || index(wanted, " " $1 " ")' |
    sort -s -t $'\t' -k 1.1,1.1 -k 1.2,1n
}

row() {
  local test=${2#tests/}
  printf '%-4s %-42s %-42s %s\n' "$1" "$test" "$3" "$4"
}

list_all() {
  row scenario test breaks with
  while IFS=$'\t' read -r label test _ file expression; do
    row "$label" "$test" "$file" "$expression"
  done <<<"$found"
}

prepare() {
  local targets=()
  copy_tree && configure || return
  list_tests >"$work/tests"
  mapfile -t targets < <(while IFS=$'\t' read -r _ test _ file _; do
    tests_of "${test%:*}" "$file" | while read -r _ command; do targets_of "$command"; done
  done <<<"$found" | sort -u)
  echo "broken: ${#targets[@]} targets are built" >&2
  build_targets "$work/build.log" "${targets[@]}" || {
    tail -n 30 "$work/build.log" >&2
    return 1
  }
}

judge_all() {
  local label test filter file expression log verdict
  # Before anything is broken: of one that fails anyway nothing could be told.
  while IFS=$'\t' read -r _ test filter file _; do
    run_unbroken "${test%:*}" "$filter" "$file"
  done <<<"$found"
  row scen test broken verdict
  while IFS=$'\t' read -r label test filter file expression; do
    log=$logs/${label}_$(tr /: __ <<<"${test#tests/}").log
    verdict=$(judge "$log" "${test%:*}" "$filter" "$file" "$expression")
    row "$label" "$test" "$file" "$verdict"
    [[ $verdict == caught* ]] || ((++missed))
  done <<<"$found"
}

parse "$@"
found=$(mutants)
[[ -n $found ]] || { echo "broken: no test says what breaks$labels" >&2 && exit 2; }
if $list; then
  list_all
  exit
fi
if [[ -z ${PERFQ_TEST_POSTGRES:-} ]]; then
  exec tests/support/with_postgres.sh "$0" "$@"
fi
prepare || exit
judge_all
echo "broken: $(wc -l <<<"$found") lines, $missed not caught, $((SECONDS / 60)) min"
((missed == 0))
