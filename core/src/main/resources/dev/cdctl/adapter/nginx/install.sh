# Has nginx serve the files of $new in the place of those that it includes; an empty one goes away. Whatever happens,
# either they are served when this returns, or what was there before lies there byte by byte. Several environments can
# be installed at once: for all of them, or for none.

# Each that is installed: a line with its names, and its folder, which begins with a slash.
newline='
'
environments=$names$state$newline

# Does something for each.
every() {
    left=$environments
    while [ -n "$left" ]; do
        one=${left%%"$newline"*}
        left=${left#*"$newline"}
        environment "$one"
        "$@" || return 1
    done
}

# The environment of such a line is the one that is worked on.
environment() { names=${1%%/*} state=/${1#*/} new=/${1#*/}/new; }

# The token that questions of cdctl carry is made here and never leaves but to cdctl; a sed script keeps it from being
# on a command line.
token() {
    token=
    if [ ! -s "$state/.token" ]; then
        (
            umask 077
            od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$state/.token.new" && mv -f "$state/.token.new" "$state/.token"
        ) || fail 29 "no token could be written into $state"
    fi
    read -r token <"$state/.token" || [ -n "$token" ] || fail 29 "$state/.token cannot be read"
}

# Reads the new files, which have the digest $1: for each a line with its name and its bytes, then these bytes.
receive() {
    workspace
    received=yes
    take_all "$1" 2>"$work/why" || fail 29 "$(cat "$work/why")"
}

take_all() {
    make_new "$1" || return 1
    while read -r name bytes; do
        take "$name" "$bytes" || return 1
    done
}

# A folder for new files, which have the digest $1. They hold the token.
make_new() {
    drop
    (umask 077 && mkdir "$new") || return 1
    printf '%s\n' "$1" >"$new/.digest" && printf 's/@TOKEN@/%s/g\n' "$token" >"$work/token.sed"
}

# Reads the file $1, which has $2 bytes.
take() (umask 077 && head -c "$2" | sed -f "$work/token.sed" >"$new/$1")

# Whether the files with the digest $1 are in their places, and were seen to be served, and nobody has changed them.
installed() {
    seen=
    [ ! -e "$state/served" ] || read -r seen <"$state/served"
    [ -n "$seen" ] && [ "$seen" = "$1" ] || return 1
    for name in $names; do
        [ -e "$place/$name" ] && ! [ "$place/$name" -nt "$state/served" ] || return 1
    done
}

# Prints the file $1 of the configuration with the new files in their places; fails where it cannot be taken apart.
whole() (
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in
        *include*) apart "$line" || exit 1 ;;
        *) printf '%s\n' "$line" ;;
        esac
    done <"$1"
)

# Prints a line with what it includes, statement by statement. A comment ends it, and so does a quote that is open where
# a statement seems to end: nothing may be included behind it.
apart() {
    rest=$1
    while [ -n "$rest" ]; do
        statement=${rest%%[\;\{\}]*}
        bare=${statement#"${statement%%[![:space:]]*}"}
        bare=${bare%"${bare##*[![:space:]]}"}
        case $bare in
        '#'*) break ;;
        include[[:space:]]*)
            rest=${rest#"$statement"}
            pattern "${bare#include}" || return 1
            parts "$pattern" || return 1
            rest=${rest#\;}
            continue
            ;;
        include) return 1 ;;
        *[\"\']* | *\\)
            if ! closed "$bare"; then
                ! includes "$rest" || return 1
                break
            fi
            ;;
        *[[:space:]]'#'*) break ;;
        esac
        rest=${rest#"$statement"}
        printf '%s' "$statement${rest%"${rest#?}"}"
        rest=${rest#?}
    done
    printf '%s\n' "$rest"
}

# Whether every quote in a statement is closed there; with escapes that is not known.
closed() {
    open=$1
    case $open in
    *\\ | *\\[\"\']*) return 1 ;;
    esac
    while :; do
        left=${open%%[\"\']*}
        case ${open#"$left"} in
        '') return 0 ;;
        \"*\"*) open=${open#*\"} open=$left${open#*\"} ;;
        \'*\'*) open=${open#*\'} open=$left${open#*\'} ;;
        *) return 1 ;;
        esac
    done
}

includes() {
    case " $1" in
    *[[:space:]\;\{\}]include | *[[:space:]\;\{\}]include[[:space:]]*) return 0 ;;
    esac
    return 1
}

# The pattern that is included by the words $1, absolute; $rest begins with what stands behind them.
pattern() {
    case $rest in
    \;*) ;;
    *) return 1 ;;
    esac
    pattern=${1#"${1%%[![:space:]]*}"}
    case $pattern in
    \"*\") pattern=${pattern#\"} pattern=${pattern%\"} ;;
    \'*\') pattern=${pattern#\'} pattern=${pattern%\'} ;;
    esac
    case $pattern in
    *[\"\'\\\#[:space:]]*) return 1 ;;
    /*) ;;
    *) pattern=$folder/$pattern ;;
    esac
}

parts() {
    # One program for all files: there may be hundreds of them.
    # shellcheck disable=SC2086
    nesting="
$(grep -ls '\(^\|[[:space:];{}]\)include\([[:space:]]\|$\)' $1)
"
    for file in $1; do
        [ -e "$file" ] || continue
        name=${file##*/}
        if [ "$file" = "$place/$name" ] && is_offered "$name"; then
            continue
        fi
        case $nesting in
        *"
$file
"*) whole "$file" || return 1 ;;
        *) printf 'include %s;\n' "$file" ;;
        esac
    done
    every include_new "$1"
}

# The new files take the places of those with the same names.
is_offered() {
    case $offered in
    *" $1 "*) return 0 ;;
    esac
    return 1
}

offer() { offered="$offered$names "; }

# Includes the new files that the pattern $1 is going to find.
include_new() {
    for name in $names; do
        # shellcheck disable=SC2254
        case $place/$name in
        $1) [ ! -s "$new/$name" ] || printf 'include %s;\n' "$new/$name" ;;
        esac
    done
}

# Has nginx read the whole configuration with the new files, before any of them is in its place. Where that cannot be
# done, because the configuration is inside a container, not ours to write beside or not to be taken apart, the files are
# tried in their places.
try_out() {
    [ -z "$container" ] || return 0
    folder=${main%/*} offered=' '
    every offer
    check=$(mktemp "$folder/.cdctl-check.XXXXXX" 2>/dev/null) || return 0
    if assembled; then
        if attempt good_with_them; then
            tried=yes
        elif good_without_them; then
            fail 24 "$(grep -v 'warn\]' "$work/why" | sed "s,$check,the whole configuration,; s,$place/.*/new/,$place/,; s,$work/new/,$place/," | head -n 5)"
        fi
    fi
    rm -f "$check"
    check=
}

# Whether all new files are in the configuration that is going to be tried.
assembled() { whole "$main" >"$check" && every is_assembled; }

is_assembled() {
    for name in $names; do
        [ ! -s "$new/$name" ] || grep -qF "include $new/$name;" "$check" || return 1
    done
}

good_with_them() { assembled && assembled_is_good >"$work/why" 2>&1; }

assembled_is_good() { $nginx -t -c "$check"; }

# Whether the way in which the configuration was taken apart is not to blame: what is there now is good.
good_without_them() (
    environments='' offered=' '
    whole "$main" >"$check" && attempt assembled_is_good >/dev/null 2>&1
)

good() { $nginx -t >"$work/why" 2>&1; }

told() { $nginx -s reload >"$work/why" 2>&1; }

save() {
    rm -rf "$state/before.new"
    (umask 077 && mkdir "$state/before.new") || fail 29 "$state cannot be written to"
    for name in $names; do
        if [ -e "$place/$name" ]; then
            cp -p "$place/$name" "$state/before.new/$name" || fail 29 "$place/$name cannot be copied"
        else
            : >"$state/before.new/$name.absent"
        fi
    done
    [ ! -e "$state/served" ] || cp -p "$state/served" "$state/before.new/.served"
    mv "$state/before.new" "$state/before"
    rm -f "$state/served"
}

place_new() {
    for name in $names; do
        if [ -s "$new/$name" ]; then
            sync "$new/$name" 2>/dev/null
            mv -f "$new/$name" "$place/$name" 2>"$work/why" || return 1
        else
            rm -f "${place:?}/$name" 2>"$work/why" || return 1
        fi
    done
    sync "$place" 2>/dev/null
    return 0
}

# Where nginx writes why it did not do what it was told.
error_log() {
    log=$(absolute "${log_file:-$(built error-log-path)}")
    size=$(wc -c <"$log" 2>/dev/null || echo 0)
}

# What its master wrote since, unless it is still trying. Whoever tries a configuration out writes there too, as another
# process; in a container the master is the first one.
complaint() {
    tail -c "+$((size + 1))" "$log" 2>/dev/null | grep "\[emerg\] \($master\|1\)#" |
        grep -v 'bind() to\|listen() to' | head -n 3
}

# Whether the master waits for signals. From the moment that it is told to reload until new workers have taken over, it
# lets none come in.
idle() {
    busy=
    while read -r what value; do
        case $what$value in
        SigPnd:*[!0]* | ShdPnd:*[!0]* | SigBlk:*[!0]*) busy=yes ;;
        esac
    done 2>/dev/null <"/proc/$master/status"
    [ -z "$busy" ]
}

later() {
    [ "$rounds" -lt 250 ] || return 1
    rounds=$((rounds + 1))
    sleep 0.04
}

# Tells nginx to read its configuration, and waits until new workers serve and none of before takes connections. A reload
# that somebody else began may have read what was there before the new files, so its workers must not be taken for ours:
# once the master was seen idle, whatever it reads later has them.
reload() {
    rounds=0
    children
    before=" $pids "
    until idle; do
        later || { echo "it has been busy with another reload for 10 s; see its log" >"$work/why"; return 1; }
    done
    children
    before=" $pids "
    error_log
    attempt told || return 1
    until taken_over; do
        if [ "$((rounds % 10))" = 9 ] && [ -n "$(complaint)" ]; then
            complaint >"$work/why"
            return 1
        fi
        later || { echo "no new worker took over within 10 s; see $log" >"$work/why"; return 1; }
    done
}

taken_over() {
    fresh=
    workers
    for pid in $serving; do
        case $before in
        *" $pid "*) return 1 ;;
        *) fresh=yes ;;
        esac
    done
    [ -n "$fresh" ]
}

