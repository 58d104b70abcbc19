#!/bin/sh
# Stands for the systems of a shop: ledger.sh ACTION ID [AMOUNT] prints { "id": … }. A charge over 1000 is refused.
action=$1 id=$2 amount=${3:-0}
if [ "$action" = charge ] && [ "${amount%.*}" -gt 1000 ]; then
  echo "the bank refuses $amount" >&2
  exit 4
fi
printf '{"id":"%s-%s"}\n' "$action" "$id"
