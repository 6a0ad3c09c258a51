# What the tests of the examples share. Each has a folder and a SQLite file of its own.
# shellcheck shell=bash
set -euo pipefail

export PERFQ=${1:?usage: TEST PERFQ}
examples=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../examples" && pwd)
work=$(mktemp -d)
export work PERFQ_DB=sqlite:$work/perfq.db
example='' groups=() schema=''

perfq() { "$PERFQ" "$@"; }

# use_database sqlite|postgres: the file, or a schema of the test's own, whose name is $schema.
use_database() {
  [[ $1 == postgres ]] || return 0
  : "${PERFQ_TEST_POSTGRES:?needs a server: run it in tests/support/with_postgres.sh}"
  schema=$(basename "$0" .sh)_$$
  PERFQ_DB="$PERFQ_TEST_POSTGRES?schema=$schema"
  perfq migrate >/dev/null
}

fail() {
  printf 'FAILED: %s\n' "$1" >&2
  [[ ! -e $work/log ]] || cat "$work/log" >&2
  exit 1
}

# The command is asked until it says yes.
await() {
  local deadline=$((SECONDS + 60))
  until "$@"; do
    ((SECONDS < deadline)) || fail "never: $*"
    sleep 0.02
  done
}

expect() {
  [[ $2 == "$3" ]] || fail "$1: expected '$3', got '$2'"
}

said() { grep -qF -- "$1" "$work/log"; }

# Signals are not ignored, as they would be after a plain `&`.
start() {
  : >"$work/log"
  setsid "$examples/$1" "${@:2}" 2>"$work/log" >/dev/null &
  example=$!
  groups+=("$example")
}

gone() { ! kill -0 "$example" 2>/dev/null; }

ended() {
  local status=0
  await gone
  wait "$example" 2>/dev/null || status=$?
  example=''
  expect "$1" "$status" "$2"
}

clean_up() {
  local group
  # More than one signal: the hard stop.
  for _ in {1..100}; do
    if [[ -z $example ]] || gone; then break; fi
    kill -TERM "$example"
    sleep 0.1
  done
  for group in "${groups[@]}"; do kill -KILL -- "-$group" 2>/dev/null || true; done
  rm -rf "$work"
}
trap clean_up EXIT
