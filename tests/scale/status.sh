#!/usr/bin/env bash
# status.sh BUILD_DIR: `perfq status` with 10,000 requests of the real suite queued (120,000 jobs)
# answers in under 0.1 s, on both databases. Machines are noisy: the best of up to 300 looks counts,
# and the first that is fast enough ends it.
set -euo pipefail

perfq=$1/cli/perfq
source_dir=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d)
postgres=${PERFQ_TEST_POSTGRES:?no PostgreSQL: run this through tests/support/with_postgres.sh}
schema=perfq_scale_$$
most_ms=100

finish() {
  "${PERFQ_TEST_PGBIN:?}/psql" --quiet "$postgres" -c "DROP SCHEMA IF EXISTS $schema CASCADE" \
    2>/dev/null || true
  rm -rf "$folder"
}
trap finish EXIT

commits() {
  local number parent=''
  for ((number = 1; number <= 10000; ++number)); do
    printf '{"sha":"%040x","pr":%d%s}\n' "$number" "$number" "$parent"
    printf -v parent ',"parent":"%040x"' "$number"
  done
}

best_ms() {
  local times=0 best=1000000 began took
  while ((times++ < 300 && best >= most_ms)); do
    began=$(date +%s%N)
    "$perfq" status --json >"$folder/status.json"
    took=$((($(date +%s%N) - began) / 1000000))
    ((took >= best)) || best=$took
  done
  echo "$best"
}

check() {
  export PERFQ_DB=$1
  "$perfq" suite load "$source_dir/examples/data/rustc-suite.json" >/dev/null
  "$perfq" enqueue --from "$folder/commits.jsonl" >/dev/null
  "$perfq" collector add c1 --target x86_64-unknown-linux-gnu >/dev/null
  "$perfq" bench_next --collector-id c1 -- true
  "${@:2}" >/dev/null
  local took
  took=$(best_ms)
  echo "${1%%:*}: $took ms"
  grep -q '"queued":119999' "$folder/status.json"
  ((took < most_ms))
}

commits >"$folder/commits.jsonl"
check "sqlite:$folder/queue.db" true
url="$postgres$([[ $postgres == *\?* ]] && echo '&' || echo '?')schema=$schema"
PERFQ_DB=$url "$perfq" migrate >/dev/null
# The server's own vacuum comes within the minute.
check "$url" "$PERFQ_TEST_PGBIN/psql" --quiet "$postgres" -c 'VACUUM ANALYZE'
