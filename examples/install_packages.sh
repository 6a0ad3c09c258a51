#!/usr/bin/env bash
# Installs the Debian packages that are missing: install_packages.sh build|test
# `build` is what the library and the command need, `test` adds what the tests need. Nothing is
# asked of the network when nothing is missing.
set -euo pipefail

build_packages=(
  ca-certificates cmake g++ git ninja-build pkg-config
  libcli11-dev libcpp-httplib-dev libfmt-dev libpq-dev libpqxx-dev libsqlite3-dev libsqlitecpp-dev
  libssl-dev nlohmann-json3-dev zlib1g-dev
)
test_packages=(
  ccache clang clang-format clang-tidy doctest-dev faketime openssl pgbouncer postgresql procps
  sqlite3
)

fail() {
  echo "packages: $*" >&2
  exit 1
}

is_installed() {
  # Any version of the server will do; `postgresql` is only the name of the newest.
  if [[ $1 == postgresql ]] && compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; then
    return
  fi
  [[ $(dpkg-query --show --showformat='${Status}' "$1" 2>/dev/null) == *' installed' ]]
}

find_missing() {
  local package
  missing=()
  for package in "$@"; do
    is_installed "$package" || missing+=("$package")
  done
}

choose_root() {
  as_root=()
  if [[ $(id -u) != 0 ]]; then
    command -v sudo >/dev/null ||
      fail "run this as root, or install sudo: apt-get install ${missing[*]}"
    as_root=(sudo)
    # Asks for a password now, not behind the progress.
    sudo -v || fail "sudo was refused; as root: apt-get install ${missing[*]}"
  fi
}

# Runs apt-get with a dot every five seconds; its own words are shown only when it fails.
apt() {
  local log status=0
  log=$(mktemp)
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -q -y -o DPkg::Lock::Timeout=300 "$@" >"$log" 2>&1 </dev/null &
  local job=$! seconds=0
  while kill -0 "$job" 2>/dev/null; do
    sleep 1
    ((++seconds % 5)) || printf '.'
  done
  wait "$job" || status=$?
  if ((status != 0)); then
    printf ' failed\n'
    tail -n 20 "$log" >&2
  fi
  rm -f "$log"
  return "$status"
}

case ${1:-} in
  build) find_missing "${build_packages[@]}" ;;
  test) find_missing "${build_packages[@]}" "${test_packages[@]}" ;;
  *) fail 'usage: install_packages.sh build|test' ;;
esac
if ((${#missing[@]} == 0)); then
  exit 0
fi
command -v apt-get >/dev/null || fail "this is not Debian; install the likes of: ${missing[*]}"
choose_root
printf 'packages: installing %s ' "${missing[*]}"
apt update || fail 'apt-get update failed; is there a network?'
apt install --no-install-recommends "${missing[@]}" || fail 'apt-get install failed'
printf ' done in %d s\n' "$SECONDS"
