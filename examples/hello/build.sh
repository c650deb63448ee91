#!/bin/sh
# Compiles the service into target/, which is what the archive holds.
set -eu
cd "$(dirname "$0")"
java_bin=${JAVA_HOME:+$JAVA_HOME/bin/}
rm -rf target
mkdir target
"${java_bin}javac" --release 17 -Xlint:all -Werror -d target src/Hello.java
printf '%s\n' "${CDCTL_VERSION:-0.0.0-dev}" > target/VERSION
cp start.sh target/
echo "built hello $(cat target/VERSION)"
