# Reads `file:line:#include …` and prints those that go up a floor or around a door.
BEGIN {
  FS = ":"
  floors = "perfq core store sqlite postgres service bench cli"
  split("0 1 2 3 3 4 5 6", ranks, " ")
  count = split(floors, names, " ")
  for (i = 1; i <= count; i++) rank[names[i]] = ranks[i]
}

function fault(text) {
  print $1 ":" $2 ": " text
}

function floor_of(file) {
  if (file ~ /^libqueue\/include\/perfq\//) return "perfq"
  sub(/^libqueue\//, "", file)
  sub(/\/.*/, "", file)
  return file
}

function check_floor(from, to, target) {
  if (rank[to] > rank[from] || (rank[to] == rank[from] && to != from)) {
    fault(from " must not include " to " (" target ")")
  }
}

# A quoted include: the project's own, spelled from libqueue/ or from cli/.
function check_own(from, target, to) {
  to = target
  sub(/\/.*/, "", to)
  if (to == "perfq") fault("write <" target ">")
  else if (from == "perfq") fault("a public header includes <perfq/…> only, not \"" target "\"")
  else if (from == "cli" && to in rank) fault("cli includes <perfq/…> only, not \"" target "\"")
  else if (from != "cli" && !(to in rank)) fault("write the folder: \"" from "/" target "\"")
  else if (from != "cli") check_floor(from, to, target)
}

function check_driver(from, target, door, pattern) {
  if (target ~ pattern && from != door && $1 != "libqueue/include/perfq/" door ".hpp") {
    fault("only libqueue/" door " and perfq/" door ".hpp include <" target ">")
  }
}

function check_foreign(from, target) {
  check_driver(from, target, "sqlite", "^(SQLiteCpp/|sqlite3)")
  check_driver(from, target, "postgres", "^(pqxx|libpq)")
  if (target ~ /^CLI\// && $1 !~ /^cli\/parse[a-z_]*\.cpp$/) {
    fault("only cli/parse*.cpp includes <" target ">")
  }
  if (target ~ /^httplib/ && $1 != "cli/http_server.cpp") {
    fault("only cli/http_server.cpp includes <" target ">")
  }
  if (from == "perfq" && target ~ /^(fmt|nlohmann)\//) {
    fault("a public header needs the standard library only, not <" target ">")
  }
}

{
  target = $3
  quoted = target ~ /"/
  gsub(/^[^"<]*["<]|[">].*$/, "", target)
  from = floor_of($1)
  if (quoted) check_own(from, target)
  else check_foreign(from, target)
}
