# Makes perfq-bench's JSON object of what pgbench prints.
/^progress: / { per_10s = per_10s (per_10s == "" ? "" : ",") $4 * batch }
/^number of transactions actually processed/ {
  split($NF, done, "/")
  jobs = done[1] * batch
}
/^tps = / { rate = $3 * batch }

END {
  if (rate == 0) {
    print "pgbench told no rate" > "/dev/stderr"
    exit 1
  }
  printf "{\"workload\":\"%s\",\"database\":\"postgres\",\"jobs\":%d,\"workers\":%d,", workload,
    jobs, workers
  printf "\"batch\":%d,\"history\":0,", batch
  printf "\"seconds\":%.3f,\"jobs_per_s\":%.1f,", jobs / rate, rate
  printf "\"latency_ms\":{},\"durability\":\"full\""
  if (per_10s != "") printf ",\"per_10s\":[%s]", per_10s
  print "}"
}
