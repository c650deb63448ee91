package dev.cdctl.adapter.haproxy;

/**
 * What is run on HAProxy's computer, in a POSIX shell with flock of util-linux. A file travels as a line {@code >name}
 * and its own lines, each with a bar before it.
 */
final class Scripts {
    /** There is no such folder. */
    static final int NO_FOLDER = 90;

    /** Another change holds the lock. */
    static final int BUSY = 91;

    /** The folder is not as it was looked at. */
    static final int CHANGED = 92;

    /** HAProxy refused the configuration; nothing is changed. */
    static final int INVALID = 93;

    /** The reload did not bring the configuration in, and what was before is back. */
    static final int PUT_BACK = 94;

    /** Neither did the reload that was to bring back what was before. */
    static final int STUCK = 95;

    /** The files are written, and no process answers. */
    static final int NOT_RUNNING = 96;

    /** No program can speak to a socket. */
    static final int NO_TOOL = 97;

    /** One command line to the runtime API: {@code say COMMANDS}. */
    private static final String SAY = """
            PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
            say() {
                if command -v socat >/dev/null; then
                    printf '%s\\n' "$1" | timeout 10 socat -t 10 - "UNIX-CONNECT:$socket" 2>/dev/null
                elif command -v perl >/dev/null; then
                    timeout 10 perl -MIO::Socket::UNIX -e '
                        $s = IO::Socket::UNIX->new($ARGV[0]) or exit 1;
                        print $s "$ARGV[1]\\n"; $s->flush; print while <$s>' "$socket" "$1"
                elif command -v python3 >/dev/null; then
                    timeout 10 python3 -c '
            import socket, sys
            s = socket.socket(socket.AF_UNIX)
            s.connect(sys.argv[1])
            s.sendall(sys.argv[2].encode() + b"\\n")
            for part in iter(lambda: s.recv(65536), b""): sys.stdout.buffer.write(part)' "$socket" "$1" 2>/dev/null
                else
                    exit 97
                fi
            }
            """;

    /** {@code print}: every file that counts, an empty one too. One program reads them all: there may be hundreds. */
    private static final String PRINT = """
            print() {
                set --
                for file in *.json decisions.map cdctl.cfg; do
                    if [ -s "$file" ]; then set -- "$@" "$file"; elif [ -f "$file" ]; then printf '>%s\\n' "$file"; fi
                done
                [ $# = 0 ] || awk 'FNR == 1 { print ">" FILENAME } { print "|" $0 }' "$@"
            }
            """;

    /** {@code $1} folder, {@code $2} socket: prints the files, and what the process says. */
    static final String LOOK = SAY + PRINT + """
            socket=$2
            if cd "$1" 2>/dev/null; then
                printf '>.sum\\n|%s\\n' "$(print | cksum)"; print
                for file in .next.*.json; do
                    if [ -f "$file" ]; then printf '>%s\\n' "$file"; sed 's/^/|/' "$file"; fi
                done
            fi
            if running=$(say "show backend"); then
                printf '>.backends\\n'; printf '%s\\n' "$running" | sed 's/^/|/'
                printf '>.map\\n'; say "show map $1/decisions.map" | sed 's/^/|/'
            elif [ $? = 97 ]; then exit 97; fi
            """;

    /**
     * {@code $1} folder, {@code $2} HAProxy's own configuration; the input has the new files. HAProxy reads both as it
     * would read them in the folder, and nothing of them stays.
     */
    static final String TRY = """
            PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
            umask 077
            work=$(mktemp -d) || exit 90
            trap 'rm -rf "$work"' EXIT
            awk -v at="$work/" '/^>/ { file = at substr($0, 2); printf "" > file; next } { print substr($0, 2) > file }' || exit 90
            sed "s,$1/decisions\\.map,$work/decisions.map,g" "$work/cdctl.cfg" >"$work/tried" || exit 90
            haproxy -c -f "$2" -f "$work/tried" >"$work/said" 2>&1 || { sed "s,$work/tried,$1/cdctl.cfg,g" "$work/said" >&2; exit 93; }
            """;

    /** {@code $1} socket, {@code $2} commands. */
    static final String ASK = SAY + "socket=$1; say \"$2\"\n";

    /**
     * {@code $1} socket, {@code $2} commands: prints what the process says and, where its master process can be seen
     * from here, {@code ending} and the number of older workers that have connections still.
     */
    static final String COUNT = SAY + """
            socket=$1
            said=$(say "$2; show info") || exit $?
            printf '%s\\n' "$said"
            # The fields of /proc/PID/stat that count from the name on: the parent is the 2nd, the start the 20th.
            about() {
                name= parent= start=
                { IFS= read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
                name=${stat#*(}
                name=${name%)*}
                set -- ${stat##*) }
                parent=$2
                shift 19
                start=$1
                [ "$name" = haproxy ]
            }
            pid=$(printf '%s\\n' "$said" | sed -n 's/^Pid: *//p')
            [ -n "$pid" ] && about "$pid" || exit 0
            master=$parent since=$start
            about "$master" || exit 0
            workers=
            { read -r workers <"/proc/$master/task/$master/children"; } 2>/dev/null
            [ -n "$workers" ] || workers=$(pgrep -P "$master") || exit 0
            ending=0
            for worker in $workers; do
                if [ "$worker" != "$pid" ] && about "$worker" && [ "$start" -le "$since" ]; then
                    ending=$((ending + 1))
                fi
            done
            echo "ending $ending"
            """;

