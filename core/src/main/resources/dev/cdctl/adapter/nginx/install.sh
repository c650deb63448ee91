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
    for file in $1; do
        [ -e "$file" ] || continue
        name=${file##*/}
        if [ "$file" = "$place/$name" ] && [ -e "$new/$name" ]; then
            continue
        elif grep -q '^[[:space:]]*include' "$file"; then
            whole "$file"
        else
            printf 'include %s;\n' "$file"
        fi
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
    whole "$main" >"$check"
    if ! $nginx -t -c "$check" >"$work/why" 2>&1; then
        fail 24 "$(grep -v 'warn\]' "$work/why" | sed "s,$check,the whole configuration,; s,$new/,$place/," | head -n 5)"
    fi
    rm -f "$check"
    check=
    tried=yes
}

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

# What it wrote since, unless it is still trying.
complaint() {
    tail -c "+$((size + 1))" "$log" 2>/dev/null | grep '\[emerg\]' | grep -v 'bind() to' | head -n 3
}

# Tells nginx to read its configuration, and waits until new workers serve and none of before takes connections.
reload() {
    workers
    before="$serving "
    error_log
    $nginx -s reload >"$work/why" 2>&1 || return 1
    rounds=0
    while [ "$rounds" -lt 250 ]; do
        if taken_over; then
            return 0
        fi
        if [ "$((rounds % 10))" = 9 ] && [ -n "$(complaint)" ]; then
            complaint >"$work/why"
            return 1
        fi
        sleep 0.04
        rounds=$((rounds + 1))
    done
    echo "no new worker took over within 10 s; see $log" >"$work/why"
    return 1
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

# Undoes what was put in place, and has nginx read it again if any of it may be served.
put_back() {
    cp "$work/why" "$work/reason" 2>/dev/null
    restore
    if ! $nginx -t >"$work/why" 2>&1; then
        fail 26 "$(cat "$work/reason"; cat "$work/why")"
    fi
    workers
    for pid in $serving; do
        case $before in
        *" $pid "*) ;;
        *)
            reload || fail 26 "$(cat "$work/reason"; cat "$work/why")"
            break
            ;;
        esac
    done
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
    if [ -z "$tried" ] && ! $nginx -t >"$work/why" 2>&1; then
        restore
        fail 24 "$(grep -v 'warn\]' "$work/why" | head -n 5)"
    fi
    #: tested
    reload || put_back
    #: reloaded
    printf '%s\n' "$1" >"$state/served"
    rm -rf "$state/before"
}
