# What cdctl has a POSIX shell do on the computer that keeps its state. It is read from the standard input, and then
# come the requests, each a line { ask NUMBER FUNCTION ARGUMENT...; }, which a torn line is not. An answer is what the
# function wrote, then a line of the mark, the number and the status:
# 0 done, 1 no, 10 it is another now, 11 busy, 12 not written, 13 perhaps not on the disk, 14 not read,
# 15 of another form, 20 a tool lacks.
LC_ALL=C
export LC_ALL
umask 077
exec 2>&1

ask() {
    number=$1
    shift
    "$@" </dev/null
    printf '\n%s %s %s\n' "$mark" "$number" "$?"
}

# begin ROOT SESSION: tells its own process and the record of what was deleted. Nothing is written there before enter, so
# who only reads leaves nothing behind, and a folder that is not there is an empty one.
begin() {
    for tool in flock sync find mv mkdir rm tail head wc dd cat cksum sort; do
        command -v "$tool" >/dev/null || { printf '%s' "$tool"; return 20; }
    done
    root=$1 session=$2 inside='' entered=''
    watched
    trap 'kill "$watch"' EXIT
    reached
    found=$?
    case $found in
    0) settled || return ;;
    1) ;;
    *) return "$found" ;;
    esac
    printf 'pid %s\n' "$$"
    [ -z "$inside" ] || [ ! -e .deleted.json ] || cat .deleted.json
}

