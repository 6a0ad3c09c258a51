#!/usr/bin/env bash
# The rules of style that a machine can check. Each fault is a line `file:line: what`.
set -euo pipefail

cd "$(dirname "$0")/../.."
export LC_ALL=C.UTF-8
faults=$(mktemp)
trap 'rm -f "$faults"' EXIT

# Nothing that is built or fetched.
files() {
  find . \( -path ./build -o -path './build-*' -o -path ./.git -o -name node_modules \) -prune \
    -o -type f \( "$@" \) -printf '%P\n' | sort
}

cpp_files() {
  files -name '*.hpp' -o -name '*.cpp'
}

text_files() {
  files -name '*.hpp' -o -name '*.cpp' -o -name '*.sql' -o -name '*.sh' -o -name '*.awk' \
    -o -name '*.cmake' -o -name CMakeLists.txt
}

check_format() {
  cpp_files | xargs -r clang-format --dry-run -Werror 2>&1 | grep ' error: ' || true
}

check_includes() {
  local lines='^[[:space:]]*#[[:space:]]*include'
  cpp_files | grep -E '^(libqueue|cli)/' | xargs -r grep -nHE "$lines" |
    awk -f tests/style/includes.awk
}

check_pragma_once() {
  cpp_files | { grep '\.hpp$' || true; } | xargs -r grep -L '^#pragma once$' |
    sed 's/$/:1: a header begins with #pragma once/'
}

check_width() {
  { text_files | xargs grep -nHE '^.{101}' || true; } |
    sed -E 's/^([^:]*:[0-9]+):.*/\1: over 100 columns/'
}

check_left_overs() {
  local words='TO''DO|FIX''ME|XX''X'
  { text_files | xargs grep -nHwE "$words" || true; } |
    sed -E 's/^([^:]*:[0-9]+):/\1: left over:/'
}

check_migrations() {
  local number folder
  for number in $(find migrations -name '*.sql' -printf '%f\n' | sed 's/_.*//' | sort -u); do
    for folder in sqlite postgres; do
      compgen -G "migrations/$folder/${number}_*.sql" >/dev/null ||
        echo "migrations/$folder:1: has no migration $number"
    done
  done
}

# A test that no list names would never run, and nobody would miss it.
check_listed() {
  local source folder
  # The units are what the example's benchmark compiles, not sources of ours.
  files -name '*.cpp' -not -path './examples/compile_bench/units/*' | while read -r source; do
    folder=$(dirname "$source")
    while [[ ! -f $folder/CMakeLists.txt ]]; do
      folder=$(dirname "$folder")
    done
    grep -qsE "(^|[ (/])${source#"$folder/"}($|[ )\"])" \
      "$folder/CMakeLists.txt" "$folder"/support/*.cmake ||
      echo "$source:1: is not in $folder/CMakeLists.txt"
  done
}

# A test says which line breaks it (tests/broken.sh): nothing is proved where that is gone.
check_scenarios() {
  local found label place file expression broken
  found=$(files -name '*.cpp' -o -name '*.sh' | grep '^tests/' |
    xargs awk -f tests/broken/find.awk)
  for label in Q{1..20} D{1..10} S{1..10}; do
    grep -q "^$label"$'\t' <<<"$found" || echo "tests:1: nothing says what breaks $label"
    grep -q "^| $label |" docs/scenarios.md || echo "docs/scenarios.md:1: lacks $label"
  done
  while IFS=$'\t' read -r label place _ file expression; do
    if ! broken=$(sed "$expression" "$file" 2>&1) || cmp -s "$file" <<<"$broken"; then
      echo "$place: what breaks $label changes nothing in '$file'"
    fi
  done <<<"$found"
}

for check in format includes pragma_once width left_overs migrations listed scenarios; do
  "check_$check" >>"$faults"
done
if [[ -s $faults ]]; then
  cat "$faults"
  echo "style: $(wc -l <"$faults") faults"
  exit 1
fi
echo "style: $(text_files | wc -l) files, no fault"
