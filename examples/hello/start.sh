#!/bin/sh
# Starts the service from its release folder. The options trade peak speed for a start in a few hundred milliseconds.
set -eu
cd "$(dirname "$0")"
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -Xmx64m -cp . Hello
