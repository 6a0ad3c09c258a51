# Reads what `perfq results SHA --csv` prints, for one or many commits one after another, and prints
# a line for each commit and one for each unit. Exits 1 unless all of the expected number succeeded.
BEGIN { FS = "," }

$1 == "sha" {
  delete column
  for (i = 1; i <= NF; i++) column[$i] = i
  next
}

function field(name) { return $(column[name]) }

function measured(commit, metric, format, divisor) {
  if (!((commit, metric) in value)) return "-"
  return sprintf(format, value[commit, metric] / divisor)
}

!(field("sha") in state) { order[++commits] = field("sha") }

{
  commit = field("sha")
  state[commit] = field("state")
  collector[commit] = field("collector")
  attempts[commit] = field("attempts")
  value[commit, field("metric")] = field("value")
}

field("metric") ~ /^units\..*\.wall_s$/ {
  unit = field("metric")
  sub(/^units\./, "", unit)
  sub(/\.wall_s$/, "", unit)
  wall = field("value") + 0
  if (!(unit in runs)) units[++unit_count] = unit
  if (!(unit in runs) || wall < least[unit]) least[unit] = wall
  if (wall > most[unit]) most[unit] = wall
  runs[unit]++
  sum[unit] += wall
}

END {
  row = "%-12s %-10s %-10s %5s %9s %9s %9s\n"
  printf row, "commit", "collector", "state", "tries", "wall s", "user s", "peak MiB"
  for (i = 1; i <= commits; i++) {
    commit = order[i]
    if (state[commit] != "succeeded") unfinished++
    printf row, substr(commit, 1, 10), collector[commit], state[commit], attempts[commit],
      measured(commit, "wall_s", "%.2f", 1), measured(commit, "user_s", "%.2f", 1),
      measured(commit, "peak_kb", "%.0f", 1024)
  }
  row = "%-12s %10s %10s %10s %10s\n"
  printf "\n" row, "unit", "runs", "least s", "mean s", "most s"
  for (i = 1; i <= unit_count; i++) {
    unit = units[i]
    printf row, unit, runs[unit], sprintf("%.2f", least[unit]),
      sprintf("%.2f", sum[unit] / runs[unit]), sprintf("%.2f", most[unit])
  }
  printf "\nOne compiler compiled them all: the spread is this machine's noise.\n"
  exit unfinished > 0 || commits < expected
}
