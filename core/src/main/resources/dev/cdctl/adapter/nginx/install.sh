# Has nginx serve the files of $new in the place of those that it includes; an empty one goes away. Whatever happens,
# either they are served when this returns, or what was there before lies there byte by byte.

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

# Reads the new files: for each a line with its name and its bytes, then these bytes.
receive() {
    workspace
    rm -rf "$new"
    received=yes
    (
        umask 077
        mkdir "$new" || exit 1
        printf 's/@TOKEN@/%s/g\n' "$token" >"$work/token.sed"
        while read -r name bytes; do
            head -c "$bytes" | sed -f "$work/token.sed" >"$new/$name" || exit 1
        done
    ) 2>"$work/why" || fail 29 "$(cat "$work/why")"
}

# Whether the files with the digest $1 are in their places, and were seen to be served, and nobody has changed them.
installed() {
    seen=
    [ ! -e "$state/served" ] || read -r seen <"$state/served"
    [ -n "$seen" ] && [ "$seen" = "$1" ] || return 1
    for name in $names; do
        [ -e "$place/$name" ] && ! [ "$place/$name" -nt "$state/served" ] || return 1
    done
}

# Prints the file $1 of the configuration with the new files in their places.
whole() (
    while IFS= read -r line || [ -n "$line" ]; do
        bare=${line#"${line%%[![:space:]]*}"}
        case $bare in
        include[[:space:]]*\;*)
            pattern=$(printf '%s\n' "$bare" | sed 's/^include[[:space:]]*//; s/[[:space:]]*;.*//; s/["'\'']//g')
            case $pattern in
            /*) ;;
            *) pattern=$folder/$pattern ;;
            esac
            parts "$pattern"
            ;;
        *) printf '%s\n' "$line" ;;
        esac
    done <"$1"
)

parts() {
    # One program for all files: there may be hundreds of them.
    # shellcheck disable=SC2086
    nesting="
$(grep -ls '^[[:space:]]*include' $1)
"
    for file in $1; do
        [ -e "$file" ] || continue
        name=${file##*/}
        if [ "$file" = "$place/$name" ] && [ -e "$new/$name" ]; then
            continue
        fi
        case $nesting in
        *"
$file
"*) whole "$file" ;;
        *) printf 'include %s;\n' "$file" ;;
        esac
    done
    for name in $names; do
        # shellcheck disable=SC2254
        case $place/$name in
        $1) [ ! -s "$new/$name" ] || printf 'include %s;\n' "$new/$name" ;;
        esac
    done
}

# Has nginx read the whole configuration with the new files, before any of them is in its place. Where that cannot be
# done, because the configuration is inside a container or not ours to write beside, the files are tried in their places.
try_out() {
    [ -z "$container" ] || return 0
    folder=${main%/*}
    check=$(mktemp "$folder/.cdctl-check.XXXXXX" 2>/dev/null) || return 0
    if ! attempt good_with_them; then
        fail 24 "$(grep -v 'warn\]' "$work/why" | sed "s,$check,the whole configuration,; s,$new/,$place/," | head -n 5)"
    fi
    rm -f "$check"
    check=
    tried=yes
}

good_with_them() {
    whole "$main" >"$check"
    $nginx -t -c "$check" >"$work/why" 2>&1
}

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
    restore
    if ! attempt good; then
        fail 26 "$(cat "$work/reason"; cat "$work/why")"
    fi
    if ! idle || followed; then
        reload || fail 26 "$(cat "$work/reason"; cat "$work/why")"
    fi
    fail 25 "$(cat "$work/reason")"
}

# The digest of what is installed is $1.
install_new() {
    dump
    master || fail 27 "no process of it was found"
    tried=
    try_out
    #: tried
    save
    #: saved
    place_new || { restore; fail 29 "$(cat "$work/why")"; }
    #: placed
    if [ -z "$tried" ] && ! attempt good; then
        restore
        fail 24 "$(grep -v 'warn\]' "$work/why" | head -n 5)"
    fi
    #: tested
    reload || put_back
    #: reloaded
    printf '%s\n' "$1" >"$state/served"
    rm -rf "$state/before"
}
