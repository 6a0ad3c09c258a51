#!/usr/bin/env bash
# Everything at once, on both databases: soak.sh [--minutes N] [--seed N] [--build-dir DIR]
#   --minutes N      for so long on each database (10, at most 300)
#   --seed N         draws the same troubles as the soak that told of it
#   --build-dir DIR  of a build with the tests; without, build/dev is brought up to date
# Workers, collectors and submitters are killed, suspended and replaced; PostgreSQL is restarted,
# cut off and frozen; people enqueue, cancel, retry and drain. Then the history is checked.
set -euo pipefail

cd "$(dirname "$0")/.."
minutes=10
seed=$((RANDOM * 32768 + RANDOM))
build=''

usage() {
  sed -n '2,7s/^# //p' "$0"
}

die() {
  printf 'soak: %s\n' "$1" >&2
  exit 2
}

parse() {
  while (($# > 0)); do
    case $1 in
      --minutes | --seed)
        [[ ${2:-} =~ ^[1-9][0-9]{0,17}$ ]] || die "$1 takes a number, at least 1"
        printf -v "${1#--}" '%s' "$2"
        shift
        ;;
      --build-dir)
        [[ -x ${2:-}/tests/soak ]] || die '--build-dir takes a folder that has tests/soak'
        build=$2
        shift
        ;;
      --help) usage && exit 0 ;;
      *) die "unknown option $1; see --help" ;;
    esac
    shift
  done
  ((minutes <= 300)) || die '--minutes: 300 at most'
}

parse "$@"
if [[ -z $build ]]; then
  build=build/dev
  cmake --preset dev >/dev/null
  cmake --build --preset dev --parallel "$(nproc)" --target soak
fi
PERFQ_SOAK_SECONDS=$((minutes * 60)) PERFQ_SEED=$seed exec tests/support/with_postgres.sh \
  timeout --kill-after=1m $((2 * minutes + 10))m "$build/tests/soak"
