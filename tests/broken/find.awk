# Finds what breaks which scenario, as tests say it above a case, or above all of a file:
#
#   // Q5 breaks with FILE: SED
#
# (`#` in a shell script; SED may stand in the next line, further in). Of each prints, with tabs in
# between: the label, the test's file and line, a filter for its case (`-`: all of the file), FILE
# and SED.

function flush(filter,    i) {
  for (i = 1; i <= count; i++) print found[i] "\t" filter "\t" broken[i]
  count = 0
  heading = ""
}

# The texts of the heading in one; what a filter of doctest takes for its own matches anything.
function filter_of(heading,    name) {
  while (match(heading, /"([^"\\]|\\.)*"/)) {
    name = name substr(heading, RSTART + 1, RLENGTH - 2)
    heading = substr(heading, RSTART + RLENGTH)
  }
  gsub(/\\.|[,*"]/, "?", name)
  return name "*"
}

FNR == 1 { flush("-") }

continued && /^(\/\/|#)   / {
  sub(/^(\/\/|#) +/, "")
  broken[count] = broken[count] $0
  continued = 0
  next
}

/^(\/\/|#) [QDS][0-9]+ breaks with / {
  label = $2
  sub(/^(\/\/|#) [QDS][0-9]+ breaks with /, "")
  file = $0
  sub(/:( .*)?$/, "", file)
  if (match($0, /: /)) file = substr($0, 1, RSTART - 1)
  expression = substr($0, length(file) + 3)
  found[++count] = label "\t" FILENAME ":" FNR
  broken[count] = file "\t" expression
  continued = expression == ""
  next
}

/^(\/\/|#)/ { next }

count == 0 { next }

heading != "" || /^TEST_CASE/ {
  heading = heading $0
  if (/\) \{$/) flush(filter_of(heading))
  next
}

{ flush("-") }

END { flush("-") }
