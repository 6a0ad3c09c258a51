# Medians and ratios: awk -F '\t' -f table.awk missing rows.tsv runs.tsv
BEGIN {
  count = split("perfq bare least kept graphile pgboss plainjob", peers, " ")
  split("perfq|perfq, plain|the least SQL|… with history|graphile-worker|pg-boss|plainjob",
    titles, "|")
  for (i = 1; i <= count; i++) title[peers[i]] = titles[i]
}

function field(name, text) {
  if (!match(text, "\"" name "\": *[0-9.eE+-]+")) return ""
  text = substr(text, RSTART, RLENGTH)
  sub(/.*: */, "", text)
  return text
}

# Under a held snapshot the last ten seconds are what a longer one would go on with.
function last_10s(text) {
  if (!match(text, /"per_10s": *\[[^]]*\]/)) return field("jobs_per_s", text)
  text = substr(text, RSTART, RLENGTH - 1)
  sub(/.*[[,] */, "", text)
  return text
}

function note(text) {
  if (!(text in noted)) {
    noted[text] = ++notes
    said[notes] = text
  }
  return "[" noted[text] "]"
}

FILENAME ~ /missing$/ {
  why = $1 in lacks ? lacks[$1] "; " $2 : $2
  lacks[$1] = why
  next
}

FILENAME ~ /rows\.tsv$/ {
  order[++row_count] = $1
  queues[$1] = " " $2 " "
  what[$1] = $3
  next
}

$3 ~ /^failed: / {
  failed[$1, $2] = $3
  next
}

{
  runs[$1, $2]++
  n = runs[$1, $2]
  value[$1, $2, "p50", n] = field("p50", $3)
  value[$1, $2, "p99", n] = field("p99", $3)
  value[$1, $2, "each", n] = field("transactions_per_s_each", $3)
  value[$1, $2, "cpu", n] = \
    field("server_core_percent", $3) + field("client_core_percent", $3)
  value[$1, $2, "slowest", n] = field("slowest_of_mean", $3)
  value[$1, $2, "rate", n] = $1 ~ /steady/ ? last_10s($3) : field("jobs_per_s", $3)
}

function median(row, peer, kind,    n, i, j, held, sorted) {
  n = runs[row, peer]
  for (i = 1; i <= n; i++) {
    held = value[row, peer, kind, i] + 0
    for (j = i - 1; j > 0 && sorted[j] > held; j--) sorted[j + 1] = sorted[j]
    sorted[j + 1] = held
  }
  return n % 2 ? sorted[(n + 1) / 2] : (sorted[n / 2] + sorted[n / 2 + 1]) / 2
}

function thousands(number,    text, tail) {
  text = sprintf("%.0f", number)
  while (length(text) > 3) {
    tail = "," substr(text, length(text) - 2) tail
    text = substr(text, 1, length(text) - 3)
  }
  return text tail
}

function ratio(mine, theirs) {
  if (mine + 0 == 0 || theirs + 0 == 0) return ""
  return sprintf(" (%.2f)", mine / theirs)
}

function figure(row, peer,    text, at) {
  if (row ~ /idle/)
    return sprintf("%.2f / %.1f %%", median(row, peer, "each"), median(row, peer, "cpu"))
  if (row ~ /latency|status|blocked/) {
    at = row ~ /blocked/ ? "p99" : "p50"
    text = sprintf("%.1f / %.1f", median(row, peer, "p50"), median(row, peer, "p99"))
    if (peer != "perfq" && runs[row, "perfq"])
      text = text ratio(median(row, peer, at), median(row, "perfq", at))
    return text
  }
  text = thousands(median(row, peer, "rate"))
  if (row ~ /_8p/ && peer == "perfq")
    return text sprintf(", slowest %.2f", median(row, peer, "slowest"))
  if (peer != "perfq" && runs[row, "perfq"])
    text = text ratio(median(row, "perfq", "rate"), median(row, peer, "rate"))
  return text
}

function cell(row, peer) {
  if (index(queues[row], " " peer " ") == 0) return ""
  if (peer in lacks) return "not built " note(title[peer] ": " lacks[peer])
  if ((row, peer) in failed) return "failed " note(title[peer] ", " row " " failed[row, peer])
  return runs[row, peer] ? figure(row, peer) : "not run"
}

END {
  print "jobs/s; in brackets how many times as fast perfq is (above 1: perfq is the faster).\n"
  printf "| |"
  for (i = 1; i <= count; i++) printf " %s |", title[peers[i]]
  printf "\n|---|"
  for (i = 1; i <= count; i++) printf "---:|"
  print ""
  for (r = 1; r <= row_count; r++) {
    printf "| %s |", what[order[r]]
    for (i = 1; i <= count; i++) printf " %s |", cell(order[r], peers[i])
    print ""
  }
  print "\nPlain: the same workload without the history, blocked head or held snapshot of its row,"
  print "in turn with it; of a blocked head the ratio is that of p99. The CPU of idle workers is"
  print "that of the server and of their own process, together.\n"
  print "slowest: how much of the mean the slowest process did.\n"
  print "steady: the last ten seconds. graphile-worker deletes what is done, the others keep it;"
  print "for 100 at a time it runs 24 jobs at once, a local queue of 500, batched completion. The"
  print "least SQL has one connection in every row of SQLite; with history it keeps labels, leases,"
  print "an attempt and the events of each job. Each run is in runs.tsv beside this."
  for (i = 1; i <= notes; i++) printf "\n[%d] %s\n", i, said[i]
}
