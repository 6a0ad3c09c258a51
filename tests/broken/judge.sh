# Sourced by tests/broken.sh: whether a test fails once something is broken, and only then.
# shellcheck shell=bash disable=SC2154

limit_seconds=120
declare -A unbroken=()
# The long ones need less to fail than to convince.
export PERFQ_SOAK_SECONDS=${PERFQ_SOAK_SECONDS:-10} PERFQ_RESTARTS=${PERFQ_RESTARTS:-2}

# run LOG FILTER COMMAND…: passed, failed, hangs, or runs no case.
run() {
  local status=0 command=("${@:3}")
  [[ $2 == - ]] || command+=("--test-case=$2")
  timeout --kill-after=10 "$limit_seconds" "${command[@]}" >"$1" 2>&1 </dev/null || status=$?
  if grep -q 'test cases: *0 ' "$1"; then
    echo 'runs no case'
  else
    case $status in 0) echo passed ;; 124 | 137) echo hangs ;; *) echo failed ;; esac
  fi
}

# run_unbroken TEST FILTER FILE: each once, since several lines may stand above one case.
run_unbroken() {
  local name command
  while read -r name command; do
    [[ -z ${unbroken[$name $2]:-} ]] || continue
    # shellcheck disable=SC2086  # a command's words
    unbroken[$name $2]=$(run "$logs/unbroken_$name.log" "$2" $command)
  done < <(tests_of "$1" "$3")
}

# try LOG NAME FILTER COMMAND…: what one test says of what is broken now.
try() {
  local before=${unbroken[$2 $3]:-unknown} targets
  if [[ $before != passed ]]; then
    echo "fails anyway: it $before" && return
  fi
  mapfile -t targets < <(targets_of "${*:4}")
  if ! build_targets "$1" "${targets[@]}"; then
    echo 'does not build' && return
  fi
  case $(run "$1" "${@:3}") in
    failed) echo caught ;;
    hangs) echo 'caught (hangs)' ;;
    *) echo 'NOT CAUGHT' ;;
  esac
}

# judge LOG TEST FILTER FILE EXPRESSION
judge() {
  local name command verdict='no such test'
  sed "$5" "$4" >"$copy/$4"
  if cmp -s "$4" "$copy/$4"; then
    verdict='sed changes nothing'
  else
    # A suite for each database: one that fails is enough.
    while read -r name command; do
      # shellcheck disable=SC2086  # a command's words
      verdict=$(try "$1" "$name" "$3" $command)
      [[ $verdict != caught* ]] || break
    done < <(tests_of "$2" "$4")
  fi
  cp "$4" "$copy/$4"
  echo "$verdict"
}
