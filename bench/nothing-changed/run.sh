#!/bin/bash
# `cdctl run --to push` when nothing changed, and when one file changed, as ratios to `cdctl plan` and to a shell script
# of the same steps (stamp, build when the digest of its inputs is another one, tar, copy when the bytes are other ones).
# Every round runs each once. CPU is user and system time of the command and its children. Nothing here is a test.
#
# usage: bench/nothing-changed/run.sh [-n RUNS] [-f FILES]     default: 15 runs, 200 source files
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
program=$root/cli/target/cdctl
runs=15
files=200
while [ $# -gt 0 ]; do
    case $1 in
    -n) runs=$2 ;;
    -f) files=$2 ;;
    *) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit ;;
    esac
    shift 2
done
[ -x "$program" ] || "$root/cdctl" --version >/dev/null
work=$(mktemp -d "${TMPDIR:-/tmp}/cdctl-bench.XXXXXX")
unset CI BUILD_NUMBER JENKINS_URL HUDSON_HOME GITLAB_CI GITHUB_ACTIONS CDCTL_JAVA_OPTS || true
export HOME=$work/home XDG_STATE_HOME=$work/home/state XDG_CACHE_HOME=$work/home/cache GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=bench GIT_AUTHOR_EMAIL=bench@localhost GIT_COMMITTER_NAME=bench GIT_COMMITTER_EMAIL=bench@localhost
tidy() {
    for _ in $(seq 600); do
        compgen -G "$XDG_CACHE_HOME/cdctl/*.lock" >/dev/null || break
        sleep 0.1
    done
    rm -rf "$work"
}
trap tidy EXIT
trap 'exit 130' INT TERM
mkdir -p "$HOME" "$work/project/src"
cd "$work/project"
for ((i = 0; i < files; i++)); do
    seq "$i" $((i + 500)) >"src/file$i.txt"
done
echo 'version=0' >src/version.txt
cat >build.sh <<'END'
#!/bin/sh
# Stands for a compiler.
set -e
echo built >>../builds
mkdir -p target
cat src/*.txt | gzip -9 >target/app
END
cat >shell.sh <<'END'
#!/bin/sh
# The same steps by hand: the version, the stamp, the build, the archive, the push.
set -e
version=$(git describe --tags --always --dirty)
cp src/version.txt .before
sed "s/version=.*/version=$version/" .before >src/version.txt
now=$( { cat build.sh; find src -type f | LC_ALL=C sort | xargs sha256sum; } | sha256sum)
if [ "$now" != "$(cat .last 2>/dev/null)" ] || [ ! -e target/app ]; then
    ./build.sh
    echo "$now" >.last
fi
mv .before src/version.txt
tar -c --sort=name --mtime=@0 --owner=0 --group=0 target/app | gzip -n >app.tar.gz
mkdir -p ../pushed
cmp -s app.tar.gz "../pushed/app-$version.tar.gz" || cp app.tar.gz "../pushed/app-$version.tar.gz"
END
chmod +x build.sh shell.sh
cat >pipeline.yaml <<'END'
service: bench
version:
  from: git
  stamp:
    - file: src/version.txt
      pattern: 'version=(.*)'
stages:
  build: {run: ./build.sh, inputs: [build.sh, "src/**"], outputs: [target/app]}
package:
  - archive: {name: bench, root: target, files: [app]}
push: {archives: "file:../repository"}
run: {roles: {app: {kind: worker, command: ./app}}}
environments: {production: {}}
END
printf 'target/\n.cdctl/\n.last\n.before\napp.tar.gz\n' >.gitignore
git init -q .
git add .
git commit -qm one
git tag v1.0.0
"$program" help >/dev/null
for _ in $(seq 900); do
    compgen -G "$XDG_CACHE_HOME/cdctl/*.[ja][so][at]" >/dev/null && ! compgen -G "$XDG_CACHE_HOME/cdctl/*.lock" >/dev/null && break
    sleep 0.1
done
"$program" run -q --to push >/dev/null
./shell.sh
sleep 3 # a file that was changed less than two seconds ago is read again
"$program" run -q --to push >/dev/null

builds() { wc -l <../builds; }
names=(plan "run, nothing changed" "shell, nothing changed" "run, one file changed" "shell, one file changed")
start() {
    case $1 in
    plan) "$program" plan ;;
    run*) "$program" run -q --to push ;;
    shell*) ./shell.sh ;;
    esac >"$work/out" 2>&1 </dev/null || { echo "failed: $1" >&2; cat "$work/out" >&2; exit 1; }
}
change() {
    echo "$RANDOM $1" >>src/file7.txt
    git commit -qam "$1"
    git tag -f v1.0.0 >/dev/null
    git tag "v1.0.$1"
    git tag -d v1.0.0 >/dev/null
}
quartiles() { sort -n | awk '{ v[NR] = $1 } END { q = int((NR + 3) / 4); print v[int((NR + 1) / 2)], v[q], v[NR + 1 - q] }'; }
TIMEFORMAT='%R %U %S'
for ((run = 0; run < runs; run++)); do
    before=$(builds)
    for name in "${names[@]}"; do
        case $name in *one*) [ "${name%%,*}" = shell ] || change "$((run + 1))" ;; esac
        [ "$name" != "run, one file changed" ] || idle=$((${idle:-0} + $(builds) - before))
        { time start "$name"; } 2>"$work/time"
        awk 'NF == 3 { print $1 * 1000, ($2 + $3) * 1000 }' "$work/time" >>"$work/$name.times"
    done
    start "run, to settle"
    sleep 2.5
    start "run, to settle"
done
printf '%s files, %s runs, load %s; builds while nothing changed: %s\n' \
    "$files" "$runs" "$(cut -d' ' -f1 /proc/loadavg)" "$idle"
printf '%-24s %8s %16s %8s %6s %-13s %6s\n' "median" "wall ms" "" "cpu ms" "x plan" "" "x shell"
for name in "${names[@]}"; do
    wall=$(awk '{ print $1 }' "$work/$name.times" | quartiles)
    cpu=$(awk '{ print $2 }' "$work/$name.times" | quartiles)
    toplan=$(paste -d' ' "$work/plan.times" "$work/$name.times" | awk '{ print $4 / $2 }' | quartiles)
    case $name in
    *,*) toshell=$(paste -d' ' "$work/shell,${name#*,}.times" "$work/$name.times" | awk '{ print $4 / $2 }' | quartiles) ;;
    *) toshell="- - -" ;;
    esac
    # shellcheck disable=SC2086
    printf '%-24s %8.0f [%6.0f-%6.0f] %8.0f %6.2f [%.2f-%.2f]   %6s\n' "$name" $wall "${cpu%% *}" $toplan "${toshell%% *}"
done
