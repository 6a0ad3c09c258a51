# What each queue runs for a row of the table; sourced by run.sh. `run_PEER DATABASE WORD…` takes
# perfq-bench's words and prints perfq-bench's JSON object.

# In the script's process group, so that what ends the script ends all of it.
limited() { timeout --foreground --kill-after=10 "$((120 + 3 * seconds))" "$@"; }

fresh_file() {
  rm -f "$work"/jobs.db*
  echo "$work/jobs.db"
}

url_of() {
  if [[ $1 == postgres ]]; then
    echo "$PERFQ_TEST_POSTGRES"
  else
    echo "sqlite:$(fresh_file)"
  fi
}

run_perfq() {
  limited "$perfq_bench" "${@:2}" --db "$(url_of "$1")" --json
}

# What is said to be flat: the same without it.
run_bare() {
  local words="${*:2}"
  # shellcheck disable=SC2086
  run_perfq "$1" $(sed -E 's/--(history|blocked|behind) [0-9]+|--hold-snapshot//g' <<<"$words")
}

run_driver() {
  local url
  url=$(url_of "$2")
  limited "$node" "$here/$1.mjs" "${@:3}" --db "$url"
}

run_graphile() { run_driver graphile "$@"; }
run_pgboss() { run_driver pgboss "$@"; }
run_plainjob() { run_driver plainjob "$@"; }

read_words() {
  workload=$1 jobs=10000 workers=1 batch=1 hold=no durability=full
  shift
  while (($#)); do
    case $1 in
      --jobs) jobs=$2 && shift ;;
      --workers) workers=$2 && shift ;;
      --batch) batch=$2 && shift ;;
      --durability) durability=$2 && shift ;;
      --seconds) shift ;;
      --hold-snapshot) hold=yes ;;
      # A client of pgbench has a connection of its own either way.
      --processes) ;;
      *) echo "$1 means nothing here" >&2 && return 2 ;;
    esac
    shift
  done
}

run_least() { run_least_sql least pgbench "$@"; }
run_kept() { run_least_sql kept pgbench/kept "$@"; }

run_least_sql() {
  local workload jobs workers batch hold durability scripts=$here/$2
  read_words "${@:4}" || return
  if [[ $3 == postgres ]]; then
    run_pgbench
  else
    limited "$work/$1" "$workload" "$(fresh_file)" "$jobs" "$batch" "$durability"
  fi
}

psql_now() { limited psql -qXAt -v ON_ERROR_STOP=1 "$@" "$PERFQ_TEST_POSTGRES"; }

# The answer tells that the snapshot is taken.
hold_snapshot() {
  local answer
  coproc holder { exec psql -qXAt "$PERFQ_TEST_POSTGRES"; }
  printf 'BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM least.jobs;\n' \
    >&"${holder[1]}"
  read -r -t 20 answer <&"${holder[0]}"
}

release_snapshot() {
  local end=${holder[1]} process=$holder_PID
  exec {end}>&-
  wait "$process" || true
}

# Whoever asks for its status switches errexit off: every step says what it needs.
run_pgbench() {
  local waiting=0 script=$workload calls=$((jobs / workers / batch)) length
  length=(-t "$calls")
  case $workload in
    drain)
      waiting=$jobs script=drain_$( ((batch == 1)) && echo 1 || echo many)
      # Who hands in with the next claim has one more call to make, and one more for each that got
      # nothing, as others looked at what was left.
      [[ $scripts != */kept ]] || length=(-t $((calls + 10)))
      ;;
    steady) waiting=50 length=(-T "$seconds" -P 10) ;;
  esac
  psql_now -v waiting="$waiting" -f "$scripts/tables.sql" >/dev/null || return
  [[ $hold == no ]] || hold_snapshot || return
  limited pgbench -n -M prepared -c "$workers" -j "$workers" "${length[@]}" -D batch="$batch" \
    -D share=$((jobs / workers)) -D claimed=0 -D id=0 -D ids='{}' \
    -f "$scripts/$script.sql" "$PERFQ_TEST_POSTGRES" >"$work/pgbench" 2>&1 ||
    { cat "$work/pgbench" >&2 && return 1; }
  [[ $hold == no ]] || release_snapshot
  refuse_half_done || return
  LC_ALL=C awk -v workload="$workload" -v workers="$workers" -v batch="$batch" \
    -v calls=$((calls * workers)) -f "$here/pgbench/report.awk" "$work/pgbench" || return
  psql_now -c 'SET client_min_messages = error' -c 'DROP SCHEMA least CASCADE'
}

refuse_half_done() {
  local left
  [[ $workload == drain ]] || return 0
  left=$(psql_now -c "SELECT count(*) FROM least.jobs WHERE state <> 'done'")
  if ((left > 0)); then echo "pgbench left $left jobs undone" >&2 && return 1; fi
}
