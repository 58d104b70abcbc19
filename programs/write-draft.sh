#!/bin/sh
# Writes a draft on the topic of the first argument; the second is its number, stdin holds the remarks on the last one.
remarks=$(cat)
echo "Draft $2 on $1."
if [ -n "$remarks" ]; then echo "Changed as asked: $remarks"; fi
