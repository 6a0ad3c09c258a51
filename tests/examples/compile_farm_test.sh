#!/usr/bin/env bash
# The compile farm, on real sources:
# compile_farm_test.sh PERFQ FOLDER-OF-ITS-PROGRAMS sqlite|postgres
# shellcheck source=tests/examples/support.sh
. "$(dirname "$0")/support.sh"

PATH=$2:$PATH
root=$(cd "$examples/.." && pwd)
log=$work/log
declare -A workers=()
use_database "$3"
unset PERFQ_CC_LOCAL_AFTER PERFQ_CC_QUEUE
# Nothing that goes wrong waits for ever.
export PERFQ_CC_QUEUE_TIMEOUT=2m

cat >"$work/Makefile" <<'MAKE'
sources := $(addprefix libqueue/core/,ending json_depth lifecycle names text time) \
  $(addprefix examples/compile_bench/,compile_bench measure report) \
  $(addprefix examples/compile_farm/,command_line flags markers)
flags := -std=c++20 -O1 -Wall -Ilibqueue -Ilibqueue/include
all: $(addprefix $(OUT)/,$(addsuffix .o,$(notdir $(sources))))
vpath %.cpp $(sort $(dir $(sources)))
$(OUT)/%.o: %.cpp ; $(CXX) $(flags) $(debug) -MMD -c $< -o $@
# Half of them with debug information, which has columns, folders and the compiler's flags.
$(OUT)/e%.o $(OUT)/m%.o $(OUT)/t%.o: debug := -g
MAKE

build() {
  mkdir -p "$work/$1"
  make -s -C "$root" -f "$work/Makefile" OUT="$work/$1" "${@:2}" >>"$log" 2>&1
}

start_worker() {
  TMPDIR=$work setsid perfq-farm-worker --name "$1" --slots 1 --lease 3s "${@:2}" \
    >"$work/$1.log" 2>&1 &
  workers[$1]=$!
  groups+=("$!")
  await grep -qs compiles "$work/$1.log"
}

# How they end, the hard way or the soft.
end_workers() {
  local name
  for name in "${!workers[@]}"; do
    kill -"$1" "${workers[$name]}"
    kill -CONT "${workers[$name]}" 2>/dev/null || true # an idle one is gone by now
    wait "${workers[$name]}" 2>/dev/null || [[ $1 == KILL ]] || fail "worker $name: exit $?"
    unset "workers[$name]"
  done
}

compiles() {
  perfq job list --queue compile --state running |
    awk -v worker="$1" '$NF == worker { found = 1 } END { exit !found }'
}

# Stopped first, so that the compilation that was seen to run is surely not over.
kill_in_mid_compile() {
  while :; do
    await compiles "$1"
    kill -STOP "${workers[$1]}"
    if compiles "$1"; then break; fi
    kill -CONT "${workers[$1]}"
  done
  kill -KILL "${workers[$1]}"
  wait "${workers[$1]}" 2>/dev/null || true
  unset "workers[$1]"
}

events() {
  perfq events --json | grep -c "\"type\":\"job\.$1\"" || true
}

states() {
  perfq job list --queue compile | awk 'NR > 1 { print $4 }' | sort | uniq -c | xargs
}

# A statement's only value, or the rows of a file of statements, of either database.
ask() {
  case $PERFQ_DB in
    sqlite:*) sqlite3 -separator ' ' "$work/perfq.db" "$1" ;;
    *) PGOPTIONS="-c search_path=$schema" \
      psql --no-psqlrc -qAt -F ' ' -c "$1" "$PERFQ_TEST_POSTGRES" ;;
  esac
}

# The objects byte by byte, and what they depend on. It fails without the maps of
# CompilerRun::true_names, or with -fdirectives-only taken out of preprocess.cpp.
expect_as_local() {
  local file
  for file in "$work"/local/*; do
    sed "s#^$work/[a-z]*/##" "$work/$1/${file##*/}" | cmp - <(sed "s#^$work/[a-z]*/##" "$file") ||
      fail "${file##*/} of the $1 build is another than of a local one"
  done
}

same_as_gcc() {
  local expected=0 status=0
  g++ "$@" 2>"$work/expected" || expected=$?
  perfq-cc g++ "$@" 2>"$work/got" || status=$?
  expect "the exit of: $*" "$status" "$expected"
  diff "$work/expected" "$work/got" || fail "the words of: $*"
}

build local -j2 CXX=g++ || fail 'the local build'

# Three of four workers die in mid-compile, one comes anew: nobody notices but the history.
for name in w1 w2 w3 w4; do start_worker "$name"; done
build farmed -j8 CXX='perfq-cc g++' &
make=$!
for name in w1 w2 w3; do kill_in_mid_compile "$name"; done
start_worker w5
wait "$make" || fail 'the build on the farm'
expect_as_local farmed
expect 'the ends of the jobs' "$(states)" '12 succeeded'
expect 'submitted' "$(events queued)" 12
(($(events lost) >= 3)) || fail "only $(events lost) attempts were lost with three workers"
expect 'compiled by a submitter' "$(perfq events --json | grep -c perfq-cc@ || true)" 0

