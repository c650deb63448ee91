#!/bin/sh
# Decisions in a store of files, followed by a process beside an nginx by flags: when a watcher of the store is told, when
# users get the new colour, and when the command returns (medians, in the same run). FLIPS (50). Needs the classes of core
# and of its tests: mvn -q test-compile -pl core
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/cdctl-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
cp=$work/classes:$root/core/target/classes:$root/core/target/test-classes
"${java}c" -nowarn -proc:none -cp "$cp" -d "$work/classes" "$here/BenchSync.java"
"$java" -cp "$cp" BenchSync "$work" "${FLIPS:-50}"
