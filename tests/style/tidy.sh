#!/usr/bin/env bash
# clang-tidy over the library and the command, several sources at once: tidy.sh
# Its own build folder, build/tidy, is configured but, for precompiled headers, not built.
set -euo pipefail

cd "$(dirname "$0")/../.."
build=build/tidy

prepare() {
  local targets
  cmake --preset tidy
  mapfile -t targets < <(ninja -C "$build" -t targets all | sed -n \
    's#^\([^:]*\(cmake_pch\.hxx\.pch\|_statements\.cpp\|/migrations\.hpp\)\): .*#\1#p')
  ninja -C "$build" "${targets[@]}"
}

# Its counts of warnings in other people's headers say nothing.
tidy() {
  find "$build" -name 'unity_*.cxx' | sort |
    xargs -n 1 -P "$(nproc)" clang-tidy --quiet -p "$build" \
      --extra-arg=-Wno-unknown-warning-option 2>&1 |
    { grep -vE '^[0-9]+ (warning|error)s? .*generated|^Suppressed|^Use -header-filter' || true; }
}

prepare
if ! tidy; then
  echo 'tidy: see above'
  exit 1
fi
echo "tidy: $(find "$build" -name 'unity_*.cxx' | wc -l) times several sources, no fault"
