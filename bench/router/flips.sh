#!/bin/sh
# Flips under mixed load: failed requests, and for how long both colours answered. FLIPS (50). Needs the test classes
# too: mvn -q test-compile -pl core
. "$(dirname "$0")/common.sh"
all=$cp:$root/core/target/test-classes
"${java}c" -proc:none -cp "$all" -d "$work/classes" "$here/BenchFlips.java"
# shellcheck disable=SC2086
"$java" -cp "$all" BenchFlips "$work/flips" "$((router + 1))" "${FLIPS:-50}" \
    "$java" $flags -cp "$cp" BenchRouter serve "$work/flips"
