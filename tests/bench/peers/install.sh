# Has the other queues ready, or says why one is not: $out/missing. Sourced by run.sh.

# Each is optional to npm, so that one that can't be had doesn't keep the others away.
npm_install() {
  limited npm install --prefix "$here" --no-save --no-package-lock --ignore-scripts \
    --no-audit --no-fund >>"$out/npm.log" 2>&1 || say "npm failed; see ${out#"$root"/}/npm.log"
}

find_node() {
  node=$(compgen -G "$here/node_modules/node-linux-*/bin/node" || command -v node || true)
}

# npm passes over what asks for a newer Node.js than it runs on, which may be Debian's: the first
# pass brings the newer one, the second runs on it.
install_peers() {
  local installed=$here/node_modules/.installed
  if ! cmp -s "$here/package.json" "$installed" && command -v npm >/dev/null; then
    say "installing the other queues"
    : >"$out/npm.log"
    npm_install
    find_node
    PATH=$(dirname "$node"):$PATH npm_install
    cp "$here/package.json" "$installed" 2>/dev/null || true
  fi
  find_node
}

# A database driver finds its binary only when it opens something.
load() {
  cd "$here" && "${node:-false}" -e "import('$1').then(({ default: it }) =>
    it?.name === 'Database' && new it(':memory:'))"
}

find_missing() {
  local peer
  : >"$out/missing"
  [[ -x $perfq_bench ]] || printf 'perfq\tno %s\n' "${perfq_bench#"$root"/}" >>"$out/missing"
  command -v pgbench >/dev/null || printf 'least\tno pgbench\nkept\tno pgbench\n' >>"$out/missing"
  for peer in graphile:graphile-worker pgboss:pg-boss plainjob:plainjob plainjob:better-sqlite3; do
    (load "${peer#*:}") 2>"$work/error" && continue
    printf '%s\t%s: %s\n' "${peer%:*}" "${peer#*:}" \
      "$(grep -m 1 -i error "$work/error" || echo 'does not load')" >>"$out/missing"
    rm -f "$here/node_modules/.installed"
  done
}

compile_least() {
  local program
  for program in least kept; do
    ${CC:-cc} -O2 -Wall -Werror -o "$work/$program" "$here/$program.c" -lsqlite3
  done
}
