# What both benchmarks need: a folder of their own, compiled classes, an instance, a router.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/cdctl-bench.XXXXXX")
mkdir -p "$work/tmp"
instance=${INSTANCE_PORT:-18181}
nginx=${NGINX_PORT:-18182}
router=${ROUTER_PORT:-18183}
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"

mvn -q -o -f "$root/pom.xml" -pl core dependency:build-classpath -Dmdep.includeScope=runtime \
    -Dmdep.outputFile="$work/classpath" >/dev/null 2>&1 ||
    find "${HOME}/.m2/repository" -name '*.jar' \( -path '*undertow-core*' -o -path '*xnio*' -o -path '*jboss*' \
        -o -path '*wildfly*' -o -path '*jspecify*' \) ! -name '*sources*' |
    paste -sd: - >"$work/classpath"
cp=$work/classes:$root/core/target/classes:$(cat "$work/classpath")
"${java}c" -proc:none -cp "$cp" -d "$work/classes" "$here/BenchRouter.java"

sed "s/@INSTANCE@/$instance/g; s/@NGINX@/$nginx/g" "$here/nginx.conf" >"$work/nginx.conf"
nginx -p "$work" -c "$work/nginx.conf" 2>/dev/null

flags=${ROUTER_FLAGS:--Xms64m -Xmx256m -XX:MaxDirectMemorySize=512m -XX:+UseParallelGC -XX:+ExitOnOutOfMemoryError}
tidy() {
    "$java" -cp "$cp" BenchRouter stop "$work/state" || true
    nginx -p "$work" -c "$work/nginx.conf" -s stop 2>/dev/null || true
    rm -rf "$work"
}
trap tidy EXIT
# shellcheck disable=SC2086
"$java" -cp "$cp" BenchRouter apply "$work/state" "$router" "$instance" \
    "$java" $flags -cp "$cp" BenchRouter serve "$work/state"
