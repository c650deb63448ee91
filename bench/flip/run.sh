#!/bin/sh
# Flips, deployments and rollbacks of the packaged program under mixed load: failed requests, for how long both colours
# answered, and the time of a rollback from the start of the command to its proof. Prints the figures of FlipIT, the same
# that `./check` runs; bench/router/flips.sh flips the router alone, without a command around it.
#
# usage: bench/flip/run.sh [--all]     a sample; with --all 50 flips and 20 deployments
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
long=
[ "${1-}" != --all ] || long=-Dcdctl.all=true
rm -f "$root/cli/target/figures.txt"
# shellcheck disable=SC2086
mvn -q -B -ntp -Dstyle.color=never -f "$root/pom.xml" $long -Dspotless.check.skip -Dtest=none \
    -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=FlipIT -Dfailsafe.failIfNoSpecifiedTests=false verify >/dev/null
cat "$root/cli/target/figures.txt"
