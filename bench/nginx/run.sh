#!/bin/sh
# Flips of an nginx by cdctl's router and by hand, in turn and under load: the time to the first answer of the new colour
# and to the end of the flip (medians), and the requests that failed. FLIPS (30). Needs the classes of core and of its
# tests: mvn -q test-compile -pl core
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/cdctl-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
cp=$work/classes:$root/core/target/classes:$root/core/target/test-classes
"${java}c" -nowarn -proc:none -cp "$cp" -d "$work/classes" "$here/BenchNginx.java"
"$java" -cp "$cp" BenchNginx "$work" "${FLIPS:-30}"
