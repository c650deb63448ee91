#!/bin/sh
# Throughput of the embedded router against nginx in front of the same instance, in turn.
# ROUNDS (7) rounds of SECONDS_EACH (3) seconds; CONNECTIONS (16).
. "$(dirname "$0")/common.sh"
rounds=${ROUNDS:-7}
seconds=${SECONDS_EACH:-3}
connections=${CONNECTIONS:-16}

measure() {
    wrk -t1 -c"$connections" -d"${seconds}s" --latency "http://127.0.0.1:$1/" |
        awk '/99%/ { p99 = $2 } /Requests\/sec/ { rps = $2 } /Non-2xx/ { bad = $NF } END { print rps, p99, bad + 0 }'
}

echo "JVM flags: $flags"
"$java" -version 2>&1 | sed -n 2p
nginx -v 2>&1
wrk -t1 -c"$connections" -d5s "http://127.0.0.1:$router/" >/dev/null
wrk -t1 -c"$connections" -d5s "http://127.0.0.1:$router/" >/dev/null
echo "round  nginx req/s  p99  router req/s  p99  ratio  bad"
i=1
while [ "$i" -le "$rounds" ]; do
    # Whoever goes second finds another machine, so the order changes.
    if [ $((i % 2)) = 1 ]; then
        theirs=$(measure "$nginx")
        ours=$(measure "$router")
    else
        ours=$(measure "$router")
        theirs=$(measure "$nginx")
    fi
    echo "$i $theirs $ours" |
        awk '{ printf "%5d  %11.0f  %s  %12.0f  %s  %.2f  %d\n", $1, $2, $3, $5, $6, $5 / $2, $4 + $7 }' |
        tee -a "$work/rounds"
    i=$((i + 1))
done
awk '{ print $6 }' "$work/rounds" | sort -n |
    awk '{ v[NR] = $1 } END { m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2
        printf "ratio median %.2f [%.2f-%.2f]\n", m, v[1], v[NR] }'
