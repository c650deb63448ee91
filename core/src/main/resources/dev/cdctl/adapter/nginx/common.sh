# What every script for nginx begins with. It runs on the router's computer, in one go. The exit status says what went
# wrong (Answers.java knows them all), and what is printed then is the reason.
#
#   $1 how nginx is called, in words    $2 the container that it runs in, or nothing
#   $3 the folder of the files that nginx includes    $4 the folder of what is kept beside them
#   $5 their names, in words    $6 the user that the workers run as, or nothing
set -u
umask 022
LC_ALL=C
export LC_ALL
nginx=$1 container=$2 place=$3 state=$4 names=$5 worker=$6
shift 6
lock=$place/.cdctl.lock
new=$state/new
work=$(mktemp -d) || exit 29
check= received=
trap 'rm -rf "$work"; [ -z "$check" ] || rm -f "$check"; [ -z "$received" ] || rm -rf "$new"' EXIT

fail() {
    status=$1
    shift
    printf '%s\n' "$*"
    exit "$status"
}

# Only one script at a time works on these files, wherever it was started.
alone() {
    mkdir -p "$state" 2>"$work/why" || fail 29 "$(cat "$work/why")"
    { exec 9>>"$lock"; } 2>"$work/why" || fail 29 "$(cat "$work/why")"
    flock -w 15 9 || fail 20 "another command has held $lock for 15 s"
}

# The whole configuration, as nginx reads it.
dump() {
    $nginx -T >"$work/dump" 2>"$work/why" && return 0
    if grep -q '\[emerg\]\|test failed' "$work/why"; then
        fail 23 "$(grep -v 'warn\]' "$work/why" | head -n 5)"
    fi
    fail 28 "$(head -n 5 "$work/why")"
}

# The first value of a directive in the whole configuration.
directive() { sed -n "s/^[[:space:]]*$1[[:space:]]\{1,\}\([^;[:space:]]*\).*;.*/\1/p" "$work/dump" | head -n 1; }

# What nginx was built with.
built() { $nginx -V 2>&1 | tr ' ' '\n' | sed -n "s/^--$1=//p" | tail -n 1; }

# A path of the configuration, absolute.
absolute() {
    case $1 in
    /*) printf '%s\n' "$1" ;;
    *)
        prefix=$(printf '%s\n' "$nginx" | sed -n 's/.* -p  *\([^ ]*\).*/\1/p')
        printf '%s/%s\n' "$(echo "${prefix:-$(built prefix)}" | sed 's,/*$,,')" "$1"
        ;;
    esac
}

# Finds the master process; the whole configuration must have been read.
master() {
    if [ -n "$container" ]; then
        master=$(docker inspect -f '{{.State.Pid}}' "$container" 2>/dev/null)
    else
        file=$(directive pid)
        file=$(absolute "${file:-$(built pid-path)}")
        master=$(cat "$file" 2>/dev/null)
    fi
    [ -n "${master:-}" ] && [ "$master" != 0 ] && grep -q nginx "/proc/$master/cmdline" 2>/dev/null
}

# The workers that take connections.
serving() {
    for pid in $(cat "/proc/$master/task/$master/children" 2>/dev/null || pgrep -P "$master"); do
        if grep -q 'worker process' "/proc/$pid/cmdline" 2>/dev/null &&
            ! grep -q 'shutting down' "/proc/$pid/cmdline" 2>/dev/null; then
            echo "$pid"
        fi
    done
}

# The workers that end with their last request.
ending() {
    for pid in $(cat "/proc/$master/task/$master/children" 2>/dev/null || pgrep -P "$master"); do
        grep -q 'shutting down' "/proc/$pid/cmdline" 2>/dev/null && echo "$pid"
    done
}

# A run that was killed may have left files that were never proven: what was there before comes back.
recover() {
    if [ -e "$state/served" ]; then
        rm -rf "$state/before"
    elif [ -d "$state/before" ]; then
        restore
    fi
}

restore() {
    for name in $names; do
        if [ -e "$state/before/$name.absent" ]; then
            rm -f "${place:?}/$name"
        elif [ -e "$state/before/$name" ]; then
            mv -f "$state/before/$name" "$place/$name"
        fi
    done
    sync "$place" 2>/dev/null
    if [ -e "$state/before/.served" ]; then
        : >"$state/served"
    fi
    rm -rf "$state/before"
}