# Whether there is a worker that there was not before.
followed() {
    workers
    for pid in $serving; do
        case $before in
        *" $pid "*) ;;
        *) return 0 ;;
        esac
    done
    return 1
}

# Undoes what was put in place, and has nginx read it again if any of it may be served.
put_back() {
    cp "$work/why" "$work/reason" 2>/dev/null
    every restore
    if ! attempt good; then
        fail 26 "$(cat "$work/reason"; cat "$work/why")"
    fi
    if ! idle || followed; then
        reload || fail 26 "$(cat "$work/reason"; cat "$work/why")"
    fi
    fail 25 "$(cat "$work/reason")"
}

# What was put in place was seen to be served.
settle() {
    cat "$new/.digest" >"$state/served"
    rm -rf "$state/before"
}

# Puts the new files in their places, or none of them.
place_all() {
    every place_new || { every restore; fail 29 "$(cat "$work/why")"; }
}

# Puts back what was there before, unless nginx is content with what is there now.
require_good() {
    if ! attempt good; then
        every restore
        fail 24 "$(grep -v 'warn\]' "$work/why" | head -n 5)"
    fi
}

install_new() {
    dump
    master || fail 27 "no process of it was found"
    tried=
    try_out
    #: tried
    every save
    #: saved
    place_all
    #: placed
    [ -n "$tried" ] || require_good
    #: tested
    reload || put_back
    #: reloaded
    every settle
}
