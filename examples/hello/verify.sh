#!/bin/sh
# Verifies a deployed colour before it goes live; cdctl says where it answers and which version it must be.
set -eu
cd "$(dirname "$0")"
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" test/Verify.java "$CDCTL_URL" "$CDCTL_VERSION"
