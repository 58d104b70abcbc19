#!/bin/sh
# Counts the words on stdin; prints { total, top: [{ word, count }] } with as many words as the first argument says.
tr -cs '[:alnum:]' '\n' | tr '[:upper:]' '[:lower:]' | grep . | sort | uniq -c | sort -k1,1nr -k2 | awk -v most="$1" '
  { total += $1; if (NR <= most) top = top (NR > 1 ? "," : "") sprintf("{\"word\":\"%s\",\"count\":%d}", $2, $1) }
  END { printf "{\"total\":%d,\"top\":[%s]}\n", total, top }'
