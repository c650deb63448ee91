#!/bin/bash
# Warm deployments by cdctl to one Docker host and to four, the same deployment by hand (docker's command line, curl, a
# flag file of nginx), and the floor beneath any tool (the same container by the engine's API), each once in every round,
# in a world of their own. A release is healthy when it has answered once; no release is watched after its flip; the state
# is on the machine of nginx, by ssh. Nothing is asked meanwhile, so there is nothing to drain; with `-d` somebody waits
# for a slow answer of the old release the whole time, so that the drain takes all of its limit, as it does by hand and in
# the floor. CPU is user and system time of the command and its children, ssh among them. Nothing here is a test.
#
# usage: bench/hosts/run.sh [-n RUNS] [-d DRAIN-SECONDS] [-t socket|ssh|tls]     default: 7 runs, no drain, ssh
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
program=$root/cli/target/cdctl
runs=7
drain=0
way=ssh
while getopts n:d:t: option; do
    case $option in
    n) runs=$OPTARG ;;
    d) drain=$OPTARG ;;
    t) way=$OPTARG ;;
    *) sed -n '9s/^# //p' "$0" >&2; exit 2 ;;
    esac
done
[ -x "$program" ] || "$root/cdctl" --version >/dev/null
# shellcheck disable=SC2034
hosts=4
# shellcheck source=bench/docker/common.sh
. "$root/bench/docker/common.sh"

# --- What cdctl is told.
unset CI BUILD_NUMBER JENKINS_URL HUDSON_HOME GITLAB_CI GITHUB_ACTIONS CDCTL_JAVA_OPTS || true
export HOME=$work/home XDG_STATE_HOME=$work/home/state XDG_CACHE_HOME=$work/home/cache GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=bench GIT_AUTHOR_EMAIL=bench@localhost GIT_COMMITTER_NAME=bench GIT_COMMITTER_EMAIL=bench@localhost
url() { # of a host by its number
    local socket=host$1_SOCKET tls=host$1_TLS ssh=host$1_SSH address=host$1_ADDRESS
    case $way in
    socket) echo "{url: \"${!socket}\", name: host$1, address: ${!address}}" ;;
    tls) echo "{url: \"${!tls}\", name: host$1, certificates: $WORLD_CERTIFICATES}" ;;
    ssh) echo "{url: \"${!ssh}\", name: host$1}" ;;
    *) echo "no way to an engine: $way" >&2; exit 2 ;;
    esac
}
router() { # by nginx's port
    echo "{nginx: {flags: $nginx/cdctl, on: \"${lb1_SSH:?}\", listen: \"$lb1_ADDRESS:$1\", command: nginx -p $nginx -c $nginx/nginx.conf}}"
}
nginx=$WORLD_FOLDER/lb1/nginx
mkdir -p "$nginx/cdctl" "$HOME" "$work/project"
echo "include $nginx/cdctl/*.conf;" >"$nginx/conf.d/cdctl.conf"
"$world" proxy "$name" lb1 nginx reload
cd "$work/project"
cp "$("$root/e2e/service/build")" service
limit=$((drain > 0 ? drain : 30))
cat >pipeline.yaml <<END
service: shop
version: {from: git}
package:
  - image: {name: shop, dockerfile: Dockerfile}
push: {images: "$WORLD_REGISTRY", images-http: true, archives: "file:../repository"}
run:
  container: {port: 8080}
  health: {http: /health, every: 20ms, times: 1}
environments:
  one: {hosts: [$(url 1)], routers: [$(router 8001)], state: "$lb1_SSH/srv/bench", watch: 0s, drain: ${limit}s, ports: 21000-21009}
  four: {hosts: [$(url 1), $(url 2), $(url 3), $(url 4)], routers: [$(router 8002)], state: "$lb1_SSH/srv/bench", watch: 0s, drain: ${limit}s, ports: 22000-22009}
END
printf '.cdctl/\nservice\n' >.gitignore
echo .git >.dockerignore
git init -q -b main .
export DOCKER_HOST=${host1_SOCKET:?}
for version in "${versions[@]}"; do
    printf 'FROM scratch\nCOPY service /service\nENV VERSION=%s\nENTRYPOINT ["/service"]\n' "$version" >Dockerfile
    git add -A
    git commit -qm "$version"
    git tag "v$version"
    "$program" run -q --to push >/dev/null
done
case $way in
ssh) export DOCKER_HOST=${host1_SSH:?} ;;
tls) export DOCKER_HOST=${host1_TLS:?} DOCKER_TLS_VERIFY=1 DOCKER_CERT_PATH=$WORLD_CERTIFICATES ;;
esac
if [ "$way" = ssh ]; then
    # shellcheck disable=SC2029
    flag() { if [ "$1" = 1 ]; then ssh "root@$lb1_ADDRESS" ": >$flag"; else ssh "root@$lb1_ADDRESS" "rm -f $flag"; fi; }
fi
for _ in $(seq 900); do
    compgen -G "$XDG_CACHE_HOME/cdctl/*.[ja][so][at]" >/dev/null && ! compgen -G "$XDG_CACHE_HOME/cdctl/*.lock" >/dev/null && break
    sleep 0.1
done

# --- The rounds.
cdctl() { # environment, number of the release
    "$program" deploy -e "$1" --release "${versions[$2]}" --allow-older --yes >"$work/out" 2>&1 </dev/null ||
        { cat "$work/out" >&2; exit 1; }
}
TIMEFORMAT='%R %U %S'
# Has a request under way at that port of nginx until long after a drain.
occupy() {
    [ "$drain" != 0 ] || return 0
    curl -s -o /dev/null "http://$lb1_ADDRESS:$1/slow?ms=$(((drain + 12) * 1000))" &
    sleep 0.1
}
# Runs something, and notes its seconds under a name and those of the processor under that name with -cpu.
timed() {
    local what=$1
    shift
    { time "$@"; } 2>"$work/time"
    awk -v what="$what" 'NF == 3 { printf "%s %s\n%s-cpu %.3f\n", what, $1, what, $2 + $3 }' "$work/time" >>"$work/laps"
}
await_nginx
for number in 0 1; do
    deploy $number
    cdctl one $number
    cdctl four $number
done
: >"$work/laps"
for ((run = 0; run < runs; run++)); do
    timed hand deploy $((run % 2))
    occupy 8001
    timed cdctl cdctl one $((run % 2))
    wait
    occupy 8002
    timed cdctl-four cdctl four $((run % 2))
    wait
    before=$(now)
    floor
    # shellcheck disable=SC2154
    awk -v a="$before" -v b="$last" 'BEGIN { printf "floor %.3f\n", b - a }' >>"$work/laps"
done
serves "http://$lb1_ADDRESS:8001/" "${versions[(runs - 1) % 2]}" || { echo "it is not served" >&2; exit 1; }

echo "$runs deployments of each, by $way, drained for $drain s; median, least, greatest; load $(cut -d' ' -f1 /proc/loadavg)"
for each in floor hand cdctl cdctl-four hand-cpu cdctl-cpu cdctl-four-cpu; do tell $each; done
ratio() {
    awk -v a="$(tell "$1" | awk '{ print $2 }')" -v b="$(tell "$2" | awk '{ print $2 }')" -v what="$1 / $2" \
        'BEGIN { printf "%-22s %.2f\n", what, a / b }'
}
ratio cdctl floor
ratio cdctl hand
ratio cdctl-four cdctl
grep -E '^ *ok|took' "$work/out" || true
