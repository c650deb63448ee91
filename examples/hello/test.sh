#!/bin/sh
# Tests what build.sh made, as it will be run.
set -eu
cd "$(dirname "$0")"
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" test/HelloTest.java target
