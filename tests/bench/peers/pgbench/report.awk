# Makes perfq-bench's JSON object of what pgbench prints. `calls`: how many moved a batch of jobs,
# unless that is how many there were.
/^progress: / { per_10s = per_10s (per_10s == "" ? "" : ",") $4 * batch }
/^number of transactions actually processed/ {
  split($NF, done, "/")
  transactions = done[1]
}
/^tps = / { seconds = transactions / $3 }

END {
  jobs = batch * (workload == "steady" ? transactions : calls)
  if (seconds == 0) {
    print "pgbench told no rate" > "/dev/stderr"
    exit 1
  }
  printf "{\"workload\":\"%s\",\"database\":\"postgres\",\"jobs\":%d,\"workers\":%d,", workload,
    jobs, workers
  printf "\"batch\":%d,\"history\":0,", batch
  printf "\"seconds\":%.3f,\"jobs_per_s\":%.1f,", seconds, jobs / seconds
  printf "\"latency_ms\":{},\"durability\":\"full\""
  if (per_10s != "") printf ",\"per_10s\":[%s]", per_10s
  print "}"
}
