package dev.cdctl.adapter.embedded;

/**
 * The shell loops that keep a router and its standby running. The standby is a second process that has read the routes
 * and waits for the end of the first: who holds the file {@code place} is the router. Both are started again when they
 * die, then as the standby of the other.
 */
final class Guard {
    /**
     * Takes its own name, the file of the place, and a command; runs the command, again and again. It ends with it after
     * a clean end, a refusal or a polite signal; a crash (a signal, or 3: the JVM was out of memory) starts it again at
     * once, and after a pause that grows to 30 s when it has died within 2 s several times in a row. A TERM to the loops
     * is passed on.
     */
    static final String SCRIPT = """
            name=$1 place=$2
            shift 2
            ours() { [ "$(cat "$place" 2>/dev/null)" = "$name" ]; }
            keep() {
              role=$1
              shift
              quick=0 child= stopped=
              trap 'stopped=1; kill -TERM $child $other 2>/dev/null' TERM INT HUP
              while :; do
                began=$(date +%s)
                "$@" --guard "$name" $role &
                child=$!
                wait "$child"
                code=$?
                while [ -n "$stopped" ] && kill -0 "$child" 2>/dev/null; do wait "$child"; done
                [ -z "$stopped" ] || return 0
                case $code in
                  3) ;;
                  129|130|143) return 0 ;;
                  *) [ "$code" -gt 128 ] || return "$code" ;;
                esac
                if ours; then role=--standby; fi
                now=$(date +%s)
                if [ $((now - began)) -lt 2 ]; then quick=$((quick + 1)); else quick=0; fi
                echo "router: ended with $code, starting it again ($quick quick ends)"
                if [ "$quick" -gt 3 ]; then
                  pause=$((1 << (quick - 3)))
                  [ "$pause" -lt 30 ] || pause=30
                  sleep "$pause"
                fi
              done
            }
            (
              other=
              until ours; do sleep 0.2; done
              keep --standby "$@"
            ) &
            other=$!
            keep '' "$@"
            code=$?
            if ! ours || [ -n "$stopped" ]; then kill -TERM "$other" 2>/dev/null; fi
            wait "$other"
            exit "$code"
            """;

    private Guard() {}
}
