#!/usr/bin/env bash
# Runs a command that reaches the tests' PostgreSQL only through PgBouncer in transaction mode:
# through_pooler.sh COMMAND [ARG…]
#
# Two server connections serve all, so that hardly a transaction gets the one of the last. It ends,
# and its folder goes, however the command ends; its exit status is passed on.
# D4 breaks with libqueue/postgres/error.cpp:
#   s/return code == "26000" || code == "42P05";/return code == "none";/
set -euo pipefail

say() {
  echo "through_pooler: $*" >&2
}

stop() {
  trap - EXIT
  if [[ -n ${pooler:-} ]]; then
    kill "$pooler" 2>/dev/null || true
    wait "$pooler" 2>/dev/null || true
  fi
  rm -rf "$folder"
}

# It refuses to run as root.
choose_user() {
  as_user=()
  if ((EUID == 0)); then
    local user=postgres
    as_user=(setpriv "--reuid=$user" "--regid=$(id -g "$user")" --clear-groups)
    chown "$user" "$folder"
  fi
}

configure() {
  cat >"$folder/pgbouncer.ini" <<INI
[databases]
$database = host=$host port=$server_port

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $1
unix_socket_dir =
auth_type = trust
auth_file = $folder/users
pool_mode = transaction
default_pool_size = 2
max_client_conn = 200
INI
  echo "\"$user\" \"\"" >"$folder/users"
  chmod 644 "$folder/pgbouncer.ini" "$folder/users"
}

answers() {
  "$bin/pg_isready" --quiet --host=127.0.0.1 --port="$1"
}

# A port that is taken ends it at once.
start() {
  local attempt tries
  for attempt in {1..10}; do
    port=$((20000 + RANDOM % 12000))
    configure "$port"
    "${as_user[@]}" "$pgbouncer" "$folder/pgbouncer.ini" >"$folder/log" 2>&1 &
    pooler=$!
    for tries in {1..100}; do
      kill -0 "$pooler" 2>/dev/null || break
      ! answers "$port" || return 0
      sleep 0.05
    done
    kill "$pooler" 2>/dev/null || true
  done
  say "PgBouncer did not start ($attempt times, the last one looked at $tries times):"
  cat "$folder/log" >&2
  exit 1
}

url=${PERFQ_TEST_POSTGRES:?no PostgreSQL: run this through tests/support/with_postgres.sh}
bin=${PERFQ_TEST_PGBIN:?}
pgbouncer=$(PATH=$PATH:/usr/sbin command -v pgbouncer) || {
  say 'found no PgBouncer; install it: apt-get install pgbouncer'
  exit 1
}
[[ $url =~ ^postgresql://([^@]+)@([^:]+):([0-9]+)/(.+)$ ]] || {
  say "can't read the URL $url"
  exit 1
}
user=${BASH_REMATCH[1]} host=${BASH_REMATCH[2]}
server_port=${BASH_REMATCH[3]} database=${BASH_REMATCH[4]}
folder=$(mktemp -d)
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
chmod 755 "$folder"
choose_user
start
status=0
PERFQ_TEST_POSTGRES="postgresql://$user@127.0.0.1:$port/$database" PERFQ_TEST_POOLER=1 "$@" ||
  status=$?
exit "$status"
