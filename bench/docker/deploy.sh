#!/bin/bash
# A deployment as one would write it by hand: docker's command line, curl, and nginx that looks for a flag file. Prints
# the seconds of each part, and the floor beneath any tool: the engine's API asked for the same container by curl (create,
# start, first healthy answer), and the drain. Both in the same rounds, on a world of their own. Nothing here is a test.
#
# usage: bench/docker/deploy.sh [-n RUNS] [-d DRAIN-SECONDS] [-t socket|ssh|tls]     default: 7 runs, 1 s, socket
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
runs=7
drain=1
way=socket
while getopts n:d:t: option; do
    case $option in
    n) runs=$OPTARG ;;
    d) drain=$OPTARG ;;
    t) way=$OPTARG ;;
    *) sed -n '6s/^# //p' "$0" >&2; exit 2 ;;
    esac
done
# shellcheck disable=SC2034
hosts=1
# shellcheck source=bench/docker/common.sh
. "$root/bench/docker/common.sh"
case $way in
socket) export DOCKER_HOST=${host1_SOCKET:?} ;;
ssh) export DOCKER_HOST=${host1_SSH:?} ;;
tls) export DOCKER_HOST=${host1_TLS:?} DOCKER_TLS_VERIFY=1 DOCKER_CERT_PATH=$WORLD_CERTIFICATES ;;
*) echo "no way to an engine: $way" >&2; exit 2 ;;
esac

await_nginx
deploy 0
deploy 1
: >"$work/laps"
for ((run = 0; run < runs; run++)); do
    before=$(now)
    deploy $((run % 2))
    awk -v a="$before" -v b="$(now)" 'BEGIN { printf "total %.3f\n", b - a }' >>"$work/laps"
    before=$(now)
    floor
    awk -v a="$before" -v b="$last" 'BEGIN { printf "floor %.3f\n", b - a }' >>"$work/laps"
done

echo "$runs deployments by hand, by $way, drain $drain s; median, least, greatest; load $(cut -d' ' -f1 /proc/loadavg)"
for each in pull create start healthy flip drain stop total; do tell $each; done
for each in floor-create floor-start floor-healthy floor-drain floor; do tell $each; done
awk -v a="$(tell total | awk '{ print $2 }')" -v b="$(tell floor | awk '{ print $2 }')" \
    'BEGIN { printf "by hand / floor  %.2f\n", a / b }'
