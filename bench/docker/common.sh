# What the benchmarks of deployments to Docker hosts share: a world of `hosts` hosts, a deployment by hand (`deploy`) with
# nginx on port 8000, and the floor beneath any tool (`floor`). Whoever has this read says before in `root`, `hosts` and
# `drain` what is wanted.
# shellcheck shell=bash disable=SC2154

world=$root/e2e/world
work=$(mktemp -d "${TMPDIR:-/tmp}/cdctl-bench.XXXXXX")
name=
tidy() {
    [ -z "$name" ] || "$world" down "$name"
    rm -rf "$work"
}
trap tidy EXIT
trap 'exit 130' INT TERM
"$world" up --hosts "$hosts" --owner $$ >"$work/env"
name=$(sed -n 's/^WORLD=//p' "$work/env")
# shellcheck disable=SC1091
. "$work/env"
: "${WORLD_PATH:?}" "${WORLD_FOLDER:?}" "${WORLD_CERTIFICATES:?}" "${host1_ADDRESS:?}" "${lb1_ADDRESS:?}"
export DOCKER_CONFIG=$work PATH=$WORLD_PATH:$PATH

images=("$("$world" image "$name" 1.0.0)" "$("$world" image "$name" 2.0.0)")
versions=(1.0.0 2.0.0)
colours=(blue green)
ports=(18001 18002)
site=http://$lb1_ADDRESS:8000/
flag=$WORLD_FOLDER/lb1/nginx/flags/green

cat >"$WORLD_FOLDER/lb1/nginx/conf.d/shop.conf" <<END
upstream blue { server $host1_ADDRESS:${ports[0]}; keepalive 16; }
upstream green { server $host1_ADDRESS:${ports[1]}; keepalive 16; }
server {
    listen 8000;
    set \$colour blue;
    if (-f $flag) { set \$colour green; }
    location / {
        proxy_pass http://\$colour;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
    }
}
END
"$world" proxy "$name" lb1 nginx reload

flag() { if [ "$1" = 1 ]; then : >"$flag"; else rm -f "$flag"; fi; }

now() { echo "$EPOCHREALTIME"; }
# Says the seconds since the last time that this was said, under a name.
lap() {
    local at
    at=$(now)
    awk -v a="$last" -v b="$at" -v what="$1" 'BEGIN { printf "%s %.3f\n", what, b - a }' >>"$work/laps"
    last=$at
}
serves() { [ "$(curl -s -m 2 -o /dev/null -w '%header{x-version}' "$1")" = "$2" ]; }
await() {
    for _ in $(seq 1500); do
        ! serves "$1" "$2" || return 0
        sleep 0.02
    done
    echo "$1 does not serve $2" >&2
    exit 1
}

# --- The deployment. Colour by number: 0 blue, 1 green.
deploy() {
    local new=$1 old=$((1 - $1))
    last=$(now)
    docker pull -q "${images[new]}" >/dev/null
    lap pull
    docker create --name "shop-${colours[new]}" -e "COLOUR=${colours[new]}" -p "${ports[new]}:8080" \
        --restart unless-stopped "${images[new]}" >/dev/null
    lap create
    docker start "shop-${colours[new]}" >/dev/null
    lap start
    await "http://$host1_ADDRESS:${ports[new]}/health" "${versions[new]}"
    lap healthy
    flag "$new"
    await "$site" "${versions[new]}"
    lap flip
    sleep "$drain"
    lap drain
    if docker stop -t 30 "shop-${colours[old]}" >/dev/null 2>&1; then docker rm "shop-${colours[old]}" >/dev/null; fi
    lap stop
}

# --- The floor.
socket=${host1_SOCKET#unix://}
api() { curl -s -f -o "$work/answer" --unix-socket "$socket" -X POST -H 'Content-Type: application/json' "$@"; }
floor() {
    last=$(now)
    api -d "{\"Image\":\"${images[0]}\",\"HostConfig\":{\"PortBindings\":{\"8080/tcp\":[{\"HostPort\":\"18003\"}]}},
        \"ExposedPorts\":{\"8080/tcp\":{}}}" "http://engine/containers/create?name=floor"
    lap floor-create
    api "http://engine/containers/floor/start"
    lap floor-start
    await "http://$host1_ADDRESS:18003/health" 1.0.0
    lap floor-healthy
    sleep "$drain"
    lap floor-drain
    curl -s -f --unix-socket "$socket" -X DELETE "http://engine/containers/floor?force=true"
}

await_nginx() { for _ in $(seq 250); do ! curl -s -m 1 -o /dev/null "$site" || return 0; sleep 0.02; done; exit 1; }

# The median, the least and the greatest of what has that name.
tell() {
    awk -v what="$1" '$1 == what { print $2 }' "$work/laps" | sort -n | awk -v what="$1" '
        { v[NR] = $1 }
        END { m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2
              printf "%-14s %7.3f s   [%.3f to %.3f]\n", what, m, v[1], v[NR] }'
}
