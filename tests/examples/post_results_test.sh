#!/usr/bin/env bash
# The completion hook, killed at its worst instants: post_results_test.sh PERFQ
# shellcheck source=tests/examples/support.sh
. "$(dirname "$0")/support.sh"

mkdir "$work/bin"
real_sync=$(command -v sync)
export real_sync POST=$work/bin/post

# Kills who called, once, where the test wants it.
cat >"$work/bin/instant" <<'SCRIPT'
[[ -e $work/kill && $(<"$work/kill") == "$1" ]] || return 0
rm "$work/kill"
kill -KILL "$PPID"
SCRIPT

cat >"$work/bin/sync" <<'SCRIPT'
#!/usr/bin/env bash
. "$work/bin/instant" "${1##*/}"
exec "$real_sync" "$@"
SCRIPT

# It looks whether it posted, where it is told that it may have.
cat >"$POST" <<'SCRIPT'
#!/usr/bin/env bash
set -euo pipefail
echo "$1 $PERFQ_MAYBE_POSTED" >>"$work/calls"
. "$work/bin/instant" before_post
[[ ! -e $work/refuse ]] || exit 1
if [[ -e $work/slow ]]; then until grep -q 'waits for another' "$work/log"; do sleep 0.02; done; fi
if [[ $PERFQ_MAYBE_POSTED == 0 ]] || ! grep -q "^$1 " "$work/posted"; then
  echo "$1 $2" >>"$work/posted"
fi
. "$work/bin/instant" after_post
SCRIPT
chmod +x "$work/bin/sync" "$POST"

start_posting() { PATH=$work/bin:$PATH start post_results.sh "$work/hook"; }

request() {
  perfq enqueue "$1" >/dev/null
  perfq bench_next --collector-id c1 -- sh -c "exit ${2:-0}" 2>/dev/null || true
}

last_cursor() { perfq events --json | tail -n 1 | sed 's/{"cursor":\([0-9]*\).*/\1/'; }

posted_up_to() { [[ -e $work/hook/cursor && $(<"$work/hook/cursor") == "$1" ]]; }

seen_up_to() { [[ -e $work/hook/seen && $(<"$work/hook/seen") == "$1" ]]; }

# Until all is posted that has finished; the end of a request is the last event here.
post_the_rest() {
  start_posting
  await posted_up_to "$(last_cursor)"
  kill -TERM "$example"
  ended "SIGTERM after $1" 143
}

calls_for() { { grep "^$1 " "$work/calls" || true; } | cut -d ' ' -f 2 | tr '\n' ' '; }

# sha, the exit of its job, the instant of the kill, PERFQ_MAYBE_POSTED of each call.
killed() {
  request "$1" "$2"
  echo "$3" >"$work/kill"
  start_posting
  ended "kill -9 at $3" 137
  post_the_rest "$3"
  expect "calls after kill -9 at $3" "$(calls_for "$1")" "$4 "
}

: >"$work/posted"
killed aaaaaaa1 0 intent.new '0'
killed bbbbbbb2 0 hook '1'
killed ccccccc3 65 before_post '0 1'
killed ddddddd4 0 after_post '0 1'
killed eeeeeee5 0 cursor.new '0 1'
expect 'what was posted' "$(<"$work/posted")" "$(printf '%s\n' 'aaaaaaa1 complete' \
  'bbbbbbb2 complete' 'ccccccc3 failed' 'ddddddd4 complete' 'eeeeeee5 complete')"

# A post that outlives the killed script is waited for: it may still be made.
touch "$work/slow"
request fffffff6
start_posting
await grep -q fffffff6 "$work/calls"
kill -KILL "$example"
ended 'kill -9 while it posts' 137
post_the_rest 'a slow post'
rm "$work/slow"
expect 'calls of a slow post' "$(calls_for fffffff6)" '0 1 '
expect 'slow posts' "$(grep -c fffffff6 "$work/posted")" 1

# A post that fails is repeated by the next start.
touch "$work/refuse"
request 11111117
start_posting
ended 'a post that fails' 1
said 'failed for 11111117' || fail 'it does not say which post failed'
rm "$work/refuse"
post_the_rest 'a post that failed'
expect 'posts after a failure' "$(grep -c 11111117 "$work/posted")" 1

# Long after its last post the history up to there is pruned; it has read on meanwhile.
other=$(perfq job add --queue other --json | sed 's/.*"job":\([0-9]*\).*/\1/')
perfq cancel --job "$other" >/dev/null
start_posting
await seen_up_to "$(last_cursor)"
kill -TERM "$example"
ended 'SIGTERM after events of no post' 143
perfq prune --older-than 0s >/dev/null
request 33333339
post_the_rest 'a prune'
expect 'posts after a prune' "$(calls_for 33333339)" '0 '

echo 'post_results.sh: every case as expected'
