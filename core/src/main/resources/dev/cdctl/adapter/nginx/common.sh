# What every script for nginx begins with. It runs on the router's computer, in one go. The exit status says what went
# wrong (Answers.java knows them all), and what is printed then is the reason.
#
#   $1 how nginx is called, in words    $2 the container that it runs in, or nothing
#   $3 the folder of the files that nginx includes    $4 the folder of what is kept beside them
#   $5 their names, in words    $6 the user that the workers run as, or nothing
# $state, $new and $names are those of one environment; `every` has something done for each that is installed.
set -u
umask 022
LC_ALL=C
export LC_ALL
nginx=$1 container=$2 place=$3 state=$4 names=$5 worker=$6
shift 6
lock=$place/.cdctl.lock
new=$state/new
work= check= received=
trap '[ -z "$work" ] || rm -rf "$work"; [ -z "$check" ] || rm -f "$check"; [ -z "$received" ] || every drop' EXIT

fail() {
    status=$1
    shift
    printf '%s\n' "$*"
    exit "$status"
}

# A folder of the script's own. A flip needs none, and each program that is started costs it time.
workspace() {
    [ -n "$work" ] || work=$(mktemp -d) || fail 29 "no temporary folder can be made"
}

# Only one script at a time works on these files, wherever it was started.
alone() {
    writable
    exec 9>>"$lock"
    flock -w 15 9 || fail 20 "another command has held $lock for 15 s"
}

writable() {
    [ -d "$state" ] || mkdir -p "$state" 2>/dev/null || fail 29 "$state cannot be made by $(id -un)"
    if ! [ -w "$state" ] || ! [ -w "$place" ] || { [ -e "$lock" ] && ! [ -w "$lock" ]; }; then
        fail 29 "$place is not writable for $(id -un)"
    fi
}

# Has nginx do something for which it reads its configuration, and a little later again when it fails: a file of somebody
# else may have gone away while it read.
attempt() {
    for pause in 0.1 0.3; do
        "$@" && return 0
        sleep "$pause"
    done
    "$@"
}

# The whole configuration, as nginx reads it.
dump() {
    workspace
    attempt everything && return 0
    if grep -q '\[emerg\]\|test failed' "$work/why"; then
        fail 23 "$(grep -v 'warn\]' "$work/why" | head -n 5)"
    fi
    fail 28 "$(head -n 5 "$work/why")"
}

everything() { $nginx -T >"$work/dump" 2>"$work/why" && statements; }

# The same with each statement on a line of its own, however its lines were broken.
statements() {
    sed '/^[[:space:]]*#/!s/[;{}]/&\
/g' "$work/dump" | sed -e ':join' -e '/^[[:space:]]*include[[:space:]]*$/{' -e 'N' -e 's/\n/ /' -e 'b join' -e '}' \
        >"$work/statements"
}

# What the whole configuration says of nginx itself: the first file, the pid file and the log.
facts() {
    main= pid_file= log_file=
    sed -n -e 's/^# configuration file \(.*\):$/main \1/p' \
        -e 's/^[[:space:]]*pid[[:space:]]\{1,\}\([^;[:space:]]*\).*;.*/pid \1/p' \
        -e 's/^[[:space:]]*error_log[[:space:]]\{1,\}\([^;[:space:]]*\).*;.*/log \1/p' "$work/statements" >"$work/facts"
    while read -r what value; do
        case $what in
        main) main=${main:-$value} ;;
        pid) pid_file=${pid_file:-$value} ;;
        log) log_file=${log_file:-$value} ;;
        esac
    done <"$work/facts"
}

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
    facts
    if [ -n "$container" ]; then
        master=$(docker inspect -f '{{.State.Pid}}' "$container" 2>/dev/null)
    else
        file=$(absolute "${pid_file:-$(built pid-path)}")
        master=
        [ ! -r "$file" ] || read -r master <"$file"
    fi
    [ -n "${master:-}" ] && [ "$master" != 0 ] && grep -q nginx "/proc/$master/cmdline" 2>/dev/null
}

# What a process calls itself; it may be gone already.
title() {
    title=
    { read -r title <"/proc/$1/cmdline"; } 2>/dev/null
}

children() {
    pids=
    { read -r pids <"/proc/$master/task/$master/children"; } 2>/dev/null
    [ -n "$pids" ] || pids=$(pgrep -P "$master")
}

# The workers: those that take connections, and those that end with their last request.
workers() {
    serving= ending=
    children
    for pid in $pids; do
        title "$pid"
        case $title in
        *'worker process is shutting down'*) ending="$ending $pid" ;;
        *'worker process'*) serving="$serving $pid" ;;
        esac
    done
}

# A run that was killed may have left files that were never proven: what was there before comes back.
recover() {
    [ ! -d "$new" ] || drop
    if [ -e "$state/served" ]; then
        rm -rf "$state/before"
    elif [ -d "$state/before" ]; then
        restore
    fi
}

drop() { rm -rf "$new"; }

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
        # Later than the files that have just come back, so that they count as unchanged.
        cat "$state/before/.served" >"$state/served"
    fi
    rm -rf "$state/before"
}
