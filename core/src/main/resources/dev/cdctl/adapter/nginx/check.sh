# Finds out whether nginx could serve an environment; nothing changes but that a run which was killed is undone.
#
#   $1 the port that is to be listened on    $2 the place that is to be served, or nothing for a file of the user's own
#   $3 the folder as nginx itself sees it    $4 the digest of the new files
# What is read: the new files, which are tried out with all that nginx reads, and not left.
port=$1 serves=$2 digest=$4

[ ! -d "$state" ] || { alone; recover; }
command -v flock >/dev/null 2>&1 || fail 28 "flock is missing"
dump
master || fail 27 "no process of it was found"

# Whether the worker's user can look into the folder: one that it cannot read has every flag missing.
near=$state
while [ ! -d "$near" ]; do near=${near%/*}; done
[ -w "$near" ] || fail 29 "$near is not writable for $(id -un)"
[ ! -e "$state/current/open" ] || near=$state/current/open

as_worker() {
    workers
    pid=${serving# }
    pid=${pid%% *}
    uid=$(sed -n 's/^Uid:[[:space:]]*\([0-9]*\).*/\1/p' "/proc/${pid:-none}/status" 2>/dev/null)
    who=${worker:-$(id -un "${uid:-0}" 2>/dev/null || echo "$uid")}
    if [ -n "$container" ]; then
        docker exec -u "$who" "$container" test "$@"
    elif [ "$(id -un)" = "$who" ]; then
        test "$@"
    elif [ "$(id -u)" = 0 ]; then
        runuser -u "$who" -- test "$@" 2>/dev/null
    else
        others "$2"
    fi
}

# What everybody may do, when we cannot become that user.
others() {
    path=$1
    while [ -n "$path" ]; do
        case $(stat -L -c %A "$path") in
        *[xt]) ;;
        -*) ;;
        *) return 1 ;;
        esac
        path=${path%/*}
    done
}

if [ -n "$serves" ]; then
    inner=$near
    [ -z "$container" ] || inner=$3${near#"$place"}
    if [ -d "$near" ]; then as_worker -x "$inner"; else as_worker -r "$inner"; fi ||
        fail 31 "${who:-the worker} cannot look into $near"

    grep -q "^[[:space:]]*include[[:space:]].*${place##*/}/\*" "$work/statements" || fail 30 "$place/*.conf"
    for file in "$place"/*.conf; do
        [ "${file##*/}" != "${names%% *}" ] || continue
        if grep -qxF "# serves $serves" "$file" 2>/dev/null; then
            fail 33 "${file##*/}"
        fi
    done
fi

# Somebody listens on the port, and it is not nginx.
hex=$(printf '%04X' "$port")
if cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | grep -q "^ *[0-9]*: [0-9A-F]*:$hex [0-9A-F]*:0000 0A " &&
    [ -z "$container" ] &&
    ! grep -qE "^[[:space:]]*listen[[:space:]]+([^;]*:)?$port([[:space:]]|;)" "$work/statements"; then
    fail 32 "$(ss -Hltnp "sport = :$port" 2>/dev/null | sed -n 's/.*users:((\("[^"]*"\).*/\1/p' | head -n 1)"
fi
# They lie in a folder of ours meanwhile, as those of an environment whose own folder that is.
rehearse() {
    token=0
    state=$work new=$work/new environments=$names$work$newline
    receive "$digest"
    try_out
}

there=
! installed "$digest" || there=yes
[ -n "$container" ] || [ -n "$there" ] || rehearse

# Whether a worker that ends waits for the requests of connections that clients keep: what all servers have from the
# block around them counts.
keeps() {
    grep -q '^[[:space:]]*keepalive_min_timeout[[:space:]]' "$work/statements" || return 1
    depth=0
    while read -r word value left; do
        case $word$value$left in
        '#'*) continue ;;
        *\{) depth=$((depth + 1)) ;;
        *\}) depth=$((depth - 1)) ;;
        esac
        case $depth:$word:$value in
        1:keepalive_min_timeout:*[1-9]*) return 0 ;;
        esac
    done <"$work/statements"
    return 1
}

# What a reload may lose, and whether there is going to be one.
$nginx -v 2>&1 | sed -n 's,.*nginx/\([0-9.]*\).*,version \1,p'
! keeps || echo keeps
[ -n "$there" ] || echo reloads
