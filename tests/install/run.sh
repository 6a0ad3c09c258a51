#!/usr/bin/env bash
# Installs a build into a temporary prefix, builds a foreign program against it with CMake and with
# pkg-config, and runs both on every database that the build has.
set -euo pipefail

build=${1:?usage: run.sh BUILD_DIR}
here=$(cd "$(dirname "$0")" && pwd)
work=$build/tests/install_check
prefix=$work/prefix
CXX=${CXX:-c++}
read -ra flags <<<"${CXXFLAGS:-}"

install_build() {
  rm -rf "$work"
  mkdir -p "$work"
  cmake --install "$build" --prefix "$prefix" >"$work/install.log"
}

with_cmake() {
  cmake -S "$here" -B "$work/cmake" -D "CMAKE_PREFIX_PATH=$prefix" -D "CMAKE_CXX_COMPILER=$CXX" \
    -D "CMAKE_CXX_FLAGS=${flags[*]}" >"$work/cmake.log"
  cmake --build "$work/cmake" >>"$work/cmake.log"
  mv "$work/cmake/consumer" "$work/with_cmake"
}

with_pkg_config() {
  local folder arguments
  folder=$(dirname "$(find "$prefix" -name perfq.pc)")
  read -ra arguments <<<"$(PKG_CONFIG_PATH=$folder pkg-config --cflags --libs perfq)"
  "$CXX" -std=c++20 "${flags[@]}" "$here/../../examples/embed.cpp" -o "$work/with_pkg_config" \
    "${arguments[@]}"
}

has_postgres() {
  [[ -f $prefix/include/perfq/postgres.hpp ]]
}

run_consumers() {
  local program
  for program in with_cmake with_pkg_config; do
    echo "$program, $1: $("$work/$program" "$2")"
  done
}

run_on_postgres() {
  : "${PERFQ_TEST_POSTGRES:?needs a PostgreSQL server: run it in tests/support/with_postgres.sh}"
  local url="$PERFQ_TEST_POSTGRES?schema=install_check_$$"
  "$prefix/bin/perfq" migrate --db "$url" >"$work/migrate.log"
  run_consumers PostgreSQL "$url"
}

install_build
with_cmake
with_pkg_config
run_consumers SQLite "sqlite:$work/consumer.db"
if has_postgres; then
  run_on_postgres
fi
