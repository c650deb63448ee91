#!/bin/sh
# The packaged cdctl through a real HAProxy under mixed load: failed requests of deployments, flips and a rollback (the
# figures of HaproxyIT), and then the time of a change by the runtime API as cdctl makes it, under its lock and with its
# files, against a hand-written `socat` with `set map` on the same HAProxy, as a ratio.
#
# usage: bench/haproxy/run.sh [--all]     a sample; with --all 50 flips
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
long=
[ "${1-}" != --all ] || long=-Dcdctl.all=true
rm -f "$root/cli/target/figures.txt"
# shellcheck disable=SC2086
mvn -q -B -ntp -Dstyle.color=never -f "$root/pom.xml" $long -Dspotless.check.skip -Dtest=FlipTimesTest \
    -Dcdctl.bench=true -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=HaproxyIT \
    -Dfailsafe.failIfNoSpecifiedTests=false verify >/dev/null
cat "$root/cli/target/figures.txt" "$root/core/target/haproxy-flips.txt"
