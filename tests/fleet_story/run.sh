#!/usr/bin/env bash
# Runs docs/fleet.md: run.sh PERFQ_FOLDER sqlite|postgres
#
# Its ```sh blocks run in order in one shell, in a folder of their own that holds examples/data.
# What a block prints must be the ```text block behind it; without one it prints nothing. There …
# stands for anything within a line, alone in a line for any number of lines.
set -eu

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$here/../..
story=$root/docs/fleet.md
work=$(mktemp -d)
kinds=()
lines=()
bodies=()

clean_up() {
  local job
  for job in $(jobs -p); do kill -KILL "$job" 2>/dev/null || true; done
  wait
  rm -rf "$work"
}

read_blocks() {
  local line number=0 kind='' body=''
  while IFS= read -r line; do
    number=$((number + 1))
    case $kind:$line in
      :'```sh' | :'```text') kind=${line#'```'} body='' lines+=("$number") ;;
      ?*:'```') kinds+=("$kind") bodies+=("$body") kind='' ;;
      ?*:*) body+=$line$'\n' ;;
    esac
  done <"$story"
}

open_database() {
  case $1 in
    sqlite) PERFQ_DB=sqlite:$work/fleet.db ;;
    postgres)
      : "${PERFQ_TEST_POSTGRES:?needs a server: run it in tests/support/with_postgres.sh}"
      PERFQ_DB="$PERFQ_TEST_POSTGRES?schema=fleet_story_$$"
      ;;
  esac
  export PERFQ_DB
}

# fail BLOCK WHAT
fail() {
  echo "docs/fleet.md:${lines[$1]}: $2"
  sed 's/^/  $ /' <<<"${bodies[$1]%$'\n'}"
}

# Of a block that is run, what it is to print.
claim_behind() {
  if [[ ${kinds[$1 + 1]-} == text ]]; then printf %s "${bodies[$1 + 1]}"; fi
}

check_printed() {
  claim_behind "$1" >claim
  if ! awk -f "$here/matches.awk" claim "printed_$1"; then
    fail "$1" "prints something else"
    diff -u claim "printed_$1" || true
    exit 1
  fi
}

# The story's own shell is this one: it sets variables, and starts collectors beside it.
run_story() {
  local block before=''
  for block in "${!kinds[@]}"; do
    case $before${kinds[block]} in
      *sh)
        if ! eval "${bodies[block]}" >"printed_$block" 2>&1 </dev/null; then
          fail "$block" "fails" && cat "printed_$block"
          exit 1
        fi
        check_printed "$block"
        ;;
      shtext) ;;
      *) fail "$block" "no command stands before it" && exit 1 ;;
    esac
    before=${kinds[block]}
  done
}

trap clean_up EXIT
read_blocks
PATH=$(cd "$1" && pwd):$PATH
export PATH LC_ALL=C.UTF-8
unset COLUMNS
cp "$root"/examples/data/* "$work"
cd "$work"
open_database "$2"
run_story
echo "docs/fleet.md: ${#kinds[@]} blocks, $SECONDS s"
