#!/usr/bin/env bash
# Runs a command beside a throw-away PostgreSQL cluster: with_postgres.sh COMMAND [ARG…]
#
# The command finds in its environment
#   PERFQ_TEST_POSTGRES   the URL of an empty database, whose user may do anything
#   PERFQ_TEST_PGCTL      a script: pg_ctl for this cluster, as its user (restart -m immediate …)
#   PERFQ_TEST_PGDATA     the cluster's folder
#   PERFQ_TEST_PGBIN      the folder of the server's programs
# The cluster ends, and its folder goes, however the command ends; its exit status is passed on.
set -euo pipefail

say() {
  echo "with_postgres: $*" >&2
}

find_server() {
  local initdb
  initdb=$(find /usr/lib/postgresql/*/bin -name initdb 2>/dev/null | sort -V | tail -n 1)
  if [[ -z $initdb ]] && command -v pg_config >/dev/null; then
    initdb=$(pg_config --bindir)/initdb
  fi
  if [[ ! -x ${initdb:-} ]]; then
    say 'found no PostgreSQL server; install one: apt-get install postgresql'
    exit 1
  fi
  bin=$(dirname "$initdb")
}

# The server refuses to run as root.
choose_user() {
  as_user=()
  if [[ $(id -u) == 0 ]]; then
    local user=postgres
    id -u "$user" >/dev/null 2>&1 || user=nobody
    as_user=(setpriv "--reuid=$user" "--regid=$(id -g "$user")" --clear-groups)
    chown "$user" "$folder"
  fi
}

configure() {
  "${as_user[@]}" tee -a "$folder/data/postgresql.conf" >/dev/null <<CONF
listen_addresses = '127.0.0.1'
port = $1
unix_socket_directories = '$folder'
max_connections = 200
log_min_messages = warning
CONF
}

write_pgctl() {
  printf '#!/bin/sh\nexec %s "$@"\n' \
    "${as_user[*]} $bin/pg_ctl -w -s -D $folder/data -l $folder/log" >"$folder/pgctl"
  chmod +x "$folder/pgctl"
}

# Below the ports that the system hands out to clients. One that is taken shows when starting.
start() {
  local attempt
  for attempt in {1..10}; do
    port=$((20000 + RANDOM % 12000))
    configure "$port"
    if "$folder/pgctl" start >/dev/null 2>&1; then
      return
    fi
    grep -q 'could not bind' "$folder/log" || break
    rm -f "$folder/log"
  done
  say "the server did not start (attempt $attempt):"
  cat "$folder/log" >&2
  exit 1
}

stop() {
  trap - EXIT
  if [[ -n ${child:-} ]]; then
    kill -TERM -- "-$child" 2>/dev/null || true
  fi
  if [[ -f $folder/data/postmaster.pid ]]; then
    "$folder/pgctl" stop -m immediate >/dev/null 2>&1 || true
  fi
  rm -rf "$folder"
}

# In a process group of its own, so that a signal reaches all of it; job control also leaves SIGINT
# as it was, which a plain `&` would ignore.
run() {
  local status=0
  trap 'kill -INT -- "-$child" 2>/dev/null || true' INT
  trap 'kill -TERM -- "-$child" 2>/dev/null || true' TERM HUP
  set -m
  "$@" <&0 &
  child=$!
  set +m
  while :; do
    status=0
    wait "$child" || status=$?
    kill -0 "$child" 2>/dev/null || break
  done
  child=''
  return "$status"
}

create_cluster() {
  if ! "${as_user[@]}" "$bin/initdb" --pgdata="$folder/data" --username=perfq --auth=trust \
    --encoding=UTF8 --locale=C --no-sync >"$folder/initdb.log" 2>&1; then
    cat "$folder/initdb.log" >&2
    exit 1
  fi
  write_pgctl
}

export_environment() {
  "$bin/createdb" --host="$folder" --port="$port" --username=perfq perfq_test
  export PERFQ_TEST_POSTGRES="postgresql://perfq@127.0.0.1:$port/perfq_test"
  export PERFQ_TEST_PGCTL="$folder/pgctl"
  export PERFQ_TEST_PGDATA="$folder/data"
  export PERFQ_TEST_PGBIN="$bin"
}

if (($# == 0)); then
  say 'usage: with_postgres.sh COMMAND [ARG…]'
  exit 2
fi
find_server
# A short path, whatever TMPDIR says: a socket's is at most 107 bytes long.
folder=$(mktemp -d /tmp/pq.XXXXXX)
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
chmod 755 "$folder"
choose_user
create_cluster
start
export_environment
run "$@"
