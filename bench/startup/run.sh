#!/bin/bash
# Start-up of cdctl as a ratio to a hello-world jar on the same JVM, with and without the start-up archive. Sets up all
# that it needs in a temporary home (a service that is deployed in both colours, with its router) and removes it again.
# Every round runs each command once, hello first: a ratio is that of two runs of the same round, so a machine that gets
# slower meanwhile slows both. CPU is user and system time of the command and its children. Nothing here is a test. Where
# Consul is on the PATH, or was fetched by e2e/clients, a flip with its state in one is measured too.
#
# usage: bench/startup/run.sh [-n RUNS] [JAVA_HOME...]     default: 21 runs, every JDK 17 and 25 below /usr/lib/jvm
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
program=$root/cli/target/cdctl
jar=$root/cli/target/cdctl.jar
runs=21
case ${1-} in
-h | --help)
    sed -n '2,8s/^# \{0,1\}//p' "$0"
    exit
    ;;
-n)
    runs=$2
    shift 2
    ;;
esac
homes=("$@")
if [ ${#homes[@]} = 0 ]; then
    for home in /usr/lib/jvm/*; do
        [ -h "$home" ] || ! grep -qE '^JAVA_VERSION="(17|25)' "$home/release" 2>/dev/null || homes+=("$home")
    done
fi
[ -x "$program" ] || "$root/cdctl" --version >/dev/null

fetched=${XDG_CACHE_HOME:-$HOME/.cache}/cdctl-e2e/consul/root/usr/bin
consul=$(PATH=$PATH:$fetched command -v consul || true)

# --- A home of its own, a project in it, and a release in each colour.
work=$(mktemp -d "${TMPDIR:-/tmp}/cdctl-bench.XXXXXX")
unset CI BUILD_NUMBER JENKINS_URL HUDSON_HOME CDCTL_JAVA_OPTS || true
export HOME=$work/home XDG_STATE_HOME=$work/home/state XDG_CACHE_HOME=$work/home/cache JAVA_HOME=${homes[0]}
export GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=bench GIT_AUTHOR_EMAIL=bench@localhost
export GIT_COMMITTER_NAME=bench GIT_COMMITTER_EMAIL=bench@localhost
project=$work/project
mkdir -p "$HOME" "$project"
tidy() {
    cd "$project"
    JAVA_HOME=${homes[0]} CI=1 "$program" remove -e production --yes >/dev/null 2>&1 || true
    [ -z "$consul" ] || JAVA_HOME=${homes[0]} CI=1 "$program" remove -e shared --yes >/dev/null 2>&1 || true
    JAVA_HOME=${homes[0]} CI=1 "$program" router stop --yes >/dev/null 2>&1 || true
    [ -z "${agent-}" ] || kill "$agent" 2>/dev/null || true
    cd /
    for _ in $(seq 100); do
        compgen -G "$XDG_CACHE_HOME/cdctl/*.lock" >/dev/null || break
        sleep 0.1
    done
    rm -rf "$work"
}
trap tidy EXIT
trap 'exit 130' INT TERM

"$JAVA_HOME/bin/javac" --release 17 -d "$work" "$here/Hello.java"
printf 'Main-Class: Hello\n' >"$work/manifest"
"$JAVA_HOME/bin/jar" cfm "$work/hello.jar" "$work/manifest" -C "$work" Hello.class

cd "$project"
cp -r "$root/examples/hello" hello
first=$((20000 + RANDOM % 100 * 100))
cat >pipeline.yaml <<END
service: bench
stages:
  build: {run: ./build.sh, in: hello}
package:
  - archive: {name: bench, root: hello/target, files: ["**"]}
run:
  command: ./start.sh
  health: {http: /health, every: 100ms, within: 60s}
environments:
  production:
    ports: $first-$((first + 29))
    drain: 1s
    watch: 0s
END
if [ -n "$consul" ]; then
    port=$((first + 30))
    "$consul" agent -dev -bind 127.0.0.1 -http-port $port -grpc-port -1 -dns-port -1 -server-port $((port + 1)) \
        -serf-lan-port $((port + 2)) -serf-wan-port -1 >"$work/consul.log" 2>&1 &
    agent=$!
    for _ in $(seq 100); do
        curl -sf "http://127.0.0.1:$port/v1/status/leader" 2>/dev/null | grep -q : && break
        sleep 0.1
    done
    cat >>pipeline.yaml <<END
  shared:
    state: consul://127.0.0.1:$port/bench
    ports: $((first + 50))-$((first + 99))
    drain: 1s
    watch: 0s
END
fi
printf '/hello/target\n/.cdctl\n' >.gitignore
git init -q .
git add .
for release in one two; do
    git commit -q --allow-empty -m "$release"
    CI=1 "$program" run -q -e production >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
    [ -z "$consul" ] || CI=1 "$program" deploy -q -e shared >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
done
next=blue # the second release is live in green
next_shared=blue

# --- What is measured: a name and a command line each.
names=(hello "--version" "java -jar, --version" help status flip plan
    "help, no archive" "status, no archive" "flip, no archive" "plan, no archive" "first use, status")
[ -z "$consul" ] || names+=("flip, in Consul")
flip() {
    "$@" flip "$next" -e production
    if [ "$next" = blue ]; then next=green; else next=blue; fi
}
flip_shared() {
    "$program" flip "$next_shared" -e shared
    if [ "$next_shared" = blue ]; then next_shared=green; else next_shared=blue; fi
}
cold=(env XDG_CACHE_HOME=/dev/null/none "$program")
start() {
    case $1 in
    hello) "$JAVA_HOME/bin/java" -jar "$work/hello.jar" ;;
    "java -jar, --version") "$JAVA_HOME/bin/java" -jar "$jar" --version ;;
    flip) flip "$program" ;;
    "flip, in Consul") flip_shared ;;
    "flip, no archive") flip "${cold[@]}" ;;
    status) "$program" status -e production ;;
    "status, no archive") "${cold[@]}" status -e production ;;
    *", no archive") "${cold[@]}" "${1%,*}" ;;
    "first use, status") XDG_CACHE_HOME=$work/fresh "$program" status -e production ;;
    *) "$program" "$1" ;;
    esac >"$work/out" 2>&1 </dev/null || { echo "failed: $1" >&2; cat "$work/out" >&2; exit 1; }
}
trained() { # waits until no archive is being made in that cache
    for _ in $(seq 900); do
        compgen -G "$1/cdctl/*.$2" >/dev/null && ! compgen -G "$1/cdctl/*.lock" >/dev/null && return
        sleep 0.1
    done
    echo "no archive was made" >&2
}
quartiles() { sort -n | awk '{ v[NR] = $1 } END { q = int((NR + 3) / 4); print v[int((NR + 1) / 2)], v[q], v[NR + 1 - q] }'; }

TIMEFORMAT='%R %U %S'
for JAVA_HOME in "${homes[@]}"; do
    export JAVA_HOME
    suffix=jsa
    grep -qE '^JAVA_VERSION="(2[5-9]|[3-9])' "$JAVA_HOME/release" && suffix=aot
    start help
    trained "$XDG_CACHE_HOME" $suffix
    for ((run = 0; run < runs; run++)); do
        for name in "${names[@]}"; do
            { time start "$name"; } 2>"$work/time"
            awk 'NF == 3 { print $1 * 1000, ($2 + $3) * 1000 }' "$work/time" >>"$work/$name.times"
        done
        trained "$work/fresh" $suffix
        rm -rf "$work/fresh"
    done
    echo
    sed -n 's/^JAVA_RUNTIME_VERSION=/JDK /p; s/^IMPLEMENTOR=/by /p' "$JAVA_HOME/release" | tr '\n' ' '
    printf '(%s runs, load %s)\n' "$runs" "$(cut -d' ' -f1 /proc/loadavg)"
    printf '%-22s %8s %6s %-13s %8s %6s %-13s\n' "median, quartiles" "wall ms" x "" "cpu ms" x ""
    for name in "${names[@]}"; do
        wall=$(awk '{ print $1 }' "$work/$name.times" | quartiles)
        cpu=$(awk '{ print $2 }' "$work/$name.times" | quartiles)
        ratios=$(paste -d' ' "$work/hello.times" "$work/$name.times")
        xwall=$(awk '{ print $3 / $1 }' <<<"$ratios" | quartiles)
        xcpu=$(awk '{ print $4 / $2 }' <<<"$ratios" | quartiles)
        # shellcheck disable=SC2086
        printf '%-22s %8.0f %6.2f [%.2f-%.2f]  %8.0f %6.2f [%.2f-%.2f]\n' "$name" "${wall%% *}" $xwall "${cpu%% *}" $xcpu
    done
    rm -f "$work"/*.times
    ls -l "$XDG_CACHE_HOME/cdctl" | awk 'NR > 1 { printf "archive %.1f MB\n", $5 / 1e6 }'
    rm -rf "$XDG_CACHE_HOME"
done

echo
echo "jar: $(($(wc -c <"$jar") / 1000)) kB; by dependency (compressed bytes):"
unzip -v "$jar" | awk '
    $8 ~ /\.class$/ {
        split($8, part, "/")
        name = part[1] "." part[2]
        if (name == "org.apache") { name = name "." part[3] "." part[4] }
        size[name] += $3; total += $3; next
    }
    { other += $3 }
    END { for (name in size) { printf "%9.0f kB  %s\n", size[name] / 1000, name } }' | sort -rn | head -20