# Goes into the store's folder; 1 when it is not there, which is known only when no folder on the way is closed.
reached() {
    [ -z "$inside" ] || return 0
    if [ ! -d "$root/store" ] || ! cd "$root/store"; then
        place=$root/store
        while [ ! -e "$place" ]; do
            place=${place%/*}
            place=${place:-/}
        done
        [ "$place" != "$root/store" ] && [ -d "$place" ] && [ -x "$place" ] && return 1
        printf '%s is no folder that can be entered\n' "$place"
        return 14
    fi
    known || return 15
    inside=yes
}

# Whether the folder is of a form that this program knows; a kill may have left the file empty.
known() {
    [ -e "$root/by-ssh" ] || return 0
    form=''
    IFS= read -r form <"$root/by-ssh"
    case $form in
    '' | 1) ;;
    *)
        printf '%s\n' "$form"
        return 1
        ;;
    esac
}

# enter: makes the folder, and keeps a sign of life there; comes before anything is written.
enter() {
    [ -z "$entered" ] || return 0
    mkdir -p "$root/store" "$root/sessions" "$root/journals" "$root/locks" && cd "$root/store" || return 12
    known || return 15
    [ -e "$root/by-ssh" ] || { printf '1\n' >"$root/by-ssh" && sync "$root/by-ssh" "$root" "${root%/*}/"; } || return 12
    inside=yes
    trap 'kill "$watch"; rm -f "$root/sessions/$session"' EXIT
    live || return
    sweep
    settled || return
    entered=yes
}

# Holds a lock on the session's file until this process, and what it started, is gone.
live() {
    while :; do
        exec 9>"$root/sessions/$session"
        flock -w 5 9 || return 11
        [ ! -e "$root/sessions/$session" ] || return 0
    done
}

# Files of sessions that nobody lives in. The lock is a shared one, so that no look at a living one is disturbed.
sweep() {
    for each in "$root"/sessions/*; do
        [ "$each" = "$root/sessions/$session" ] || flock -n -s "$each" rm -f "$each"
    done
}

# A connection that was cut tells nobody: who has said nothing for ten seconds is gone.
watched() {
    (
        trap 'quiet=0' USR1
        quiet=0
        while [ "$quiet" -lt 5 ]; do
            quiet=$((quiet + 1))
            sleep 2 &
            wait "$!"
            kill -0 "$$" 2>/dev/null || exit
        done
        kill -9 "$$"
    ) </dev/null >/dev/null 2>&1 &
    watch=$!
}

beat() {
    kill -USR1 "$watch" || watched 9>&-
}

# alive SESSION
alive() {
    [ -e "$root/sessions/$1" ] || return 1
    flock -n -s "$root/sessions/$1" true
    [ "$?" -ne 0 ]
}

# finish SESSION PROCESS: from here on, that session has no effect any more.
finish() {
    alive "$1" || return 0
    kill -9 "$2"
    flock -w 5 -s "$root/sessions/$1" true || return 11
}

locked() {
    {
        flock -w 5 7 || return 11
        "$@"
    } 7>>"$root/.mutex"
}

# Completes the transaction that is decided, if there is one.
settled() {
    [ ! -e .redo ] || locked settle
}

settle() {
    [ -e .redo ] || return 0
    if [ -e .redo/plan ]; then
        while IFS=' ' read -r what file path; do
            folder_of "$path"
            case $what in
            put) [ ! -e ".redo/$file" ] || { made "$folder" && mv -f ".redo/$file" "$path" && sync "$folder"; } || return 12 ;;
            del) rm -f "$path" || return 12
                [ ! -d "$folder" ] || sync "$folder" || return 12
                [ "$folder" = . ] || rmdir -p "$folder" 2>/dev/null ;;
            esac
        done <.redo/plan
    fi
    rm -rf .redo && sync .
}

folder_of() {
    case $1 in
    */*) folder=${1%/*} ;;
    *) folder=. ;;
    esac
}

made() {
    [ ! -d "$1" ] || return 0
    mkdir -p "$1" || return 12
    way=$1
    while :; do
        sync "$way" || return 12
        case $way in
        */*/* | [!/]*/*) way=${way%/*} ;;
        *) break ;;
        esac
    done
    sync .
}

# get PATH
get() {
    reached || return
    settled || return
    [ -e "$1" ] || return 1
    cat "$1" && return 0
    [ ! -e "$1" ] && return 1
    return 14
}

# list FOLDER
list() {
    reached
    found=$?
    case $found in
    0) ;;
    1) return 0 ;;
    *) return "$found" ;;
    esac
    settled || return
    [ -d "$1" ] || return 0
    find "$1" -type f -name '*.json' 2>/dev/null || [ ! -d "$1" ] || return 14
}

# sum FOLDER: a few digits that are others when a record below it is another one, came or went.
sum() {
    settled || return
    [ -d "$1" ] || { printf 'nothing'; return 0; }
    find "$1" -type f -name '*.json' -exec cksum {} + 2>/dev/null | sort | cksum
}

# commit [WHAT PATH START TEXT]...: what is c (check), p (put) or d (delete); the record must start so; empty: be none.
commit() {
    locked alter "$@"
}

alter() {
    settle || return 12
    holds "$@" || return 10
    changes "$@"
    case $count in
    0) ;;
    1) one "$@" ;;
    *) many "$@" ;;
    esac
}

holds() {
    while [ "$#" -gt 0 ]; do
        if [ -z "$3" ]; then
            [ ! -e "$2" ] || return 1
        else
            [ -e "$2" ] && IFS= read -r line <"$2" || return 1
            case $line in
            "$3"*) ;;
            *) return 1 ;;
            esac
        fi
        shift 4
    done
}

changes() {
    count=0
    while [ "$#" -gt 0 ]; do
        [ "$1" = c ] || count=$((count + 1))
        shift 4
    done
}

one() {
    while [ "$1" = c ]; do
        shift 4
    done
    folder_of "$2"
    if [ "$1" = d ]; then
        rm -f "$2" || return 12
        sync "$folder" || return 13
        [ "$folder" = . ] || rmdir -p "$folder" 2>/dev/null
        return 0
    fi
    made "$folder" && written .new "$4" && sync .new && mv -f .new "$2" || return 12
    sync "$folder" || return 13
}

# written FILE TEXT: also on a disk that takes only half of it.
written() {
    printf '%s\n' "$2" >"$1" && IFS= read -r back <"$1" && [ "$back" = "$2" ]
}

# The rename of the folder decides.
many() {
    rm -rf .stage && mkdir .stage || return 12
    file=0
    while [ "$#" -gt 0 ]; do
        file=$((file + 1))
        case $1 in
        p) written ".stage/$file" "$4" && printf 'put %s %s\n' "$file" "$2" >>.stage/plan || return 12 ;;
        d) printf 'del %s %s\n' "$file" "$2" >>.stage/plan || return 12 ;;
        esac
        shift 4
    done
    sync .stage/* .stage && mv .stage .redo || return 12
    sync . || return 13
    settle || return 0
}

# at NAME FILE TEXT: what the holder of a lock is at; a courtesy.
at() {
    mkdir -p "$root/locks/$1" && printf '%s' "$3" >"$root/locks/$1/$2"
}

# clear NAME: forgets what holders were at.
clear() {
    rm -f "$root/locks/$1"/step.*
    cd "$root/locks" && rmdir -p "$1" 2>/dev/null
    cd "$root/store"
}

# look NAME FILE SESSION: whether that session lives, and what it is at.
look() {
    [ ! -e "$root/locks/$1/$2" ] || cat "$root/locks/$1/$2"
    alive "$3"
}

# entries PATH: the journal; when there is none, the one before it, and 1.
entries() {
    if [ -e "$root/journals/$1" ]; then
        cat "$root/journals/$1" || return 14
    else
        [ ! -e "$root/journals/$1.1" ] || cat "$root/journals/$1.1" || return 14
        return 1
    fi
}

calm() {
    locked entries "$1"
}

# is FILE SIZE WHOLE LAST: whether it has that size, and ends so where it is whole.
is() {
    [ -e "$1" ] && size=$(($(wc -c <"$1"))) && [ "$size" -eq "$2" ] || return 1
    [ "$(head -c "$3" "$1" | tail -c 12)" = "$4" ]
}

# append PATH SIZE WHOLE LAST LINE: what is behind its last whole line is cut off.
append() {
    locked add "$root/journals/$1" "$2" "$3" "$4" "$5"
}

add() {
    is "$1" "$2" "$3" "$4" || return 10
    [ "$2" -eq "$3" ] || cut "$1" "$3" || return 12
    printf '%s\n' "$5" >>"$1" && sync "$1" && return 0
    cut "$1" "$3"
    return 12
}

cut() {
    dd if=/dev/null of="$1" bs=1 seek="$2" 2>/dev/null
}

# start PATH LAST HEADER LINE: a journal that continues the one before it, which ends so.
start() {
    folder_of "$root/journals/$1"
    made "$folder" || return
    locked fresh "$root/journals/$1" "$2" "$3
$4"
}

fresh() {
    [ ! -e "$1" ] || return 10
    last=
    [ ! -e "$1.1" ] || last=$(tail -c 12 "$1.1")
    [ "$last" = "$2" ] || return 10
    folder_of "$1"
    printf '%s\n' "$3" >"$1.new" && sync "$1.new" && mv -f "$1.new" "$1" || return 12
    sync "$folder" || return 13
}

# drop PATH SIZE: a journal without a whole line.
drop() {
    locked gone "$root/journals/$1" "$2"
}

gone() {
    is "$1" "$2" 0 '' || return 10
    rm -f "$1" || return 12
}

# forget PATH: the journal and all that was put aside of it.
forget() {
    rm -f "$root/journals/$1" "$root/journals/$1".*
    cd "$root/journals" && rmdir -p "${1%/*}" 2>/dev/null
    cd "$root/store"
}

# turn PATH SIZE WHOLE LAST HEADER LINE: the same for one that is full and is put aside.
turn() {
    locked aside "$root/journals/$1" "$2" "$3" "$4" "$5
$6"
}

aside() {
    is "$1" "$2" "$3" "$4" || return 10
    [ "$2" -eq "$3" ] || cut "$1" "$3" || return 12
    for kept in 8 7 6 5 4 3 2 1; do
        [ ! -e "$1.$kept" ] || mv -f "$1.$kept" "$1.$((kept + 1))" || return 12
    done
    mv -f "$1" "$1.1" || return 12
    fresh "$1" "$4" "$5"
}
