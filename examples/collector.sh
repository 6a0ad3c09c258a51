#!/usr/bin/env bash
# The loop of one collector: gets the code of a version, builds it, and runs jobs with it.
# Configured by the environment; PERFQ_DB says which database, PERFQ_COLLECTOR_ID which collector.
set -euo pipefail

: "${PERFQ_COLLECTOR_ID:?is the id that perfq collector add was given}"
: "${PERFQ:=perfq}"
# Shell commands. All but LATEST run in the folder of their version, which stands in $CODE.
: "${LATEST:=git ls-remote \"\$SOURCE\" HEAD | cut -f 1}" # prints the newest version
: "${UPDATE:=git init -q
  git fetch -q --depth 1 -- \"\$SOURCE\" \"\$1\"
  git checkout -q FETCH_HEAD}" # gets the version $1 into the current folder
: "${BUILD:=./build.sh}"
: "${PREPARE:=}"          # once for each request, such as fetching its toolchain
: "${BENCH:=./bench.sh}"  # one job; examples/README.md says what it is given
: "${FOLDER:=.}"          # where the versions are kept
: "${KEEP:=3}"            # so many of them
: "${WAIT:=60}"           # seconds without a job, after which it looks for a newer version
: "${PAUSE:=5}"           # seconds after a failure; each one in a row doubles it, six times at most
: "${SOFT_STOP:=3600}"    # seconds that the running job is given to finish after SIGTERM

say() { printf 'collector %s: %s\n' "$PERFQ_COLLECTOR_ID" "$1" >&2; }

die() {
  say "$1"
  exit "${2:-1}"
}

# The first SIGTERM is the soft stop, the second the hard one. Each is passed on to what runs: to
# bench_next, which knows the difference, and to anything else, which simply ends.
stop() {
  stops=$((stops + 1))
  pass_on
  ((stops == 1)) || return 0
  say "stopping once the running job is finished; a second signal hands it back at once"
  setsid setpriv --pdeathsig KILL bash -c "sleep $SOFT_STOP && kill -TERM $$" &
  timer=$!
}

pass_on() {
  while [[ -n $child ]] && ((told < stops)); do
    end_group "$child"
    told=$((told + 1))
  done
}

# Until setsid has made the group, the child is a copy of this script, which may swallow a signal.
end_group() {
  until kill -TERM -- "-$1" 2>/dev/null; do
    kill -0 "$1" 2>/dev/null || return 0
    sleep 0.01
  done
}

leave() { exit $((stops > 1 ? 4 : 0)); }

# In a process group of its own, so that Ctrl-C reaches it through stop() alone, and once. Where
# this script is killed it hears a SIGTERM, too, and is not in the way of the next one.
run() {
  local status=0
  ((stops == 0)) || leave
  told=0
  setsid setpriv --pdeathsig TERM "$@" &
  child=$!
  pass_on
  wait "$child" || status=$?
  while ((stops > 0)) && kill -0 "$child" 2>/dev/null; do wait "$child" || true; done
  child=
  ((stops == 0)) || leave
  return "$status"
}

clean_up() {
  [[ -z $timer ]] || end_group "$timer"
  rm -f "$answer"
}

back_off() {
  say "$1; goes on in $pause s"
  run sleep "$pause"
  ((pause >= PAUSE * 64)) || pause=$((pause * 2))
}

# A version stands in a folder of its own, so that going back and forth builds nothing twice. One
# whose update or build was cut short has no mark, and is begun anew.
has_code() {
  export CODE=$FOLDER/versions/code-${1//\//%}
  if [[ ! -e $CODE/.built ]]; then
    say "gets and builds version $1"
    rm -rf "$CODE"
    mkdir -p "$CODE"
    if ! in_code "$UPDATE" "$1" || ! in_code "$BUILD" "$1"; then
      say "version $1 can't be had, see above"
      return 1
    fi
  fi
  touch "$CODE/.built"
}

in_code() { run bash -euo pipefail -c "cd \"\$CODE\"; $1" - "$2" >&2; }

forget_old_code() {
  find "$FOLDER/versions" -mindepth 2 -maxdepth 2 -name .built -printf '%T@ %h\0' |
    sort -z -rn | tail -z -n "+$((KEEP + 1))" | cut -z -d ' ' -f 2- | xargs -0 -r rm -rf --
}

# Where the newest can't be had, the one before goes on.
choose_latest() {
  local newest
  if run bash -euo pipefail -c "$LATEST" >"$answer" && newest=$(<"$answer") && [[ -n $newest ]] &&
    has_code "$newest"; then
    latest=$newest
  elif [[ -n $latest ]]; then
    say "stays with version $latest"
    has_code "$latest"
  else
    return 1
  fi
}

# A job that can't even begin is handed back, uncharged.
# shellcheck disable=SC2016 # It is expanded when it runs.
enter='cd "$CODE" || exit 75;'

# With --json the benchmark's output goes to stderr: on stdout is only what perfq says.
bench_next() {
  run "$PERFQ" bench_next --json --collector-id "$PERFQ_COLLECTOR_ID" --version "$@" \
    ${PREPARE:+--prepare "$enter $PREPARE"} -- bash -c "$enter $BENCH" >"$answer"
}

required_version() { sed -n 's/.*"required_version":"\([^"]*\)".*/\1/p' "$answer" | tail -n 1; }

# One job at a time: the next request may already belong to the newest version.
work_as_asked() {
  local version
  version=$(required_version)
  has_code "$version" || return 1
  status=0
  bench_next "$version" || status=$?
}

work() {
  local began=$SECONDS
  status=0
  bench_next "$latest" --loop --wait "$WAIT" || status=$?
  while ((status == 8)); do work_as_asked || return 1; done
  case $status in
    2 | 5 | 6 | 7) die "bench_next ended with $status, see above: this needs a hand" "$status" ;;
  esac
  # It says a line for each job that it ran. Without any it came back too soon: it is draining or
  # quarantined, or the database is away.
  [[ -s $answer ]] || ((status == 3 && SECONDS - began >= WAIT))
}

[[ $WAIT =~ ^[0-9]+$ ]] || die "WAIT is a number of seconds, not $WAIT" 2
mkdir -p "$FOLDER/versions"
FOLDER=$(realpath "$FOLDER")
answer=$FOLDER/answer
child='' timer='' latest='' pause=$PAUSE stops=0 told=0
trap clean_up EXIT
trap stop TERM INT

while :; do
  if ! choose_latest; then
    back_off "no version can be had"
  elif ! work; then
    back_off "got no job (exit $status)"
  else
    pause=$PAUSE
  fi
  forget_old_code
done
