# awk -f matches.awk CLAIM TEXT: exit 0 where the text is what the claim says. There … stands for
# anything within a line, alone in a line for any number of lines. Runs of spaces are alike.

function line_matches(claim, text, parts, count, at, i, last) {
  count = split(claim, parts, "…")
  if (count < 2) return claim == text
  if (substr(text, 1, length(parts[1])) != parts[1]) return 0
  text = substr(text, length(parts[1]) + 1)
  for (i = 2; i < count; i++) {
    at = index(text, parts[i])
    if (at == 0) return 0
    text = substr(text, at + length(parts[i]))
  }
  last = length(text) - length(parts[count])
  return last >= 0 && substr(text, last + 1) == parts[count]
}

function rest_matches(i, j) {
  if (i > claims) return j > texts
  if (claim[i] == "…") return rest_matches(i + 1, j) || (j <= texts && rest_matches(i, j + 1))
  return j <= texts && line_matches(claim[i], text[j]) && rest_matches(i + 1, j + 1)
}

{ gsub(/ +/, " ") }
FILENAME == ARGV[1] { claim[++claims] = $0 }
FILENAME != ARGV[1] { text[++texts] = $0 }
END { exit !rest_matches(1, 1) }
