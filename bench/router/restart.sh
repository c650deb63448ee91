#!/bin/sh
# For how long the port is dead after the router's JVM was killed; ROUNDS (10).
. "$(dirname "$0")/common.sh"
rounds=${ROUNDS:-10}
echo "JVM flags: $flags"
i=1
while [ "$i" -le "$rounds" ]; do
    sleep 3
    pid=$(sed 's/.*"pid":\([0-9]*\).*/\1/' "$work/state/router/admin.json")
    began=$(date +%s%N)
    kill -9 "$pid"
    until curl -fs -o "$work/answer" --max-time 1 "http://127.0.0.1:$router/"; do sleep 0.005; done
    echo "$(($(date +%s%N) - began))" >>"$work/dead"
    i=$((i + 1))
done
sort -n "$work/dead" | awk '{ v[NR] = $1 / 1e6 } END { m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2
    printf "dead for %.0f ms median [%.0f-%.0f]\n", m, v[1], v[NR] }'
