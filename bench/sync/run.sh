#!/bin/sh
# Decisions in files, in a Consul and in an etcd of its own, followed by a process beside an nginx by flags and beside an
# HAProxy: when a watcher of the store is told, when users get the new colour, and when the command returns, all of the
# same flips. FLIPS (50). Needs the classes of core and of its tests: mvn -q test-compile -pl core
#
# With SERVICES=100, that many services on one nginx, then on one HAProxy, each time followed by one process of the
# packaged program: how soon it is up, what it costs while nothing happens (IDLE, 62 s), how soon a flip of one is
# served. STORES (consul,etcd,files) and PROXIES (nginx,haproxy) choose. PROXIES=none has routers in memory, and compares
# one watch of the store for all with one for each. Needs cli/target/cdctl besides: mvn -q package
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/cdctl-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
cp=$work/classes:$root/core/target/classes:$root/core/target/test-classes
"${java}c" -nowarn -proc:none -cp "$cp" -d "$work/classes" "$here"/*.java
cd "$root/core"
if [ -n "${SERVICES:-}" ] && [ "${PROXIES:-}" = none ]; then
    "$java" -cp "$cp" -Didle="${IDLE:-62}" -Dstores="${STORES:-consul,etcd}" BenchFollowers "$work" "${FLIPS:-50}" "$SERVICES"
    exit
fi
if [ -n "${SERVICES:-}" ]; then
    "$java" -cp "$cp" -Didle="${IDLE:-62}" -Dstores="${STORES:-consul,etcd,files}" -Dproxies="${PROXIES:-nginx,haproxy}" \
        BenchMany "$work" "${FLIPS:-50}" "$SERVICES" "$root/cli/target/cdctl"
    exit
fi
"$java" -cp "$cp" BenchSync "$work" "${FLIPS:-50}"