    /**
     * {@code $1} folder, {@code $2} socket, {@code $3} the sum that was looked at, {@code $4} HAProxy's own
     * configuration, {@code $5} the command that reloads it, {@code $6} the revision to reload to or nothing, {@code $7}
     * commands of the runtime API, {@code $8} those that read back, {@code $9} a file to remove, {@code $10} commands
     * for the process that a reload replaces, {@code $11} those that take them back; the input has the new files. All of
     * it happens under the lock, which ends with the script.
     */
    static final String APPLY = SAY + PRINT + """
            umask 027
            socket=$2; sum=$3; config=$4; reload=$5; revision=$6; commands=$7; reading=$8; gone=$9
            early=${10}; back=${11}
            cd "$1" 2>/dev/null || exit 90
            command -v socat >/dev/null || command -v perl >/dev/null || command -v python3 >/dev/null || exit 97
            exec 9>>.lock || exit 90
            flock -w 15 9 || exit 91
            rm -rf .new .old && mkdir .new .old || exit 90
            awk '/^>/ { file = ".new/" substr($0, 2); printf "" > file; next } { print substr($0, 2) > file }' || exit 90
            [ "$(print | cksum)" = "$sum" ] || exit 92

            if ! cmp -s .new/cdctl.cfg cdctl.cfg; then
                made=
                [ -e decisions.map ] || { : >decisions.map; made=1; }
                if ! haproxy -c -f "$config" -f .new/cdctl.cfg >.check 2>&1 9>&-; then
                    cat .check >&2
                    [ -z "$made" ] || rm -f decisions.map
                    exit 93
                fi
            fi

            before=$(sed -n 's/^backend \\(cdctl\\.revision\\..*\\)/\\1/p' cdctl.cfg 2>/dev/null)
            set --
            for file in *.json decisions.map cdctl.cfg; do [ ! -f "$file" ] || set -- "$@" "$file"; done
            [ $# = 0 ] || cp -p "$@" .old/ || exit 90
            same() {
                case $1 in
                *.json)
                    one=; other=
                    { IFS= read -r one <"$1" && IFS= read -r other <"$2"; } 2>/dev/null && [ "$one" = "$other" ] ;;
                *) cmp -s "$1" "$2" ;;
                esac
            }
            put() {
                from=$1
                set --
                for file in "$from"/*.json "$from/decisions.map" "$from/cdctl.cfg"; do
                    [ ! -f "$file" ] || same "$file" "${file#"$from"/}" || set -- "$@" "$file"
                done
                [ $# = 0 ] || { sync "$@" && mv -f "$@" .; } || exit 90
                sync .
            }
            bring() {
                timeout 60 sh -c "$reload" >.reload 2>&1 9>&- </dev/null || return 1
                [ -n "$1" ] || return 0
                tries=0
                until say "show backend" | grep -qx "$1"; do
                    tries=$((tries + 1))
                    [ $tries -lt 100 ] || return 1
                    sleep 0.1
                done
            }
            put .new
            [ -z "$gone" ] || rm -f "$gone"
            say "show info" | grep -q '^Version' || exit 96

            # What it has connections to still will be out of reach after the reload.
            [ -z "$early" ] || say "$early" >/dev/null
            if [ -n "$revision" ] && ! bring "$revision"; then
                cat .reload >&2
                for file in *.json decisions.map cdctl.cfg; do [ -f ".old/$file" ] || rm -f "$file"; done
                put .old
                [ -z "$back" ] || say "$back" >/dev/null
                bring "$before" || exit 95
                exit 94
            fi
            [ -z "$commands" ] || say "$commands" >&2 || exit 96
            say "$reading"
            rm -rf .new .old .check .reload .next.*
            """;

    /**
     * A flip, which changes no configuration: {@code $1} folder, {@code $2} socket, {@code $3} the environment's file,
     * {@code $4} its key in the map, {@code $5} its next entry, {@code $6} commands of the runtime API with those that
     * read back. The input has the environment's line that was looked at and its next line, which hold the token. The
     * process is told as soon as the new files are written; the disk is waited for after that, and until then {@code
     * .next.*} says what it was told. What goes wrong, also an answer that is missing, is left to {@link #APPLY}.
     */
    static final String FLIP = SAY + """
            umask 027
            socket=$2; name=$3; key=$4; entry=$5; commands=$6
            IFS= read -r was && IFS= read -r next || exit 92
            cd "$1" 2>/dev/null && exec 9>>.lock || exit 92
            flock -w 15 9 || exit 91
            now=; found=
            { IFS= read -r now <"$name"; } 2>/dev/null
            [ "$now" = "$was" ] && [ ! -e ".next.$name" ] || exit 92
            copy() {
                while IFS= read -r line || [ -n "$line" ]; do
                    case $line in
                    "$key "*) line="$key $entry"; found=yes ;;
                    esac
                    printf '%s\\n' "$line" || return 1
                done
            }
            { copy <decisions.map >.next.map && printf '%s\\n' "$next" >".next.$name"; } 2>/dev/null || found=
            tell() {
                if command -v socat >/dev/null; then
                    socat -T 10 -t 10 - "UNIX-CONNECT:$socket" 2>/dev/null <<EOF
            $commands
            EOF
                else
                    say "$commands"
                fi
            }
            if [ -z "$found" ] || ! tell; then rm -f .next.*; exit 92; fi
            sync .next.map ".next.$name" && mv -f .next.map decisions.map && mv -f ".next.$name" "$name" || exit 92
            sync .
            """;

    private Scripts() {}
}
