#!/usr/bin/env bash
# clang-tidy over the library and the command: tidy.sh BUILD_DIR [FILE…]
set -euo pipefail

build=$(cd "${1:?usage: tidy.sh BUILD_DIR [FILE…]}" && pwd)
shift
cd "$(dirname "$0")/../.."

sources() {
  if (($# > 0)); then
    printf '%s\n' "$@"
  else
    find libqueue cli -name '*.cpp' | sort
  fi
}

# Its counts of warnings in other people's headers say nothing.
tidy() {
  xargs -r -n 1 -P "$(nproc)" clang-tidy --quiet -p "$build" \
    --extra-arg=-Wno-unknown-warning-option 2>&1 |
    { grep -vE '^[0-9]+ (warning|error)s? .*generated|^Suppressed|^Use -header-filter' || true; }
}

if ! sources "$@" | tidy; then
  echo 'tidy: see above'
  exit 1
fi
echo "tidy: $(sources "$@" | wc -l) sources, no fault"