# With nobody there: the same again comes out of history. It fails without find_result in
# Submitter::get_compiled.
end_workers TERM
PERFQ_CC_QUEUE_TIMEOUT=1ms build again -j2 CXX='perfq-cc g++' || fail 'the build out of history'
expect_as_local again
expect 'submitted again' "$(events queued)" 12

# History is over, nobody is there: compiled here, and seen as any attempt is. It fails without the
# claim in Submitter::compile_here.
perfq prune --older-than 0 >/dev/null
rm "$work/again/text.o"
PERFQ_CC_LOCAL_AFTER=10ms build again CXX='perfq-cc g++' || fail 'the build without workers'
expect_as_local again
expect 'jobs done here' "$(perfq job list --queue compile | grep -c 'succeeded.* perfq-cc@')" 1

# Interrupted, or killed, a submitter leaves its job, and the next one joins it.
cd "$work"
queued() { (($(perfq job list --queue compile --state queued | grep -c queued) == $1)); }
for signal in TERM KILL; do
  echo "int answer() { return sizeof \"$signal\"; }" >"$signal.cpp"
  perfq-cc g++ -c "$signal.cpp" &
  submitter=$!
  await queued 1
  kill -"$signal" "$submitter"
  if wait "$submitter" 2>/dev/null; then fail 'done without a worker'; fi
  before=$(events queued)
  start_worker "$signal"
  same_as_gcc -c "$signal.cpp"
  expect "submitted anew after SIG$signal" "$(events queued)" "$before"
  end_workers TERM
done

# The same work twice at once: one job, two waiters. It fails without the unique key in
# Submitter::submit.
echo 'int both() { return 2; }' >both.cpp
before=$(events queued)
submitters=()
for object in one two; do
  perfq-cc g++ -c both.cpp -o "$object.o" &
  submitters+=("$!")
done
waiters='SELECT count(*) FROM waiter WHERE job_id = (SELECT max(id) FROM job)'
both_wait() { (($(ask "$waiters") == 2)); }
await both_wait
start_worker w6
for submitter in "${submitters[@]}"; do
  wait "$submitter" || fail 'one of two submitters of the same'
done
cmp one.o two.o
expect 'jobs for the same work' "$(events queued)" $((before + 1))

# A unit waits for its own compiler, and holds up no other. It fails where label_of gives the
# language alone.
demand() {
  ask "$(sed "/^--/d; s/perfq\./$schema./" "$examples/compile_farm/demand.$1.sql")"
}
mkdir bin
cat >bin/other-g++ <<'SCRIPT'
#!/bin/sh
exec 3>&1
g++ "$@" 2>&1 >&3 3>&- | sed 's/^gcc version /gcc version 99 /' >&2
SCRIPT
chmod +x bin/other-g++
PATH=$work/bin:$PATH
echo 'int other() { return 1; }' >other.cpp
perfq-cc other-g++ -c other.cpp &
submitter=$!
await queued 1
same_as_gcc -c other.cpp
queued 1 || fail 'a unit was given to another compiler'
[[ $(demand "$3") == c++-99-*' 1 1 0 0' ]] || fail "the demand: $(demand "$3")"
start_worker w7 --compiler other-g++
wait "$submitter" || fail 'the unit of another compiler'

# A compiler that finds no memory is the machine's fault: tried again. It fails without
# is_of_the_machine in compile.cpp.
end_workers TERM
cat >bin/poor-g++ <<'SCRIPT'
#!/bin/sh
case " $* " in *" -c "*) if mkdir "$work/poor" 2>&-; then ulimit -v 20000; fi ;; esac
exec g++ "$@"
SCRIPT
chmod +x bin/poor-g++
echo 'int poor() { return 0; }' >poor.cpp
start_worker w8 --compiler poor-g++
same_as_gcc -c poor.cpp
expect 'attempts' "$(perfq job list --queue compile | awk 'NR == 2 { print $6 }')" 2/6

# What is wrong with a source is said in the compiler's own words, and is no fault of the farm's. It
# fails without the call of CompilerRun::quote.
cat >faulty.hpp <<'SOURCE'
template <class T> int twice(T t) { return   2 * t.size(); }
SOURCE
cat >faulty.cpp <<'SOURCE'
#include "faulty.hpp" /* quoted */
#define LESS 1
#define LESS 2
int    f(unsigned a, int   b) { return a < b ? twice(b) : nothing; }
SOURCE
same_as_gcc -Wall -Wextra -g -c faulty.cpp
same_as_gcc -c missing.cpp
same_as_gcc -E other.cpp -o other.ii
[[ $(states) =~ ^[0-9]+' succeeded'$ ]] || fail "not all have succeeded: $(states)"
end_workers TERM

echo "compile farm on $3: every case as expected"
