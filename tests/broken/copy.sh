# Sourced by tests/broken.sh: the copy of this tree that gets broken, and what is built of it.
# shellcheck shell=bash

# What the other parts read.
# shellcheck disable=SC2034
work=$PWD/build/broken
copy=$work/source
build=$work/build
logs=$work/logs
jobs=$(nproc)

known_files() {
  git ls-files --cached --others --exclude-standard
}

# Only what differs, so that little is built anew: also what an earlier run left broken.
copy_tree() {
  local file
  mkdir -p "$copy" "$logs"
  while IFS= read -r file; do
    [[ ! -f $file ]] || cmp -s "$file" "$copy/$file" || cp --parents "$file" "$copy"
  done < <(known_files)
  comm -13 <(known_files | sort) <(cd "$copy" && find . -type f -printf '%P\n' | sort) |
    sed "s#^#$copy/#" | xargs -r rm --
}

configure() {
  # As the preset `dev`: most mutants cost one source.
  cmake -S "$copy" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Debug \
    '-DCMAKE_CXX_FLAGS_DEBUG=-O1 -g1' >"$work/configure.log" 2>&1
}

# Each ctest as NAME COMMAND…, without the quotes that none of the words needs; `ctest -N` tells no
# command of what is not built yet.
list_tests() {
  find "$build" -name CTestTestfile.cmake -exec sed -nE 's/^add_test\((.*)\)$/\1/p' {} + |
    sed -E 's/\[=*\[|\]=*\]|"//g' | sort
}

# tests_of FILE BROKEN: the ctests of a test's file, or of its folder's program. Those on PostgreSQL
# come first where a file of PostgreSQL's is broken, and else last.
tests_of() {
  local tests first=-v last=-e
  [[ $2 != *postgres* ]] || first=-e last=-v
  tests=$(grep -F -e "--source-file=*$1" -e "$copy/$1 " -e "$build/${1%/*}/" "$work/tests") ||
    return 1
  grep -E "$first" '^[^ ]*postgres' <<<"$tests"
  grep -E "$last" '^[^ ]*postgres' <<<"$tests"
  return 0
}

# What of the build a command runs; of a folder, everything.
targets_of() {
  local word
  for word in $1; do
    [[ $word == "$build"/* ]] || continue
    word=${word#"$build"/}
    [[ ! -d $build/$word ]] || word+=/all
    echo "$word"
  done
}

# build_targets LOG TARGET…
build_targets() {
  cmake --build "$build" --parallel "$jobs" --target "${@:2}" >"$1" 2>&1
}
