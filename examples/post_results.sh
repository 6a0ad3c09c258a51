#!/usr/bin/env bash
# Calls a command once for each request that finishes, such as one that comments on it:
#   POST=./comment.sh post_results.sh FOLDER
#
# POST is a program; it is given the SHA and the outcome: complete, partial or failed. FOLDER keeps
# what was posted, as a cursor of perfq's log. PERFQ_DB says which database.
#
# Before each post its cursor and SHA are written down as an intent, after it as the cursor, both
# durably. So none is missed, and none is posted twice but in one window: killed between intent and
# cursor, nobody here knows whether the post was made. It is then made again, with
# PERFQ_MAYBE_POSTED=1 in POST's environment: a POST that looks whether it was makes it exactly
# once, one that doesn't at least once. The same holds for a POST that fails: this script ends, and
# what starts it again repeats the post.
set -euo pipefail

: "${PERFQ:=perfq}"
: "${POST:?is the program that posts}"

die() {
  printf 'post_results: %s\n' "$1" >&2
  exit 1
}

# Whole or not at all, whenever the power goes.
save() {
  printf '%s\n' "$2" >"$folder/$1.new"
  sync "$folder/$1.new"
  mv "$folder/$1.new" "$folder/$1"
  sync "$folder"
}

# A post outlives this script, and holds the lock until it has ended.
lock() {
  exec 9>"$folder/lock"
  flock -n 9 && return
  printf 'post_results: waits for another one in %s\n' "$folder" >&2
  flock 9
}

read_folder() {
  cursor=0 intended=0 seen=0
  [[ ! -e $folder/cursor ]] || read -r cursor <"$folder/cursor"
  [[ ! -e $folder/intent ]] || read -r intended sha outcome <"$folder/intent"
  [[ ! -e $folder/seen ]] || read -r seen <"$folder/seen" || seen=0
}

# A SIGTERM ends the script at once, but for the post that is being made.
post() {
  trap 'stopping=yes' TERM INT
  PERFQ_MAYBE_POSTED=$1 "$POST" "$sha" "$outcome" </dev/null 3<&- ||
    die "$POST failed for $sha; it is called again at the next start"
  save cursor "$intended"
  trap - TERM INT
  [[ $stopping == no ]] || kill -TERM $$
}

follow() {
  local after=() from=$((seen > cursor ? seen : cursor))
  ((from == 0)) || after=(--after "$from")
  exec 3< <(exec setpriv --pdeathsig TERM "$PERFQ" events --follow --json "${after[@]}" 9>&-)
  follower=$!
}

# The fields of an event stand in this order, its data last.
finished='^\{"cursor":([0-9]+),"at":"[^"]*","type":"request\.(finished|failed)","sha":"([^"]+)"'

understand() {
  [[ $1 =~ $finished ]] || return 1
  intended=${BASH_REMATCH[1]} sha=${BASH_REMATCH[3]} outcome=${BASH_REMATCH[2]}
  [[ $outcome == failed || ! $1 =~ \"outcome\":\"([a-z]+)\" ]] || outcome=${BASH_REMATCH[1]}
}

# How far the log was read without anything to post, whenever there is nothing more just now: a
# cursor from before pruned history is refused. Lost to a power cut, it costs but the reading.
pass_over() {
  [[ $1 =~ ^\{\"cursor\":([0-9]+) ]] || return 0
  read -r -t 0 <&3 && return 0
  printf '%s\n' "${BASH_REMATCH[1]}" >"$folder/seen.new"
  mv "$folder/seen.new" "$folder/seen"
}

folder=${1:?is the folder that keeps what was posted}
stopping=no
mkdir -p "$folder"
lock
read_folder
if ((intended > cursor)); then
  post 1
  cursor=$intended
fi
follow
while read -r line <&3; do
  if understand "$line"; then
    save intent "$intended $sha $outcome"
    post 0
  else
    pass_over "$line"
  fi
done
wait "$follower" || die "perfq events has ended, see above"
